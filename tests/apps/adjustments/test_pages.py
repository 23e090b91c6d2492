"""The pages, by the people whose step it is, in their own browsers."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from junheng.apps.adjustments.models import ChangeRequest, Difference, LateBatch, RollCheck
from junheng.apps.adjustments.services.standing import standing_of
from junheng.apps.campaigns.models import Cohort
from junheng.apps.notices.models import Notice
from junheng.core.access.models import Proposal
from junheng.core.audit.models import AuditEntry
from tests.apps.adjustments.adjustments_made import (
    CARDS,
    DICE,
    EVIDENCE,
    agreeing_roll,
    late_sheet,
    numbers_of,
    picture,
    roll_sheet,
)
from tests.people import signed_in
from tests.rosters_made import children

NUMBERS: dict[str, Any] = {"public": DICE, "cards": CARDS}
REASON = "家长在本班任教，按规定应当回避。"


@pytest.fixture
def browsers(cohort: Cohort) -> Callable[[str], Client]:
    held: dict[str, Client] = {}

    def browser(kind: str) -> Client:
        if kind not in held:
            held[kind] = signed_in(kind)
        return held[kind]

    del cohort
    return browser


def get(browser: Client, route: str, *args: object) -> str:
    answer = browser.get(reverse(f"adjustments:{route}", args=args))
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def post(browser: Client, route: str, *args: object, status: int = 302, **values: object) -> str:
    answer = browser.post(reverse(f"adjustments:{route}", args=args), values)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def sheet_file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("表.xlsx", content)


def confirm_waiting(browser: Client) -> None:
    proposal = Proposal.objects.get(state="open")
    answer = browser.post(
        reverse("accounts:confirm", args=[proposal.code]), {"digest": proposal.digest}
    )
    assert answer.status_code == 302, answer.content.decode()


def hang(browser: Client) -> None:
    """The newest notice is posted, by the school."""
    notice = Notice.objects.order_by("-made_at").first()
    assert notice is not None
    from django.utils import timezone  # noqa: PLC0415

    from junheng.apps.notices.services import record_posting  # noqa: PLC0415
    from tests.people import actor  # noqa: PLC0415

    now = timezone.now()  # noqa: TID251 - pages have the real clock
    record_posting(
        notice.code, place="校门口", posted_at=now, photo=[picture()], by=actor("clerk"), at=now
    )
    del browser


def test_a_late_arrival_from_the_list_to_the_class(
    cohort: Cohort, browsers: Callable[[str], Client]
) -> None:
    clerk, operator, inspector = (browsers(kind) for kind in ("clerk", "operator", "inspector"))
    assert "登记一批补录" in get(clerk, "cohort", cohort.code)
    get(clerk, "open_batch", cohort.code)
    post(clerk, "open_batch", cohort.code, reason="1", registered_on="2026-08-28")
    batch = LateBatch.objects.get()
    content = late_sheet(children(1, first=300))
    post(clerk, "add_file", batch.code, file=sheet_file(content))
    assert ">提出冻结<" not in get(clerk, "batch", batch.code)
    post(operator, "freeze", batch.code)
    confirm_waiting(browsers("reviewer"))

    assert "生成冻结公告" in get(operator, "batch", batch.code)
    post(operator, "batch_notice", batch.code)
    hang(clerk)
    assert "第一人录入" in get(operator, "batch", batch.code)
    post(operator, "type_late", batch.code, **NUMBERS)
    assert "第二人录入" in get(inspector, "batch", batch.code)
    post(inspector, "type_late", batch.code, **NUMBERS)

    batch.refresh_from_db()
    assert batch.state == "drawn"
    assert "编入的班级" in get(clerk, "batch", batch.code)
    form = clerk.get(reverse("adjustments:batch_form", args=[batch.code]))
    assert form.content.startswith(b"%PDF-")


def test_a_typed_arrival_with_a_fault_says_where(
    cohort: Cohort, browsers: Callable[[str], Client]
) -> None:
    clerk = browsers("clerk")
    post(clerk, "open_batch", cohort.code, reason="1", registered_on="2026-08-28")
    batch = LateBatch.objects.get()
    values = {
        "name": "赵新安", "gender": "男", "identity_number": "360121201401050017",
        "ethnic": "汉族", "origin": "东门幼儿园", "migrant": "否", "sen": "否",
        "left_behind": "否", "boarding": "否",
    }  # fmt: skip

    page = post(clerk, "add_typed", batch.code, status=200, **values)

    assert "身份证号" in page
    assert 'role="alert"' in page


def test_a_move_on_the_pages(cohort: Cohort, browsers: Callable[[str], Client]) -> None:
    clerk, principal = browsers("clerk"), browsers("principal")
    operator, reviewer = browsers("operator"), browsers("reviewer")
    standing = standing_of(cohort)
    number, name = numbers_of(standing)[0], standing.placed[0].student.name
    get(clerk, "ask", cohort.code, "move")
    post(
        clerk, "ask", cohort.code, "move",
        ground="kin", identity_number=number, reason=REASON,
        evidence=SimpleUploadedFile("证明.pdf", EVIDENCE),
    )  # fmt: skip
    request = ChangeRequest.objects.get()
    page = get(principal, "request", request.code)
    assert name not in page
    assert number not in page
    post(principal, "submit", request.code)
    get(operator, "request", request.code)
    post(operator, "examine", request.code, words="属实")
    get(reviewer, "request", request.code)
    post(reviewer, "approve", request.code, words="同意", paper_number="")
    get(operator, "request", request.code)
    post(operator, "type_move", request.code, **NUMBERS)
    post(reviewer, "type_move", request.code, **NUMBERS)

    request.refresh_from_db()
    assert request.state == "done"
    assert request.class_after in get(clerk, "request", request.code)
    form = clerk.get(reverse("adjustments:request_form", args=[request.code]))
    assert form.content.startswith(b"%PDF-")
    assert b"".join(
        clerk.get(reverse("adjustments:evidence", args=[request.code])).streaming_content  # type: ignore[attr-defined]
    ) == EVIDENCE  # fmt: skip
    post(operator, "change_notice", request.code)
    assert Notice.objects.filter(kind="change").count() == 1


@pytest.mark.parametrize("kind", ["move", "leave", "admit", "teacher", "merge"])
def test_each_form_opens(cohort: Cohort, browsers: Callable[[str], Client], kind: str) -> None:
    assert "证明材料" in get(browsers("clerk"), "ask", cohort.code, kind)


def test_the_roll_on_the_pages(cohort: Cohort, browsers: Callable[[str], Client]) -> None:
    clerk, reviewer = browsers("clerk"), browsers("reviewer")
    rows = agreeing_roll(cohort)
    rows[0][-1] = "9班"
    get(clerk, "roll", cohort.code)
    post(clerk, "roll", cohort.code, file=sheet_file(roll_sheet(rows)))
    check = RollCheck.objects.get()
    page = get(clerk, "check", check.code)
    assert rows[0][0] not in page
    assert ">通过<" not in get(reviewer, "check", check.code)
    one = Difference.objects.get()
    get(clerk, "difference", one.code)
    post(clerk, "difference", one.code, decision="registry_corrected", note="已更正")
    post(clerk, "difference", one.code, decision="registry_corrected", note="再来", status=409)
    assert ">通过<" in get(reviewer, "check", check.code)
    post(reviewer, "approve_check", check.code)

    assert "已通过" in get(clerk, "cohort", cohort.code)
    form = clerk.get(reverse("adjustments:check_form", args=[check.code]))
    assert form.content.startswith(b"%PDF-")


def test_a_forbidden_wish_is_answered_with_the_rule_and_written_down(
    cohort: Cohort, browsers: Callable[[str], Client]
) -> None:
    clerk = browsers("clerk")
    assert "三不动" in get(clerk, "forbidden", cohort.code)

    page = post(clerk, "wish", cohort.code, status=409, wish="choose_class")

    assert "谁也不能挑选班级" in page
    assert "南昌市均衡编班实施意见" in page
    assert AuditEntry.objects.filter(event="adjustments.wish.refuse").count() == 1


def test_another_school_finds_nothing_of_all_this(
    cohort: Cohort, browsers: Callable[[str], Client]
) -> None:
    clerk, other = browsers("clerk"), browsers("clerk_elsewhere")
    post(clerk, "open_batch", cohort.code, reason="1", registered_on="2026-08-28")
    batch = LateBatch.objects.get()

    for route, code in (
        ("cohort", cohort.code), ("forbidden", cohort.code), ("batch", batch.code),
        ("open_batch", cohort.code), ("roll", cohort.code), ("batch_form", batch.code),
    ):  # fmt: skip
        assert other.get(reverse(f"adjustments:{route}", args=[code])).status_code == 404
    assert other.post(reverse("adjustments:drop", args=[batch.code])).status_code == 404


def test_the_list_shows_what_waits(cohort: Cohort, browsers: Callable[[str], Client]) -> None:
    clerk = browsers("clerk")
    post(clerk, "open_batch", cohort.code, reason="1", registered_on="2026-08-28")

    assert "补录 0 人" in get(clerk, "list")
    assert cohort.title in get(browsers("supervisor"), "list")


def test_the_empty_sheet_is_a_workbook(cohort: Cohort, browsers: Callable[[str], Client]) -> None:
    del cohort
    answer = browsers("clerk").get(reverse("adjustments:roll_template"))

    assert io.BytesIO(answer.content).read(2) == b"PK"

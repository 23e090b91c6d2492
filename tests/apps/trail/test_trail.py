"""The audit administrator's pages: found, told in words, checked, exported."""

import io
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import openpyxl
import pytest
from django.db import connection

from junheng.apps.assignment.events import ActBegun, LedgerMirrored, NumbersTyped
from junheng.apps.assignment.states import LEDGER_WORDS
from junheng.apps.campaigns.events import CalendarSet
from junheng.apps.care.events import DrillDone
from junheng.apps.schools.events import SchoolsImported
from junheng.apps.trail import queries, rules, services
from junheng.apps.trail.models import ChainCheck
from junheng.apps.trail.queries import Search
from junheng.core.access import NotAllowed
from junheng.core.access.events import AccessRefused
from junheng.core.audit import services as audit
from junheng.core.audit.events import AuditEvent, Author, Subject, event_types
from junheng.core.audit.models import AuditEntry
from junheng.core.secrets.keyring import Keyring
from junheng.engine.record.events import EVENT_KINDS
from junheng.engine.record.paper import parse_paper_lines
from tests.jobs_carried_out import carry_out_jobs
from tests.people import AT, a_county, actor, signed_in


@pytest.fixture(autouse=True)
def county(db: None, keys: Keyring) -> None:
    a_county()


def imported(*, by: Author, at: datetime = AT, school: str = "") -> AuditEntry:
    with audit.act():
        event = SchoolsImported(
            subject=Subject("schools", "abc", school), file_digest="00", new=1, changed=2, same=3
        )
        return audit.record(event, by=by, at=at)


def refused(*, by: Author) -> AuditEntry:
    with audit.act():
        event = AccessRefused(
            route="accounts:list", method="GET", status=403, reason="permission_missing"
        )
        return audit.record(event, by=by, at=AT)


def found(**wishes: object) -> list[int]:
    entries = queries.find_entries(actor("audit_admin"), Search(**wishes))  # type: ignore[arg-type]
    return sorted(entries.values_list("sequence", flat=True))


def test_an_entry_is_told_in_words() -> None:
    entry = refused(by=actor("clerk"))

    assert rules.sentence_of(entry.event, entry.payload) == (
        "拒绝访问：页面 “账号”（list），方法 GET，答复 403，原因 您的岗位没有这项权限。"
    )


TOLD = [
    (ActBegun(act="lock", events=7), "开始办理：锁定种子，此前流水账第 7 条。"),
    (NumbersTyped(what="lots", place=2), "录入班主任的签，第 2 人。"),
    (
        LedgerMirrored(number=8, kind="SEED_LOCKED", head="ab"),
        "流水账第 8 条：锁定种子，账尾 ab。",
    ),
    (
        CalendarSet(days=("plan:2026-08-01", "lots:2026-08-31")),
        "填写日程：公布方案 2026-08-01、班主任抽签 2026-08-31。",
    ),
    (
        DrillDone(backup="b", is_good=True, entries=1, files=2, ledgers=3, values=4),
        (
            "恢复演练（备份 b），是否通过：是；核对审计记录 1 条，文件 2 个，流水账 3 场，"
            "打开加密内容 4 项。"
        ),
    ),
]


@pytest.mark.parametrize(("event", "sentence"), TOLD)
def test_codes_are_told_by_the_names_that_people_know(event: AuditEvent, sentence: str) -> None:
    with audit.act():
        entry = audit.record(event, by=actor("operator"), at=AT)

    assert rules.sentence_of(entry.event, entry.payload) == sentence


def test_a_code_of_another_version_stands_as_it_is() -> None:
    payload = {"act": "weigh", "events": 7}

    assert rules.sentence_of(ActBegun.NAME, payload) == "开始办理：weigh，此前流水账第 7 条。"


def test_every_kind_of_line_of_a_ledger_has_a_name() -> None:
    assert set(LEDGER_WORDS) == set(EVENT_KINDS)


def test_words_are_declared_for_fields_that_an_event_has() -> None:
    strange = [
        (name, field)
        for name, kind in event_types().items()
        for field in kind.WORDS
        if field not in kind.__dataclass_fields__
    ]

    assert strange == []


def test_a_digest_is_short_on_the_page() -> None:
    digest = "0123456789abcdef" * 4

    assert rules.shortened(f"摘要 {digest}。") == "摘要 0123456789abcdef…。"


def test_an_event_of_another_version_is_told_by_its_name() -> None:
    assert "old.thing.happen" in rules.sentence_of("old.thing.happen", {"a": 1})
    assert "schools.school.import" in rules.sentence_of("schools.school.import", {})


def test_every_kind_of_event_can_be_chosen_by_its_title() -> None:
    for name in event_types():
        assert rules.title_of(name)
        assert "%(" not in rules.title_of(name)


def test_it_is_found_by_who_when_what_subject_school_and_refusal() -> None:
    one = imported(by=actor("operator")).sequence
    two = imported(by=actor("clerk"), at=AT + timedelta(days=2), school="010001").sequence
    three = refused(by=actor("clerk_elsewhere")).sequence

    assert found() == [one, two, three]
    assert found(who="操作") == [one]
    assert found(who=actor("clerk").ident) == [two]
    assert found(event="schools.school.import") == [one, two]
    assert found(subject="abc") == [one, two]
    assert found(school="010001") == [two]
    assert found(school="010002") == [three]
    assert found(refusals_only=True) == [three]
    assert found(since=date(2026, 8, 30), until=date(2026, 8, 30)) == [two]
    assert found(since=date(2026, 8, 31)) == []


def test_a_day_is_a_day_in_china() -> None:
    late = datetime(2026, 8, 27, 16, 30, tzinfo=UTC)  # half past midnight on the 28th
    one = imported(by=actor("operator"), at=late).sequence

    assert found(since=date(2026, 8, 28), until=date(2026, 8, 28)) == [one]
    assert found(until=date(2026, 8, 27)) == []


@pytest.mark.parametrize("kind", ["audit_admin", "supervisor"])
def test_who_watches_reads_all_of_it(kind: str) -> None:
    imported(by=actor("operator"))

    html = signed_in(kind).get("/trail/").content.decode()

    assert "导入学校名单：新增 1 所，变化 2 所，不变 3 所。" in html


def test_who_only_reads_has_no_buttons() -> None:
    html = signed_in("supervisor").get("/trail/").content.decode()

    assert "检查链</button>" not in html
    assert "导出查到" not in html


@pytest.mark.parametrize("kind", ["system_admin", "security_admin", "operator", "clerk"])
def test_others_see_nothing(kind: str) -> None:
    imported(by=actor("operator"))

    assert signed_in(kind).get("/trail/").status_code == 403
    assert not queries.entries_visible_to(actor(kind)).exists()


def test_fifty_a_page_newest_first_and_what_was_looked_for_stays() -> None:
    for _ in range(51):
        imported(by=actor("operator"))
    browser = signed_in("audit_admin")

    first = browser.get("/trail/", {"who": "操作"}).content.decode()
    second = browser.get("/trail/", {"who": "操作", "page": "2"}).content.decode()

    assert first.count('<td class="number">') == 50
    assert f"?who={quote('操作')}&amp;page=2" in first
    assert second.count('<td class="number">') == 1
    assert browser.get("/trail/", {"page": "999", "since": "nonsense"}).status_code == 200


def test_a_page_takes_few_questions_to_the_database(
    django_assert_max_num_queries: object,
) -> None:
    for _ in range(50):
        imported(by=actor("operator"), school="010001")
    browser = signed_in("audit_admin")

    with django_assert_max_num_queries(14):  # type: ignore[operator]
        browser.get("/trail/")


def test_the_newest_head_is_shown_as_on_paper() -> None:
    imported(by=actor("operator"))
    head = audit.head()

    html = signed_in("supervisor").get("/trail/head/").content.decode()

    shown = html.partition('<p class="large code">')[2].partition("</p>")[0]
    assert parse_paper_lines(shown.replace("<br>", "\n")) == head.digest
    assert f"<strong>{head.sequence}</strong>" in html


def test_a_check_of_a_whole_chain_says_so() -> None:
    imported(by=actor("operator"))
    browser = signed_in("audit_admin")

    browser.post("/trail/check/")
    carry_out_jobs(AT)

    check = ChainCheck.objects.get()
    assert check.is_whole
    assert check.events == 1
    assert "链是完整的" in browser.get("/trail/").content.decode()
    assert AuditEntry.objects.last().event == "trail.chain.check"  # type: ignore[union-attr]


def test_a_changed_entry_is_named_on_the_page() -> None:
    imported(by=actor("operator"))
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_auditentry_update")
        cursor.execute("UPDATE audit_auditentry SET actor_name = 'x' WHERE sequence = 1")

    services.check_now(by=actor("audit_admin"), at=AT)

    html = signed_in("supervisor").get("/trail/").content.decode()
    assert "第 1 条审计记录被改动过。" in html
    assert "保留现场" in html


def test_an_export_holds_what_was_looked_for_and_is_written_down() -> None:
    imported(by=actor("operator"))
    refused(by=actor("clerk"))

    answer = signed_in("audit_admin").post("/trail/export/?refusals_only=on")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 2
    assert str(rows[1][5]).startswith("拒绝访问")
    entry = AuditEntry.objects.last()
    assert entry is not None
    assert (entry.event, entry.payload) == (
        "trail.entries.export",
        {"rows": 1, "first": 2, "last": 2},
    )


def test_an_export_is_not_for_who_only_reads() -> None:
    with pytest.raises(NotAllowed):
        services.take_for_export(Search(), by=actor("supervisor"), at=AT)
    assert signed_in("supervisor").post("/trail/export/").status_code == 403

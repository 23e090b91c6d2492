"""What a family sees and says: record, objection with a picture, class, ticket, rights."""

import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from junheng.apps.campaigns.models import Cohort
from junheng.apps.guardians.models import Consent, Guardian, RightsRequest
from junheng.apps.students.models import Dispute, Student
from junheng.apps.students.services import records
from junheng.core.audit.models import AuditEntry
from junheng.core.files.models import StoredFile
from junheng.core.files.services import read_bytes
from junheng.core.messages import all_sentences
from tests.apps.assignment.sessions_made import Walk
from tests.apps.guardians.families_made import DOOR, events, family_of, last_six, typed
from tests.people import AT, actor, signed_in

PAGES = (
    "home",
    "record",
    "class",
    "since",
    "looks",
    "requests",
    "copy",
    "consent",
    "phone",
    "second",
)


def photograph(kind: str = "JPEG") -> bytes:
    output = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Some Telephone"
    Image.new("RGB", (64, 48), "red").save(output, kind, exif=exif)
    return output.getvalue()


def upload(content: bytes, name: str = "户口簿.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_a_watermark_and_is_kept_nowhere(
    children: list[Student], page: str
) -> None:
    child = children[0]
    answer = family_of(child).get(f"/child/{page}/")

    html = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert f"城关第一小学 **{child.query_code[-2:]}" in html
    assert child.query_code not in html
    assert child.code not in html
    assert child.identity_number not in html or page in {"record", "copy"}


def test_a_family_confirms_and_it_counts_for_the_school(children: list[Student]) -> None:
    client = family_of(children[0])

    answer = client.post("/child/record/confirm/")

    assert answer["Location"] == "/child/home/?told=confirmed"
    child = Student.objects.get(pk=children[0].pk)
    assert (child.answer, child.answered_by) == ("confirmed", Guardian.objects.get().code)
    assert Cohort.objects.get(pk=child.cohort_id).confirmed_count == 1
    assert AuditEntry.objects.get(event="students.answer.record").actor_kind == "guardian"


def test_a_family_objects_with_a_picture_that_is_made_anew(children: list[Student]) -> None:
    words = {"statement": "民族应为苗族。", "picture": upload(photograph())}

    answer = family_of(children[0]).post("/child/record/dispute/", words)

    assert answer["Location"] == "/child/record/?told=disputed"
    dispute = Dispute.objects.get()
    assert dispute.statement == "民族应为苗族。"
    assert dispute.picture is not None
    kept = read_bytes(dispute.picture)
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, dict(picture.getexif())) == ("JPEG", {})
    assert b"Some Telephone" not in kept
    taken = signed_in("clerk").get(f"/students/disputes/{dispute.code}/picture/")
    assert b"".join(taken.streaming_content) == kept  # type: ignore[attr-defined]
    assert AuditEntry.objects.filter(event="students.dispute_picture.view").count() == 1


@pytest.mark.parametrize(
    "content",
    [
        b"<script>alert(1)</script>",
        b"%PDF-1.7\n",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"\xff\xd8\xff\xe0" + b"\0" * 200,
        b"PK\x03\x04" + b"\0" * 60,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    ],
    ids=["html", "pdf", "gif", "broken jpeg", "zip", "svg"],
)
def test_what_is_no_photograph_is_refused_and_nothing_is_written(
    children: list[Student], content: bytes
) -> None:
    form = {"statement": "不对。", "picture": upload(content)}

    answer = family_of(children[0]).post("/child/record/dispute/", form)

    assert answer.status_code == 422
    assert all_sentences()["picture_not_read"] in answer.content.decode()
    assert Dispute.objects.count() == 0
    assert StoredFile.objects.filter(kind="students.dispute_picture").count() == 0


def test_a_jpeg_with_a_program_behind_it_loses_the_program(children: list[Student]) -> None:
    hidden = photograph() + b"<?php system('id'); ?>"

    family_of(children[0]).post(
        "/child/record/dispute/", {"statement": "不对。", "picture": upload(hidden)}
    )

    picture = Dispute.objects.get().picture
    assert picture is not None
    assert b"<?php" not in read_bytes(picture)


def test_after_the_freeze_nothing_is_confirmed_and_the_way_on_is_named(published: Walk) -> None:
    child = Student.objects.filter(cohort=published.parts[0].cohort)[0]
    client = family_of(child)

    assert "我的请求" in client.get("/child/record/").content.decode()
    assert client.post("/child/record/confirm/").status_code == 409
    assert client.get("/child/record/dispute/").status_code == 302


def test_class_teacher_ticket_and_slip_after_the_publication(published: Walk) -> None:
    child = Student.objects.filter(cohort=published.parts[0].cohort)[0]
    client = family_of(child)

    html = client.get("/child/class/").content.decode()
    ticket = client.get("/child/class/ticket/")
    record = client.get("/child/class/public-record/")

    document = json.loads(ticket.content)
    assert (document["_t"], document["s"]["name"]) == ("sg1/ticket", child.name)
    assert child.name not in ticket["Content-Disposition"]
    assert any(f"{number}班" in html for number in (1, 2))
    assert any(teacher in html for teacher in ("林安", "陈朴"))
    assert f'data-freeze="{published.session.freeze_code}"' in html
    assert json.loads(b"".join(record.streaming_content))["_t"] == "sg1/public"  # type: ignore[attr-defined]
    assert "<svg" in client.get("/child/class/slip/").content.decode()


def test_the_program_of_the_check_is_the_verifiers_and_may_be_kept(children: list[Student]) -> None:
    del children
    from junheng.apps.guardians.exports import check_version  # noqa: PLC0415

    answer = Client().get(f"/child/check-{check_version()}.js")

    program = answer.content.decode()
    assert answer["Content-Type"].startswith("text/javascript")
    assert "immutable" in answer["Cache-Control"]
    assert "function checkTicket(" in program
    assert "function sentenceOf(" in program
    assert "document.cookie" not in program


# -- rights -----------------------------------------------------------------------------------


def test_every_look_is_listed_with_role_unit_and_reason(children: list[Student]) -> None:
    child = children[0]
    records.open_student(child.code, by=actor("clerk"), at=AT)
    records.open_student(child.code, by=actor("operator"), at=AT + timedelta(hours=1))
    records.open_student(children[1].code, by=actor("principal"), at=AT)

    html = family_of(child).get("/child/looks/").content.decode()

    assert html.count("打开了孩子的资料") == 2
    assert "第一位监护人" in html
    assert actor("clerk").name not in html
    assert actor("clerk").ident not in html


def test_a_request_has_a_deadline_and_its_answer_reaches_the_family(
    children: list[Student],
) -> None:
    client = family_of(children[0])
    asked = {"kind": "correct", "words": "出生日期应为一月三日。"}

    assert client.post("/child/requests/", asked).status_code == 302
    again = client.post("/child/requests/", asked)

    request = RightsRequest.objects.get()
    assert request.due_on - request.asked_at.date() in {timedelta(days=15), timedelta(days=16)}
    assert again.status_code == 409
    principal = signed_in("principal")
    assert "更正" in principal.get("/families/requests/?only=open").content.decode()
    page = principal.get(f"/families/requests/{request.code}/")
    assert "出生日期应为一月三日。" in page.content.decode()
    answer = {"step": "grant", "answer": "已按户口簿更正。"}
    assert principal.post(f"/families/requests/{request.code}/", answer).status_code == 302
    assert "已按户口簿更正。" in client.get("/child/requests/").content.decode()
    assert principal.post(f"/families/requests/{request.code}/", answer).status_code == 409


def test_an_overdue_request_is_counted_and_marked(children: list[Student]) -> None:
    RightsRequest.objects.create(
        student=children[0], kind="delete", words="删除。", asked_at=AT, due_on=AT.date()
    )

    html = signed_in("operator").get("/families/requests/?only=overdue").content.decode()

    assert "超期" in html
    assert "已超期<strong>1</strong>" in html


def test_the_clerk_sees_requests_and_does_not_answer_them(children: list[Student]) -> None:
    request = RightsRequest.objects.create(
        student=children[0], kind="delete", words="删除。", asked_at=AT, due_on=AT.date()
    )

    answer = signed_in("clerk").post(
        f"/families/requests/{request.code}/", {"step": "refuse", "answer": "学籍依法保存。"}
    )

    assert answer.status_code == 403
    assert RightsRequest.objects.get().state == "open"


def test_the_copy_holds_what_is_kept_and_taking_it_is_written_down(children: list[Student]) -> None:
    client = family_of(children[0])

    copy = json.loads(client.get("/child/copy/file/").content)

    assert copy["资料"]["姓名"] == children[0].name
    assert copy["资料"]["身份证号"] == children[0].identity_number
    assert [one["版本"] for one in copy["同意"]] == ["2026-2"]
    assert any(one["做了什么"] == "登录查询" for one in copy["谁看过"])
    assert events()[-1] == "guardians.copy.take"
    assert not [one.name for one in children[1:] if one.name in json.dumps(copy)]


def test_withdrawing_the_consent_ends_the_sitting_and_nothing_else(children: list[Student]) -> None:
    client = family_of(children[0])

    answer = client.post("/child/consent/")

    assert "已撤回同意" in answer.content.decode()
    assert client.get("/child/home/").status_code == 302
    assert Consent.objects.get().withdrawn_at is not None
    assert Student.objects.get(pk=children[0].pk).state == "active"
    family_of(children[0])
    assert Consent.objects.count() == 2


def test_a_second_guardian_has_an_own_code_and_an_own_line(children: list[Student]) -> None:
    first = family_of(children[0])

    html = first.post("/child/second/").content.decode()
    code = html.split('told-code">')[1].split("<")[0]
    second = Client()
    entered = second.post(DOOR, typed(children[0], query_code=code))

    assert entered.status_code == 302
    assert [entry.payload["place"] for entry in AuditEntry.objects.filter(
        event="guardians.child.open").order_by("sequence")] == [1, 2]  # fmt: skip
    assert code not in first.get("/child/second/").content.decode()
    assert first.post("/child/second/").status_code == 409
    assert second.post("/child/second/").status_code == 403
    assert Guardian.objects.get(place=2).__dict__["query_code"].startswith("sgf1.")


def test_ending_the_second_account_ends_its_browser_at_once(children: list[Student]) -> None:
    first = family_of(children[0])
    code = first.post("/child/second/").content.decode().split('told-code">')[1].split("<")[0]
    second = Client()
    second.post(DOOR, typed(children[0], query_code=code))

    assert first.post("/child/second/end/").status_code == 302

    assert second.get("/child/home/").status_code == 302
    assert Client().post(DOOR, typed(children[0], query_code=code)).status_code == 403
    assert first.get("/child/home/").status_code == 200


def test_the_school_ends_the_first_code_and_the_old_slip_opens_nothing(
    children: list[Student],
) -> None:
    child, old = children[0], typed(children[0])
    browser = family_of(child)

    ended = signed_in("clerk").post(f"/families/{child.code}/end/1/")

    assert ended.status_code == 302
    assert browser.get("/child/home/").status_code == 302
    assert Client().post(DOOR, old).status_code == 403
    renewed = Student.objects.get(pk=child.pk)
    assert renewed.query_code != old["query_code"]
    words = {"query_code": renewed.query_code, "last_six": last_six(renewed), "agrees": "on"}
    assert Client().post(DOOR, words).status_code == 302


def test_the_school_opens_a_second_account(children: list[Student]) -> None:
    clerk = signed_in("clerk")
    html = clerk.post(f"/families/{children[0].code}/").content.decode()
    code = html.split('code once">')[1].split("<")[0]

    assert Client().post(DOOR, typed(children[0], query_code=code)).status_code == 302
    assert code not in clerk.get(f"/families/{children[0].code}/").content.decode()

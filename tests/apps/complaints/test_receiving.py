"""A complaint comes in: number and code, what is kept and refused, who opens it again."""

from datetime import date, timedelta
from typing import Any

import pytest

from junheng.apps.complaints import services
from junheng.apps.complaints.models import Complaint, Evidence
from junheng.apps.complaints.states import (
    Channel,
)
from junheng.core.access import (
    NotAllowed,
    StepRefused,
)
from junheng.core.audit.models import AuditEntry
from junheng.core.files.models import StoredFile
from junheng.engine.errors import JunhengError
from tests.apps.complaints.complaints_made import (
    CONTENT,
    DAY,
    NUMBER,
    PERSON,
    PHONE,
    by_web,
    recorded,
)
from tests.notices_made import photograph
from tests.people import AT

pytestmark = pytest.mark.usefixtures("year")


def test_a_complaint_from_the_web_gets_a_number_and_a_code_that_open_it() -> None:
    received = by_web()

    assert received.complaint.number == NUMBER
    assert received.complaint.due_on == date(2026, 9, 4)
    assert len(received.secret) == 10
    code = services.prove(NUMBER, received.secret, address="10.0.0.2", at=AT)
    assert code == received.complaint.code


@pytest.mark.parametrize("how", ["{a} {b}", "{A}-{B}", " {a}{b} "])
def test_number_and_code_are_taken_as_people_type_them(how: str) -> None:
    secret = by_web().secret
    typed = how.format(a=secret[:5], b=secret[5:], A=secret[:5].upper(), B=secret[5:].upper())

    for number in ("2026-0001", "2026 0001", "20260001", "2026—0001"):
        assert services.prove(number, typed, address="10.0.0.2", at=AT)


def test_the_same_form_sent_again_is_the_same_complaint_with_the_same_code() -> None:
    first, second = by_web(), by_web()

    assert Complaint.objects.count() == 1
    assert (first.complaint.number, first.secret) == (second.complaint.number, second.secret)
    assert by_web("another form").secret != first.secret


def test_numbers_follow_each_other_within_a_year() -> None:
    by_web("a")
    recorded()
    by_web("c", at=AT + 200 * DAY)

    assert sorted(Complaint.objects.values_list("number", flat=True)) == [
        "2026-0001", "2026-0002", "2027-0001",
    ]  # fmt: skip


def test_what_is_typed_lies_encrypted_and_in_no_event() -> None:
    by_web(accused="王校长")

    everything = str(list(Complaint.objects.values_list()))
    everything += str(list(AuditEntry.objects.values_list()))
    for word in (PERSON, PHONE, CONTENT, "王校长", by_web().secret):
        assert word not in everything


def test_a_picture_is_made_anew_and_a_paper_is_not_taken_from_the_web() -> None:
    picture = photograph() + b"<script>hidden behind the picture</script>"

    received = by_web(files=[[picture]])
    with pytest.raises(JunhengError, match="evidence_is_no_picture"):
        by_web("b", files=[[b"%PDF-1.7\n"]])
    with pytest.raises(JunhengError, match="picture_not_read"):
        by_web("c", files=[[b"MZ\x90\x00 a program.jpg"]])
    with pytest.raises(JunhengError, match="evidence_too_many"):
        by_web("d", files=[[picture]] * 4)

    [kept] = StoredFile.objects.filter(kind__startswith="complaints")
    assert (kept.media_type, bool(kept.key_id)) == ("image/jpeg", True)
    assert kept.size != len(picture)
    assert Evidence.objects.get().complaint == received.complaint
    assert Complaint.objects.count() == 1


def test_staff_may_add_a_scanned_letter() -> None:
    complaint = recorded(channel=Channel.LETTER, files=[[b"%PDF-1.7\n"]])

    assert complaint.evidence.get().file.media_type == "application/pdf"


def test_one_address_may_send_ten_in_an_hour_and_others_still_may() -> None:
    for number in range(10):
        by_web(f"form {number}")

    with pytest.raises(JunhengError, match="complaint_too_many"):
        by_web("one more")
    by_web("from elsewhere", address="10.0.0.9")
    by_web("later", at=AT + timedelta(hours=1))


def test_all_together_may_send_three_hundred_in_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("junheng.apps.complaints.services.knocking.MOST_OF_ALL", 3)
    for number in range(3):
        by_web(f"form {number}", address=f"10.0.0.{number}")

    with pytest.raises(JunhengError, match="complaint_too_many_at_all"):
        by_web("one more", address="10.0.0.9")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"content": "不公平。"}, "complaint_needs_content"),
        ({"content": "长" * 4001}, "complaint_too_long"),
        ({"school_code": ""}, "complaint_needs_school"),
        ({"school_code": "999999"}, "complaint_needs_school"),
    ],
)
def test_what_cannot_be_worked_on_is_refused(more: dict[str, Any], code: str) -> None:
    with pytest.raises(JunhengError, match=code):
        by_web(**more)
    assert not Complaint.objects.exists()


def test_a_complaint_cannot_have_come_tomorrow() -> None:
    with pytest.raises(JunhengError, match="complaint_in_future"):
        recorded(received_on=AT.date() + DAY)


@pytest.mark.parametrize("kind", ["clerk", "principal", "system_admin"])
def test_nobody_at_a_school_writes_a_complaint_down(kind: str) -> None:
    with pytest.raises(NotAllowed):
        recorded(kind=kind)


def test_every_failure_has_the_same_answer_and_five_lock_the_address() -> None:
    secret = by_web().secret

    def refused(number: str, code: str, address: str = "10.0.0.7") -> dict[str, object]:
        with pytest.raises(JunhengError) as caught:
            services.prove(number, code, address=address, at=AT)
        return {"code": caught.value.code, **caught.value.params}

    answers = [
        refused(NUMBER, "aaaaaaaaaa"),
        refused("2026-9999", secret),
        refused("", ""),
        refused("2026-0001' OR '1'='1", "x"),
        refused(NUMBER, secret[:-1]),
        refused(NUMBER, secret),  # the right one, too late
    ]
    assert all(answer == answers[0] for answer in answers)
    assert services.prove(NUMBER, secret, address="10.0.0.8", at=AT)
    later = AT + timedelta(hours=1)
    assert services.prove(NUMBER, secret, address="10.0.0.7", at=later)
    refusals = AuditEntry.objects.filter(event="complaints.state.refuse")
    assert [entry.payload["count"] for entry in refusals.order_by("sequence")] == [1, 2, 3, 4, 5]


def test_the_complainant_may_add_and_withdraw_until_it_is_over() -> None:
    code = by_web().complaint.code

    services.add_supplement(code, "补充：还有两个孩子也换了班。", at=AT)
    done = services.withdraw_by_complainant(code, at=AT)

    assert (done.state, done.withdrawn_by) == ("withdrawn", "complainant")
    with pytest.raises(StepRefused, match="complaint_is_over"):
        services.add_supplement(code, "再补充一点情况。", at=AT)
    with pytest.raises(StepRefused, match="step_refused"):
        services.withdraw_by_complainant(code, at=AT)


def test_a_supplement_of_nothing_visible_is_refused() -> None:
    code = by_web().complaint.code

    with pytest.raises(JunhengError, match="complaint_needs_words"):
        services.add_supplement(code, " \u200b\n", at=AT)

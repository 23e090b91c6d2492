"""A school or a unit answers words that were written for it."""

from datetime import date

import pytest

from junheng.apps.complaints import queries, services
from junheng.apps.complaints.models import Complaint, Referral
from junheng.core.access import (
    NotVisible,
    StepRefused,
)
from junheng.engine.errors import JunhengError
from tests.apps.complaints.complaints_made import (
    DAY,
    NUMBER,
    PERSON,
    PHONE,
    accepted,
    referred,
)
from tests.people import AT, OWN_SCHOOL, actor

pytestmark = pytest.mark.usefixtures("year")


def test_a_school_answers_and_the_bureau_goes_on() -> None:
    referral = referred()
    assert referral.due_on == date(2026, 9, 4)

    services.answer_referral(
        referral.code, answer="已核对，公布名单与结果一致。", by=actor("principal"), at=AT + DAY
    )

    complaint = Complaint.objects.get()
    assert (complaint.state, complaint.due_on) == ("investigating", date(2026, 9, 18))
    assert Referral.objects.get().answer == "已核对，公布名单与结果一致。"
    with pytest.raises(StepRefused):
        services.answer_referral(
            referral.code, answer="再回复一次看看。", by=actor("principal"), at=AT
        )


@pytest.mark.parametrize("text", [f"{PERSON}反映换班", f"电话{PHONE}的家长", f"投诉{NUMBER}"])
def test_words_that_name_the_complainant_are_not_released(text: str) -> None:
    complaint = accepted()

    with pytest.raises(JunhengError, match="referral_tells_complainant"):
        services.refer(
            complaint.code, text=text, school_code=OWN_SCHOOL, by=actor("operator"), at=AT
        )

    assert not Referral.objects.exists()
    assert Complaint.objects.get().state == "accepted"


@pytest.mark.parametrize(("school", "unit"), [("", ""), (OWN_SCHOOL, "某单位"), ("999999", "")])
def test_a_referral_goes_to_one_place(school: str, unit: str) -> None:
    complaint = accepted()

    with pytest.raises(JunhengError, match="referral_needs_place"):
        services.refer(
            complaint.code,
            text="请核实名单。",
            school_code=school,
            unit=unit,
            by=actor("operator"),
            at=AT,
        )


def test_what_was_called_back_is_gone_for_the_school() -> None:
    referral = referred()
    operator = actor("operator")

    services.recall(referral.complaint.code, referral.code, by=operator, at=AT)

    assert queries.list_referrals(actor("principal")) == []
    with pytest.raises(NotVisible):
        queries.get_referral(actor("principal"), referral.code)
    assert Complaint.objects.get().state == "investigating"


def test_a_unit_outside_the_platform_is_answered_for_by_the_bureau() -> None:
    complaint, operator = accepted(), actor("operator")
    referral = services.refer(
        complaint.code, text="请核实收费情况。", unit="县发改局", by=operator, at=AT
    )

    services.record_answer(
        complaint.code, referral.code, answer="来函答复：没有收费。", by=operator, at=AT
    )

    assert Complaint.objects.get().state == "investigating"


def test_the_bureau_does_not_answer_for_a_school() -> None:
    referral = referred()

    with pytest.raises(StepRefused, match="referral_is_the_schools"):
        services.record_answer(
            referral.complaint.code,
            referral.code,
            answer="替学校回复一下。",
            by=actor("operator"),
            at=AT,
        )

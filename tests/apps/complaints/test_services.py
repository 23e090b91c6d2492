"""The way of a complaint: received, accepted, referred, looked into, replied to, closed."""

from datetime import date, timedelta
from typing import Any

import pytest

from junheng.apps.complaints import queries, services
from junheng.apps.complaints.models import Complaint, Declaration, Evidence, Note, Referral
from junheng.apps.complaints.services.exporting import table_to_export
from junheng.apps.complaints.states import (
    About,
    Category,
    Channel,
    Conclusion,
    ReplyWay,
    UnrepliedGround,
)
from junheng.core.access import (
    NotAllowed,
    NotVisible,
    Post,
    PublicActor,
    Role,
    StaffActor,
    StepRefused,
)
from junheng.core.access.models import Proposal
from junheng.core.access.proposals import (
    confirm,
    decline,
    get_proposal,
    proposals_awaiting,
    proposals_visible_to,
)
from junheng.core.audit.models import AuditEntry
from junheng.core.files.models import StoredFile
from junheng.engine.errors import JunhengError
from tests.apps.complaints.complaints_made import (
    CONTENT,
    NUMBER,
    PERSON,
    PHONE,
    accepted,
    declared,
    recorded,
    referred,
    second_operator,
    told,
)
from tests.notices_made import photograph
from tests.people import AT, OTHER_SCHOOL, OWN_SCHOOL, actor

pytestmark = pytest.mark.usefixtures("year")

DAY = timedelta(days=1)
FORM = "a-form-of-a-family"


def by_web(form: str = FORM, *, address: str = "10.0.0.1", **more: Any) -> services.Received:
    files = more.pop("files", ())
    at = more.pop("at", AT)
    return services.receive_by_web(
        told(**more), form=form, files=files, address=address, by=PublicActor(), at=at
    )


def replied(**more: Any) -> Complaint:
    complaint = accepted(**more)
    return services.reply(
        complaint.code,
        conclusion=Conclusion.PARTLY,
        words="名单换过一次，已按抽签结果恢复。",
        way=ReplyWay.TELEPHONE,
        by=actor("operator"),
        at=AT + DAY,
    )


# -- received ---------------------------------------------------------------------------------


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


# -- number and code --------------------------------------------------------------------------


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


# -- interest ---------------------------------------------------------------------------------


def test_words_are_shown_only_after_a_declaration_and_looking_is_written_down() -> None:
    complaint = recorded()

    assert services.open_complaint(complaint.code, by=actor("operator"), at=AT)[1] is False
    assert not AuditEntry.objects.filter(event="complaints.complaint.open").exists()
    declared(complaint, "operator", "inspector")
    assert services.open_complaint(complaint.code, by=actor("operator"), at=AT)[1] is True
    services.open_complaint(complaint.code, by=actor("inspector"), at=AT)

    events = AuditEntry.objects.filter(event="complaints.complaint.open").order_by("sequence")
    assert [entry.payload["with_person"] for entry in events] == [True, False]


@pytest.mark.parametrize("step", ["accept", "investigate", "close"])
def test_no_step_is_taken_without_a_declaration(step: str) -> None:
    complaint = recorded()

    with pytest.raises(NotAllowed, match="complaint_not_declared"):
        getattr(services, step)(complaint.code, by=actor("reviewer"), at=AT)


def test_for_whoever_stays_away_the_complaint_does_not_exist() -> None:
    complaint = accepted()

    services.declare(complaint.code, is_free=False, by=actor("operator"), at=AT)

    with pytest.raises(NotVisible):
        queries.get_complaint(actor("operator"), complaint.code)
    with pytest.raises(NotVisible):
        services.declare(complaint.code, is_free=True, by=actor("operator"), at=AT)
    assert queries.list_complaints(actor("operator"), today=AT.date()) == []
    assert not queries.tasks_of(actor("operator"), at=AT)
    assert queries.figures_of(actor("operator"), 2026, today=AT.date()).whole.received == 0
    assert table_to_export(2026, by=actor("operator"), at=AT) == []
    assert queries.get_complaint(actor("reviewer"), complaint.code)


def test_a_colleague_who_is_named_stays_away_from_the_first_moment() -> None:
    named = second_operator("李清查")

    complaint = by_web(accused=" 李清查 ").complaint

    assert Declaration.objects.get().account == named.code
    assert queries.get_complaint(actor("operator"), complaint.code)


def test_whoever_writes_a_complaint_down_may_keep_colleagues_away() -> None:
    colleague = second_operator()

    recorded(accused_accounts=[colleague.code, "nobody"])

    assert [one.account for one in Declaration.objects.all()] == [colleague.code]


def test_one_person_keeps_another_away_and_only_the_discipline_supervisor_lets_him_back() -> None:
    complaint, other = accepted(), actor("reviewer")
    declared(complaint, "supervisor")

    services.exclude(complaint.code, other.ident, is_free=False, by=actor("operator"), at=AT)
    with pytest.raises(NotVisible):
        queries.get_complaint(other, complaint.code)
    with pytest.raises(NotAllowed, match="complaint_stays_away"):
        services.exclude(complaint.code, other.ident, is_free=True, by=actor("operator"), at=AT)
    services.exclude(complaint.code, other.ident, is_free=True, by=actor("supervisor"), at=AT)

    assert queries.get_complaint(other, complaint.code)


def test_complaints_about_the_bureaus_own_people_are_for_the_discipline_supervisor() -> None:
    complaint = by_web(about=About.OFFICIAL, school_code="").complaint

    for kind in ("operator", "reviewer", "inspector"):
        with pytest.raises(NotVisible):
            queries.get_complaint(actor(kind), complaint.code)
    declared(complaint, "supervisor")
    services.exclude(
        complaint.code, actor("reviewer").ident, is_free=True, by=actor("supervisor"), at=AT
    )

    assert queries.get_complaint(actor("reviewer"), complaint.code)
    with pytest.raises(NotVisible):
        queries.get_complaint(actor("operator"), complaint.code)


# -- worked on --------------------------------------------------------------------------------


def test_accepting_starts_the_deadline_of_the_reply() -> None:
    complaint = accepted()

    assert complaint.state == "accepted"
    assert complaint.due_on == date(2026, 9, 2)
    assert complaint.reply_due_on == date(2026, 9, 18)
    assert complaint.handler_name == actor("operator").name


def test_a_reply_stands_at_once_and_closing_ends_it() -> None:
    complaint = replied()
    assert (complaint.state, complaint.conclusion) == ("replied", "partly")
    assert complaint.due_on == date(2026, 9, 12) - DAY

    closed = services.close(complaint.code, by=actor("operator"), at=AT + 2 * DAY)

    assert (closed.state, closed.due_on) == ("closed", None)
    event = AuditEntry.objects.get(event="complaints.complaint.reply")
    assert event.payload == {"number": NUMBER, "conclusion": "partly", "days_late": 0}


def test_looking_again_after_a_reply_keeps_the_old_one_and_sets_a_new_deadline() -> None:
    complaint = replied()

    again = services.investigate(complaint.code, by=actor("operator"), at=AT + 10 * DAY)

    assert again.state == "investigating"
    assert again.due_on == again.reply_due_on == date(2026, 9, 24) + 4 * DAY
    assert "已按抽签结果恢复" in Note.objects.get().text


def test_declining_says_why() -> None:
    complaint = recorded()
    declared(complaint, "operator")

    with pytest.raises(JunhengError, match="complaint_needs_words"):
        services.decline(complaint.code, reason="无", by=actor("operator"), at=AT)
    done = services.decline(
        complaint.code, reason="请向市场监管部门反映。", by=actor("operator"), at=AT
    )

    assert (done.state, done.reply) == ("declined", "请向市场监管部门反映。")


def test_closing_without_a_reply_takes_two_people() -> None:
    complaint = accepted()
    declared(complaint, "reviewer")
    proposal = services.propose_unreplied(
        complaint.code,
        ground=UnrepliedGround.NOBODY,
        reason="来信没有署名和地址，无法联系。",
        by=actor("operator"),
        at=AT,
    )
    assert Complaint.objects.get().state == "accepted"
    assert (PERSON in proposal.summary, CONTENT in str(proposal.what)) == (False, False)

    with pytest.raises(NotAllowed):
        confirm(proposal.code, digest=proposal.digest, by=actor("operator"), at=AT)
    confirm(proposal.code, digest=proposal.digest, by=actor("reviewer"), at=AT)

    done = Complaint.objects.get()
    assert (done.state, done.unreplied_ground) == ("unreplied", "nobody")
    assert done.closed_by == actor("reviewer").ident


def test_the_second_person_must_be_free_of_interest_and_find_it_as_it_was() -> None:
    complaint = accepted()
    ground, operator, reviewer = UnrepliedGround.MOVED, actor("operator"), actor("reviewer")
    proposal = services.propose_unreplied(
        complaint.code, ground=ground, reason="移送公安机关办理。", by=operator, at=AT
    )

    with pytest.raises(NotAllowed, match="complaint_not_declared"):
        confirm(proposal.code, digest=proposal.digest, by=reviewer, at=AT)
    declared(complaint, "reviewer")
    services.investigate(complaint.code, by=operator, at=AT)
    with pytest.raises(StepRefused, match="complaint_has_moved_on"):
        confirm(proposal.code, digest=proposal.digest, by=reviewer, at=AT)

    assert Complaint.objects.get().state == "investigating"


def proposed_without_reply(**more: Any) -> Proposal:
    complaint = accepted(**more)
    return services.propose_unreplied(
        complaint.code,
        ground=UnrepliedGround.NOBODY,
        reason="来信没有署名和地址，无法联系。",
        by=actor("operator"),
        at=AT,
    )


def test_who_stays_away_sees_nothing_of_a_proposal_to_close_without_a_reply() -> None:
    proposal = proposed_without_reply()
    reviewer = actor("reviewer")
    assert get_proposal(reviewer, proposal.code) == proposal

    services.declare(Complaint.objects.get().code, is_free=False, by=reviewer, at=AT)

    assert list(proposals_awaiting(reviewer, at=AT)) == []
    with pytest.raises(NotVisible):
        get_proposal(reviewer, proposal.code)
    for act in (lambda: confirm(proposal.code, digest=proposal.digest, by=reviewer, at=AT),
                lambda: decline(proposal.code, by=reviewer, at=AT)):  # fmt: skip
        with pytest.raises(NotVisible):
            act()
    assert list(proposals_awaiting(actor("supervisor"), at=AT)) == [proposal]


def test_who_asked_and_stepped_back_sees_his_proposal_no_more() -> None:
    proposal = proposed_without_reply()

    services.declare(Complaint.objects.get().code, is_free=False, by=actor("operator"), at=AT)

    assert not proposals_visible_to(actor("operator")).exists()
    assert get_proposal(actor("supervisor"), proposal.code) == proposal


def test_a_post_at_the_school_concerned_hides_the_proposal() -> None:
    proposed_without_reply()
    both = (Post(Role.BUREAU_REVIEWER), Post(Role.PRINCIPAL, OWN_SCHOOL))
    elsewhere = (Post(Role.BUREAU_REVIEWER), Post(Role.PRINCIPAL, OTHER_SCHOOL))

    shown = [
        proposals_awaiting(StaffActor("an-account", "某人", posts), at=AT).count()
        for posts in (both, elsewhere)
    ]

    assert shown == [0, 1]


def test_a_proposal_about_the_bureaus_people_is_shown_to_those_who_may_know() -> None:
    complaint = recorded(kind="supervisor", about=About.OFFICIAL)
    declared(complaint, "supervisor")
    services.accept(complaint.code, by=actor("supervisor"), at=AT)
    services.propose_unreplied(
        complaint.code,
        ground=UnrepliedGround.MOVED,
        reason="移送纪检监察机关办理。",
        by=actor("supervisor"),
        at=AT,
    )

    assert list(proposals_visible_to(actor("reviewer"))) == []
    assert proposals_visible_to(actor("supervisor")).count() == 1


# -- referred ---------------------------------------------------------------------------------


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


# -- figures ----------------------------------------------------------------------------------


def test_figures_count_what_came_stands_open_and_is_late() -> None:
    replied()
    recorded(category=Category.FEES, school_code=OTHER_SCHOOL)
    recorded(category=Category.FEES, about=About.OTHER, school_code="", channel=Channel.LETTER)

    figures = queries.figures_of(actor("reviewer"), 2026, today=date(2026, 9, 8))

    whole = figures.whole
    assert (whole.received, whole.open, whole.overdue, whole.replied) == (3, 3, 2, 1)
    assert whole.median_days == 1.0
    assert [(line.title, line.received, line.overdue) for line in figures.by_category] == [
        ("分班名单、分班结果", 1, 0), ("收费", 2, 2),
    ]  # fmt: skip
    assert [(line.title, line.received) for line in figures.by_school] == [
        ("城关第一小学", 1), ("城关第二小学", 1), ("不涉及学校", 1),
    ]  # fmt: skip
    assert [(line.title, line.received) for line in figures.by_channel] == [
        ("电话", 2),
        ("来信", 1),
    ]
    assert figures.by_state == (("待受理", 2), ("已答复", 1))


def test_overdue_ones_stand_on_the_workbench_and_in_the_list() -> None:
    late = recorded()
    recorded(at=AT + 10 * DAY)

    tasks = queries.tasks_of(actor("operator"), at=AT + 10 * DAY)
    found = queries.list_complaints(actor("operator"), only="overdue", today=AT.date() + 10 * DAY)

    assert (tasks.count, tasks.overdue, tasks.due[0].pk) == (2, 1, late.pk)
    assert [one.pk for one in found] == [late.pk]

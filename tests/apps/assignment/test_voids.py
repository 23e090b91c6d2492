"""A result that took effect is made void: who, for what, what goes with it, and the way back."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from junheng.apps.assignment import rules
from junheng.apps.assignment.services import after_draw, announcing, two_person_acts, voids
from junheng.apps.assignment.services.folders import folder_of
from junheng.apps.assignment.services.undertaking import carry_out
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.notices.models import Notice
from junheng.apps.notices.states import NoticeKind
from junheng.apps.teams.models import DrawnTeam
from junheng.ceremony import comparison
from junheng.core.access import NotAllowed, StepRefused
from junheng.core.access.models import Proposal
from junheng.core.access.proposals import confirm
from junheng.engine.errors import JunhengError
from junheng.engine.record import container
from junheng.verifier import verify_public
from tests.apps.assignment.sessions_made import (
    OPERATOR,
    REVIEWER,
    SUPERVISOR,
    Walk,
    arranged,
    post_notice,
)
from tests.jobs_carried_out import carry_out_jobs
from tests.people import AT, OTHER_SCHOOL, OWN_SCHOOL, signed_in

SIGNERS = ["纪检监督", "局操作员", "纪检监察", "人大代表", "政协委员", "家长甲"]
ORDER = "示例县纪委监委〔2026〕8号"


@pytest.fixture(autouse=True)
def quick(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few deals, cheap keys, and effect without the papers that it needs."""
    del county
    monkeypatch.setattr(comparison, "DEALS", 5)
    monkeypatch.setattr(container, "_COSTS", {"scrypt": 1 << 10, "pbkdf2-sm3": 1 << 10})
    monkeypatch.setattr(rules, "what_is_missing", lambda _required, _evidence: [])


def effective() -> Walk:
    """One school whose result took effect."""
    walk = Walk(arranged((OWN_SCHOOL,)).code).to_draw()
    walk.lots()
    after_draw.make_effective(walk.parts[0], by=OPERATOR, at=walk.moment)
    return walk


def published() -> Walk:
    """The same, published, its notice hanging."""
    walk = effective()
    walk.publish()
    (notice,) = announcing.make_notices(
        walk.session, "PUBLISH", by=OPERATOR, at=walk.moment, patience=0
    )
    post_notice(notice, at=walk.moment)
    return walk


def locked() -> Walk:
    """The same, locked: the session is over."""
    walk = published()
    walk.moment += timedelta(days=30)
    walk.lock_results()
    assert walk.session.state == "closed"
    return walk


def asked(walk: Walk, reason: str = "D", signers: list[str] | None = None) -> Proposal:
    return two_person_acts.propose_void(
        walk.code,
        reason=reason,
        reference=ORDER if reason == "D" else "",
        signers=signers or SIGNERS,
        by=OPERATOR,
        at=walk.moment,
    )


def void(walk: Walk, reason: str = "D") -> None:
    proposal = asked(walk, reason)
    confirm(proposal.code, digest=proposal.digest, by=SUPERVISOR, at=walk.moment)
    carry_out(walk.code, at=walk.moment)


def void_notice(walk: Walk) -> Notice:
    (notice,) = announcing.make_notices(
        walk.session, "VOID", by=OPERATOR, at=walk.moment, patience=0
    )
    return notice


# -- the way back ----------------------------------------------------------------------------


def test_a_published_result_is_void_and_the_grade_is_where_a_new_freeze_is_possible() -> None:
    walk = published()

    void(walk, "E")

    cohort = walk.parts[0].cohort
    assert (walk.session.state, cohort.state) == ("void", "approved")
    assert (cohort.frozen_at, cohort.effective_at, cohort.published_at) == (None, None, None)
    assert (walk.parts[0].result, walk.parts[0].lots) == ("", "")


def test_the_notices_of_a_void_result_hang_no_longer() -> None:
    walk = published()
    void(walk)

    states = dict(Notice.objects.filter(kind=NoticeKind.RESULT).values_list("kind", "state"))
    assert states == {"result": "withdrawn"}
    reasons = Notice.objects.filter(state="withdrawn").values_list("withdrawn_reason", flat=True)
    assert set(reasons) == {"所依据的名册冻结已作废，见作废公告。"}
    carry_out_jobs(walk.moment)
    assert not Notice.objects.filter(kind=NoticeKind.RESULT).exclude(state="withdrawn").exists()


def test_classes_have_their_teachers_from_the_lots_until_the_void() -> None:
    walk = published()
    drawn = DrawnTeam.objects.filter(cohort=walk.parts[0].cohort)
    assert list(drawn.values_list("class_number", "place")) == [(1, 1), (2, 2)]

    void(walk)

    assert not drawn.exists()


def test_nothing_is_frozen_anew_before_the_notice_of_the_void_hangs() -> None:
    walk = published()
    void(walk)

    with pytest.raises(StepRefused, match="void_notice_not_posted"):
        two_person_acts.propose_freeze(walk.code, by=OPERATOR, at=AT)
    post_notice(void_notice(walk), at=walk.moment)
    Proposal.objects.filter(state="open").delete()
    walk.to_draw()

    assert (walk.session.state, walk.session.freeze_number) == ("drawn", 2)
    public = (folder_of(walk.session) / "public.json").read_bytes()
    types = [event["type"] for event in json.loads(public)["events"]]
    assert types.index("SIGN") < types.index("VOID") < len(types) - 1
    assert verify_public(public, notice=walk.session.freeze_code).verdict != "red"


def test_a_void_before_effect_does_not_wait_for_its_notice() -> None:
    walk = Walk(arranged((OWN_SCHOOL,)).code)
    walk.freeze()
    proposal = two_person_acts.propose_void(
        walk.code, reason="C", reference="", signers=SIGNERS[:2], by=OPERATOR, at=walk.moment
    )
    confirm(proposal.code, digest=proposal.digest, by=SUPERVISOR, at=walk.moment)
    carry_out(walk.code, at=walk.moment)
    Proposal.objects.filter(state="open").delete()

    walk.freeze()

    assert walk.session.freeze_number == 2


def test_locked_lists_come_back_on_a_written_order() -> None:
    walk = locked()

    void(walk)

    assert (walk.session.state, walk.parts[0].cohort.state) == ("void", "approved")
    assert walk.parts[0].cohort.locked_at is None


def test_locked_lists_change_in_no_other_way_whatever_writes_to_the_database() -> None:
    locked()
    rows = Cohort.objects.filter(state="locked")

    for change in ({"class_count": 9}, {"state": "published"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM campaigns_cohort WHERE state = 'locked'")

    assert rows.count() == 1


# -- refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["T", "E", "R"])
def test_locked_lists_are_void_only_by_a_written_order(reason: str) -> None:
    with pytest.raises(StepRefused, match="void_after_lock"):
        asked(locked(), reason)


def test_what_an_ended_year_holds_is_void_on_paper_only() -> None:
    walk = locked()
    Campaign.objects.update(state="closed", closed_at=walk.moment, closed_by=OPERATOR.ident)

    assert not voids.has_freeze_to_void(walk.session)
    with pytest.raises(StepRefused, match="void_after_year"):
        asked(walk)


@pytest.mark.parametrize(("is_locked", "left"), [(False, ["T", "E", "R", "D"]), (True, ["D"])])
def test_which_reasons_are_left(is_locked: bool, left: list[str]) -> None:
    assert rules.void_reasons(["T", "E", "R", "D"], is_locked=is_locked) == left


@pytest.mark.parametrize(
    ("signers", "reference", "code"),
    [
        (["局操作员", "局复核"], ORDER, "void_inspector_missing"),
        (["纪检监督"], ORDER, "void_signers_too_few"),
        (["纪检监督", "局操作员"], ORDER, "void_witnesses_too_few"),
        (SIGNERS, "", "void_reference_missing"),
    ],
)
def test_the_record_refuses_and_the_result_stands(
    signers: list[str], reference: str, code: str
) -> None:
    walk = published()
    proposal = two_person_acts.propose_void(
        walk.code, reason="D", reference=reference, signers=signers, by=OPERATOR, at=walk.moment
    )
    confirm(proposal.code, digest=proposal.digest, by=SUPERVISOR, at=walk.moment)

    with pytest.raises(JunhengError) as refused:
        carry_out(walk.code, at=walk.moment)

    assert refused.value.code == code
    assert (walk.session.state, walk.parts[0].cohort.state) == ("drawn", "published")
    assert walk.session.fault_code == code


def test_a_void_takes_an_operator_and_the_supervisor() -> None:
    walk = published()
    for nobody in (REVIEWER, SUPERVISOR):
        with pytest.raises(NotAllowed):
            two_person_acts.propose_void(
                walk.code, reason="D", reference=ORDER, signers=SIGNERS, by=nobody, at=walk.moment
            )
    proposal = asked(walk)
    for nobody in (OPERATOR, REVIEWER):
        with pytest.raises(JunhengError):
            confirm(proposal.code, digest=proposal.digest, by=nobody, at=walk.moment)

    assert walk.parts[0].cohort.state == "published"


def test_what_is_void_cannot_be_void_again() -> None:
    walk = published()
    void(walk)

    assert not voids.has_freeze_to_void(walk.session)
    with pytest.raises(StepRefused, match="session_has_moved_on"):
        asked(walk)


# -- the page --------------------------------------------------------------------------------


def test_the_page_of_locked_lists_offers_the_written_order_alone_and_names_every_school() -> None:
    walk = locked()
    page = signed_in("operator").get(reverse("assignment:void", args=[walk.code]))

    shown = page.content.decode()
    assert [value for value, _ in page.context["form"].fields["reason"].choices] == ["D"]
    assert all(part.cohort.title in shown for part in walk.parts)
    assert "只能凭书面决定" in shown


def test_the_page_of_a_void_session_says_which_schools_have_not_told_of_it() -> None:
    walk = published()
    void(walk)
    address = reverse("assignment:session", args=[walk.code])
    browser = signed_in("operator")

    assert "还没有登记作废公告张贴的学校" in browser.get(address).content.decode()
    post_notice(void_notice(walk), at=walk.moment)
    assert "还没有登记作废公告张贴的学校" not in browser.get(address).content.decode()


def test_a_session_asks_the_database_as_often_for_many_schools_as_for_few(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    walk = Walk(arranged((OWN_SCHOOL, OTHER_SCHOOL)).code)
    walk.freeze()
    session = walk.session

    with django_assert_num_queries(2):
        assert len(announcing.unposted_parts(session)) == 2

"""Closing without a reply takes two people, and not everybody sees that it was asked."""

from typing import Any

import pytest

from junheng.apps.complaints import services
from junheng.apps.complaints.models import Complaint
from junheng.apps.complaints.states import (
    About,
    UnrepliedGround,
)
from junheng.core.access import (
    NotAllowed,
    NotVisible,
    Post,
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
from tests.apps.complaints.complaints_made import (
    CONTENT,
    PERSON,
    accepted,
    declared,
    recorded,
)
from tests.people import AT, OTHER_SCHOOL, OWN_SCHOOL, actor

pytestmark = pytest.mark.usefixtures("year")


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

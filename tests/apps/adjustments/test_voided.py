"""What becomes of late arrivals, requests and comparisons when the lists are made void."""

import pytest
from django.urls import reverse

from junheng.apps.adjustments import queries
from junheng.apps.adjustments.models import ChangeRequest, LateBatch, RollCheck
from junheng.apps.adjustments.services import changing, reconciling
from junheng.apps.adjustments.services.standing import standing_of
from junheng.apps.assignment.services import two_person_acts
from junheng.apps.assignment.services.undertaking import carry_out
from junheng.apps.campaigns.models import Cohort
from junheng.core.access.proposals import confirm
from tests.apps.adjustments.adjustments_made import (
    CLERK,
    LATER,
    OPERATOR,
    PRINCIPAL,
    REVIEWER,
    a_frozen_batch,
    agreeing_roll,
    numbers_of,
    roll_sheet,
)
from tests.apps.adjustments.test_changing import asked
from tests.apps.assignment.sessions_made import SUPERVISOR
from tests.people import signed_in

SIGNERS = ["纪检监督", "局操作员", "纪检监察", "人大代表", "政协委员", "家长甲"]


def void(cohort: Cohort) -> None:
    """On a written order, by two people."""
    session = queries.session_of(cohort)
    assert session is not None
    proposal = two_person_acts.propose_void(
        session.code,
        reason="D",
        reference="示例县纪委监委〔2026〕8号",
        signers=SIGNERS,
        by=OPERATOR,
        at=LATER,
    )
    confirm(proposal.code, digest=proposal.digest, by=SUPERVISOR, at=LATER)
    carry_out(session.code, at=LATER)


def test_a_frozen_batch_goes_with_its_result(cohort: Cohort) -> None:
    batch = a_frozen_batch(cohort)

    void(cohort)

    assert LateBatch.objects.get(code=batch).state == "dropped"
    assert queries.batches_of(cohort) == []
    page = signed_in("operator").get(reverse("adjustments:batch", args=[batch]))
    assert "这一批已经取消" in page.content.decode()


@pytest.mark.parametrize("is_submitted", [False, True])
def test_an_open_request_about_a_child_ends_with_its_reason(
    cohort: Cohort, is_submitted: bool
) -> None:
    request = asked(
        cohort,
        kind="leave",
        ground="absent",
        identity_number=numbers_of(standing_of(cohort))[0],
    )
    if is_submitted:
        changing.submit_request(request.code, by=PRINCIPAL, at=LATER)

    void(cohort)

    request = ChangeRequest.objects.get()
    assert (request.state, request.refused_by) == ("refused", SUPERVISOR.ident)
    assert request.decided_words.startswith("编班结果已作废")


def test_a_comparison_with_the_roll_does_not_stand_beside_the_next_result(cohort: Cohort) -> None:
    done = reconciling.compare_roll(
        cohort.code,
        name="学籍.xlsx",
        content=roll_sheet(agreeing_roll(cohort)),
        by=CLERK,
        at=LATER,
    )
    assert done.check is not None
    reconciling.approve_check(done.check.code, by=REVIEWER, at=LATER)

    void(cohort)

    assert RollCheck.objects.get().state == "replaced"


def test_a_permit_to_come_in_is_of_no_result_and_goes_on(cohort: Cohort) -> None:
    asked(cohort, kind="admit", ground="law", who="周某某")

    void(cohort)

    assert ChangeRequest.objects.get().state == "draft"

"""Who has an interest in a complaint stays away; for him it does not exist."""

import pytest

from junheng.apps.complaints import queries, services
from junheng.apps.complaints.models import Declaration
from junheng.apps.complaints.services.exporting import table_to_export
from junheng.apps.complaints.states import (
    About,
)
from junheng.core.access import (
    NotAllowed,
    NotVisible,
)
from junheng.core.audit.models import AuditEntry
from tests.apps.complaints.complaints_made import (
    accepted,
    by_web,
    declared,
    recorded,
    second_operator,
)
from tests.people import AT, actor

pytestmark = pytest.mark.usefixtures("year")


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

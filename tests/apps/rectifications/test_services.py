"""The way of a rectification: started, worked on, reported, verified by another, closed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from junheng.apps.rectifications import queries, services
from junheng.apps.rectifications.models import Entry, Evidence, Rectification
from junheng.apps.rectifications.services.exporting import table_to_export
from junheng.apps.rectifications.services.sources import address_of_source
from junheng.apps.rectifications.states import EntryKind, RectificationState, SourceKind
from junheng.apps.schools.models import School
from junheng.core.access import NotAllowed, NotVisible, StepRefused
from junheng.core.audit.models import AuditEntry
from junheng.engine.errors import JunhengError
from tests.apps.rectifications.rectifications_made import (
    DONE,
    GROUND,
    SEEN,
    WHAT,
    reported,
    started,
)
from tests.notices_made import photograph
from tests.people import AT, OTHER_SCHOOL, actor, person

pytestmark = pytest.mark.usefixtures("year")

DAY = timedelta(days=1)


# -- started ----------------------------------------------------------------------------------


def test_it_gets_a_number_the_profiles_deadline_and_the_principal_as_owner() -> None:
    first, second = started(), started(at=AT + DAY)

    assert (first.number, second.number) == ("2026-0001", "2026-0002")
    assert first.due_on == date(2026, 9, 24)
    assert first.owner == actor("principal").ident
    assert first.state == RectificationState.OPEN


def test_the_signature_of_start_takes_its_words_in_order() -> None:
    school = School.objects.get(code=OTHER_SCHOOL)

    held = services.start(
        actor("reviewer"), school, SourceKind.MONITORING, "abc", WHAT, GROUND,
        date(2026, 12, 31), at=AT,
    )  # fmt: skip

    assert (held.due_on, held.owner_name, held.whose) == (date(2026, 12, 31), "", school.name)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"what": " 改 "}, "rectification_needs_words"),
        ({"what": "长" * 2001}, "rectification_too_long"),
        ({"ground": "  "}, "rectification_needs_ground"),
        ({"deadline": AT.date()}, "rectification_deadline_past"),
        ({"deadline": AT.date() + 2000 * DAY}, "rectification_deadline_far"),
    ],
)
def test_what_cannot_be_put_right_is_refused_and_nothing_is_kept(
    more: dict[str, Any], code: str
) -> None:
    with pytest.raises(JunhengError, match=code):
        started(**more)
    assert not Rectification.objects.exists()


def test_one_source_has_one_rectification_until_it_is_withdrawn() -> None:
    first = started(source_code="finding1")

    with pytest.raises(JunhengError, match="rectification_already_started") as caught:
        started(source_code="finding1")
    assert caught.value.params == {"number": first.number}
    started(source_code="finding1", source_kind=SourceKind.MONITORING)
    services.withdraw(first.code, "核对后没有这个问题。", by=actor("reviewer"), at=AT)
    again = started(source_code="finding1")

    made = queries.made_of(actor("operator"), SourceKind.INSPECTION, ["finding1", "other"])
    assert made == {"finding1": again}


@pytest.mark.parametrize("kind", ["clerk", "principal", "system_admin", "newcomer"])
def test_nobody_at_a_school_starts_one(kind: str) -> None:
    with pytest.raises(NotAllowed):
        started(kind=kind)


def test_an_owner_from_another_place_does_not_exist() -> None:
    elsewhere = person("clerk_elsewhere")

    with pytest.raises(NotVisible):
        started(owner=elsewhere.code)


def test_words_lie_encrypted_and_in_no_event() -> None:
    held = reported()
    services.close(held.code, SEEN, by=actor("operator"), at=AT)

    with connection.cursor() as cursor:
        cursor.execute("SELECT what FROM rectifications_rectification")
        everything = str(cursor.fetchall())
        cursor.execute("SELECT text FROM rectifications_entry")
        everything += str(cursor.fetchall())
    everything += str(list(AuditEntry.objects.values_list()))
    for words in (WHAT, DONE, SEEN):
        assert words not in everything


# -- worked on --------------------------------------------------------------------------------


def test_the_school_works_the_principal_reports_and_another_closes() -> None:
    held = reported()
    assert held.state == RectificationState.REPORTED

    closed = services.close(held.code, SEEN, by=actor("inspector"), at=AT + DAY)

    assert closed.state == RectificationState.CLOSED
    kinds = [entry.kind for entry in queries.entries_of(closed)]
    assert kinds == [EntryKind.PROGRESS, EntryKind.REPORT, EntryKind.CLOSE]


@pytest.mark.parametrize("kind", ["operator", "reviewer"])
def test_the_bureau_does_not_write_a_schools_progress(kind: str) -> None:
    held = started()

    with pytest.raises(NotAllowed, match="rectification_is_worked_on_elsewhere"):
        services.write_progress(held.code, DONE, by=actor(kind), at=AT)
    with pytest.raises(NotAllowed, match="rectification_is_reported_by_principal"):
        services.report(held.code, DONE, by=actor(kind), at=AT)


def test_the_clerk_writes_and_only_the_principal_reports() -> None:
    held = started()
    services.write_progress(held.code, DONE, by=actor("clerk"), at=AT)

    with pytest.raises(NotAllowed, match="rectification_is_reported_by_principal"):
        services.report(held.code, DONE, by=actor("clerk"), at=AT)


def test_another_school_finds_nothing() -> None:
    held = started()
    neighbour = actor("clerk_elsewhere")

    assert list(queries.rectifications_visible_to(neighbour)) == []
    with pytest.raises(NotVisible):
        services.write_progress(held.code, DONE, by=neighbour, at=AT)


def test_what_waits_for_the_verification_is_not_changed_by_the_school() -> None:
    held = reported()

    with pytest.raises(StepRefused, match="rectification_is_not_open"):
        services.write_progress(held.code, DONE, by=actor("clerk"), at=AT)
    with pytest.raises(StepRefused, match="rectification_is_not_open"):
        services.add_evidence(held.code, "照片", [photograph()], by=actor("clerk"), at=AT)
    assert Entry.objects.count() == 2
    assert not Evidence.objects.exists()


def test_a_picture_is_made_anew_and_a_paper_is_kept() -> None:
    held = started()
    hidden = photograph() + b"<script>behind the picture</script>"

    picture = services.add_evidence(held.code, "照片", [hidden], by=actor("clerk"), at=AT)
    paper = services.add_evidence(held.code, "单据", [b"%PDF-1.7\n"], by=actor("clerk"), at=AT)

    assert (picture.place, paper.place) == (1, 2)
    assert picture.file.size != len(hidden)
    assert paper.file.media_type == "application/pdf"
    with pytest.raises(JunhengError, match="evidence_not_read"):
        services.add_evidence(held.code, "表", [b"PK\x03\x04"], by=actor("clerk"), at=AT)


# -- verified ---------------------------------------------------------------------------------


def test_it_comes_back_with_words_and_a_new_deadline_and_is_reported_again() -> None:
    held = reported()

    back = services.send_back(
        held.code, "入库单和实物对不上。", date(2026, 10, 30), by=actor("operator"), at=AT
    )
    again = services.report(held.code, DONE, by=actor("principal"), at=AT + DAY)

    assert (back.state, again.state) == ("open", "reported")
    assert Rectification.objects.get().due_on == date(2026, 10, 30)


def test_the_bureaus_own_is_verified_by_somebody_who_did_not_work_on_it() -> None:
    person("operator")
    person("reviewer")
    held = started(school=None)
    services.write_progress(held.code, "预算已经报县财政。", by=actor("reviewer"), at=AT)
    services.report(held.code, DONE, by=actor("operator"), at=AT)

    for kind in ("operator", "reviewer"):
        with pytest.raises(NotAllowed, match="rectification_verified_by_another"):
            services.close(held.code, SEEN, by=actor(kind), at=AT)
    services.close(held.code, SEEN, by=actor("supervisor"), at=AT)


def test_the_owner_does_not_verify_even_if_he_never_wrote_a_word() -> None:
    person("operator")
    held = started(school=None)
    assert held.owner == actor("operator").ident
    services.report(held.code, DONE, by=actor("reviewer"), at=AT)

    with pytest.raises(NotAllowed, match="rectification_verified_by_another"):
        services.close(held.code, SEEN, by=actor("operator"), at=AT)


@pytest.mark.parametrize("kind", ["clerk", "principal"])
def test_nobody_at_the_school_verifies(kind: str) -> None:
    held = reported()

    with pytest.raises(NotAllowed):
        services.close(held.code, SEEN, by=actor(kind), at=AT)


def test_more_time_is_given_with_a_reason_and_the_old_deadline_stays_readable() -> None:
    held = started()

    with pytest.raises(JunhengError, match="rectification_deadline_past"):
        services.extend(held.code, held.due_on, "到货晚。一批。", by=actor("operator"), at=AT)
    services.extend(
        held.code, date(2026, 11, 30), "到货推迟到十一月。", by=actor("operator"), at=AT
    )

    [entry] = queries.entries_of(held)
    assert "2026-09-24延长到2026-11-30" in entry.text


def test_who_started_it_does_not_take_it_back() -> None:
    held = started()

    with pytest.raises(NotAllowed, match="rectification_withdrawn_by_another"):
        services.withdraw(held.code, "下达错了学校。", by=actor("inspector"), at=AT)
    gone = services.withdraw(held.code, "下达错了学校。", by=actor("supervisor"), at=AT)

    assert gone.state == RectificationState.WITHDRAWN


def test_another_owner_of_the_same_school_is_named_and_written_down() -> None:
    held = started()

    services.name_owner(held.code, person("clerk").code, by=actor("operator"), at=AT)
    with pytest.raises(NotVisible):
        services.name_owner(held.code, person("operator").code, by=actor("operator"), at=AT)

    assert Rectification.objects.get().owner == person("clerk").code


def test_closing_twice_is_refused() -> None:
    held = reported()
    services.close(held.code, SEEN, by=actor("operator"), at=AT)

    with pytest.raises(StepRefused):
        services.close(held.code, SEEN, by=actor("operator"), at=AT)


# -- what the database holds ------------------------------------------------------------------


def test_the_database_keeps_the_reporter_from_closing() -> None:
    held = reported()

    with pytest.raises(IntegrityError), transaction.atomic():
        Rectification.objects.filter(pk=held.pk).update(
            state="closed", closed_at=AT, closed_by=held.reported_by
        )


def test_the_database_changes_neither_what_is_closed_nor_any_entry() -> None:
    held = reported()
    services.close(held.code, SEEN, by=actor("operator"), at=AT)

    with pytest.raises(DatabaseError), transaction.atomic():
        Rectification.objects.filter(pk=held.pk).update(due_on=date(2030, 1, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.all().delete()


# -- lists and figures ------------------------------------------------------------------------


def test_overdue_is_what_was_not_reported_by_its_deadline() -> None:
    late, waiting = started(), reported()
    operator, after = actor("operator"), late.due_on + DAY

    found = queries.list_rectifications(operator, only="overdue", today=after)

    assert found == [late]
    assert queries.list_rectifications(operator, only="overdue", today=late.due_on) == []
    assert queries.list_rectifications(operator, only="reported", today=after) == [waiting]


def test_a_year_in_numbers() -> None:
    started()
    reported()
    closed = reported()
    services.close(closed.code, SEEN, by=actor("operator"), at=AT + 12 * DAY)
    gone = started()
    services.withdraw(gone.code, "下达错了学校。", by=actor("supervisor"), at=AT)
    started(school=None, source_kind=SourceKind.MONITORING)

    figures = queries.figures_of(actor("operator"), 2026, today=date(2027, 1, 1))

    whole = figures.whole
    assert (whole.started, whole.open, whole.overdue) == (4, 2, 2)
    assert (whole.reported, whole.closed, whole.in_time) == (1, 1, 2)
    assert (whole.median_days, figures.withdrawn) == (12.0, 1)
    assert [line.title for line in figures.by_school] == ["城关第一小学", "教育局"]
    assert [line.started for line in figures.by_source] == [3, 1]


def test_the_table_is_exported_once_written_down() -> None:
    started()

    rows = table_to_export(2026, by=actor("supervisor"), at=AT)

    assert len(rows) == 1
    assert AuditEntry.objects.filter(event="rectifications.table.export").count() == 1
    with pytest.raises(NotAllowed):
        table_to_export(2026, by=actor("principal"), at=AT)


def test_tasks_are_of_those_who_can_do_them() -> None:
    due, waiting = started(), reported()

    def tasks(kind: str) -> tuple[list[Rectification], list[Rectification]]:
        found = queries.tasks_of(actor(kind), at=AT)
        return list(found.due), list(found.to_verify)

    assert tasks("principal") == ([due], [])
    assert tasks("inspector") == ([], [waiting])
    assert tasks("clerk_elsewhere") == ([], [])


def test_the_page_of_a_source_is_what_its_application_declares(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("junheng.apps.rectifications.services.sources._PAGES", {})
    held, typed = started(source_code="abc"), started()
    assert address_of_source(held, actor("operator")) == ""

    services.declare_source(SourceKind.INSPECTION, lambda code, _: f"/found/{code}/")

    assert address_of_source(held, actor("operator")) == "/found/abc/"
    assert address_of_source(typed, actor("operator")) == ""

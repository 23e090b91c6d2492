"""What is done in an inspection: by whom, when not, and what stays behind."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from junheng.apps.campaigns.models import Cohort
from junheng.apps.inspections import queries
from junheng.apps.inspections.models import (
    Finding,
    FoundClassList,
    ListDifference,
    Round,
    Sample,
    Visit,
)
from junheng.apps.inspections.services import findings, reading, rounds, sampling
from junheng.apps.inspections.services.sources import page_of_source
from junheng.apps.inspections.states import Period, RoundStep, Strata
from junheng.core.access import NotAllowed, NotVisible, StepRefused, SystemActor
from junheng.core.audit.models import AuditEntry
from junheng.core.files import disk
from junheng.core.files.services import remove_due
from junheng.engine.errors import JunhengError
from tests.apps.adjustments.adjustments_made import LATER
from tests.apps.inspections.inspections_made import (
    BEGINS,
    ENDS,
    SOURCE,
    WORDS,
    a_finding,
    a_round,
    a_visit,
    an_issued_finding,
    an_open_round,
    more_schools,
    plain_rows,
    rows_of,
    sheet,
    upload,
)
from tests.jobs_carried_out import carry_out_jobs
from tests.people import OTHER_SCHOOL, OWN_SCHOOL, actor, person

NUMBER = "07 13 19 22 28 31 11"


def read(visit: Visit, **more: object) -> FoundClassList:
    content = more.pop("content", None) or sheet(plain_rows())
    done = reading.read_list(
        visit.code,
        upload(content, **more),
        by=actor("inspector"),
        at=LATER,  # type: ignore[arg-type]
    )
    assert done.found is not None, done.faults
    return done.found


def refused(code: str, act: Callable[[], object]) -> None:
    """The act is refused with this code, and nothing of it stays, not even in the trail."""
    before = AuditEntry.objects.count()
    with pytest.raises((JunhengError, StepRefused, NotAllowed), match=code):
        act()
    assert AuditEntry.objects.count() == before


# -- rounds ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("county")
def test_each_of_the_four_rounds_of_a_year_is_planned_once() -> None:
    a_round()

    refused("round_is_planned", a_round)
    assert queries.periods_missing(2026) == [Period.SPRING, Period.MAY, Period.AUTUMN]


@pytest.mark.usefixtures("county")
def test_a_round_that_was_dropped_makes_room_for_another() -> None:
    first = a_round()
    rounds.take_round_step(first.code, RoundStep.DROP, by=actor("operator"), at=LATER)

    assert a_round().pk != first.pk


@pytest.mark.usefixtures("county")
def test_special_rounds_may_be_many() -> None:
    a_round(period=Period.SPECIAL)
    a_round(period=Period.SPECIAL)

    assert Round.objects.count() == 2


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("kind", ["reviewer", "inspector", "supervisor"])
def test_only_the_operator_plans(kind: str) -> None:
    with pytest.raises(NotAllowed):
        rounds.plan_round(
            year=2026, period=Period.MAY, title="督查", begins_on=BEGINS, ends_on=ENDS,
            by=actor(kind), at=LATER,
        )  # fmt: skip


@pytest.mark.usefixtures("county")
def test_a_round_opens_only_with_schools_and_inspectors_and_a_drawn_sample() -> None:
    held = a_round()
    by = actor("operator")

    def open_it() -> object:
        return rounds.take_round_step(held.code, RoundStep.OPEN, by=by, at=LATER)

    refused("round_without_schools", open_it)
    rounds.choose_school(held.code, OWN_SCHOOL, reason="有投诉。", by=by, at=LATER)
    refused("round_without_inspectors", open_it)
    rounds.name_inspectors(held.code, [person("inspector").code], by=by, at=LATER)
    sampling.announce_sample(
        held.code, strata=Strata.STAGES, wanted=1, source=SOURCE, by=by, at=LATER
    )
    refused("round_sample_not_drawn", open_it)
    sampling.draw_sample(held.code, number=NUMBER, by=by, at=LATER)
    open_it()

    assert Round.objects.get().state == "open"


@pytest.mark.usefixtures("county")
def test_a_round_closes_only_when_every_school_was_visited_and_no_finding_waits() -> None:
    visit = a_visit()
    by = actor("operator")

    def close_it() -> object:
        return rounds.take_round_step(visit.round.code, RoundStep.CLOSE, by=by, at=LATER)

    refused("round_schools_not_visited", close_it)
    rounds.record_visit(
        visit.code, visited_on=BEGINS, items=["talks"], notes="", by=actor("inspector"), at=LATER
    )
    draft = a_finding(visit)
    refused("round_findings_open", close_it)
    findings.withdraw_finding(draft.code, by=actor("inspector"), at=LATER)
    close_it()

    refused("round_is_not_open", lambda: a_finding(visit))


@pytest.mark.usefixtures("county")
def test_a_person_without_the_post_cannot_be_named_an_inspector() -> None:
    held = a_round()

    refused(
        "inspector_unknown",
        lambda: rounds.name_inspectors(
            held.code, [person("reviewer").code], by=actor("operator"), at=LATER
        ),
    )


@pytest.mark.usefixtures("county")
def test_a_school_chosen_by_hand_needs_a_reason_and_may_be_taken_out_until_it_was_inspected() -> (
    None
):
    visit = a_visit()
    by = actor("operator")
    refused(
        "choice_needs_reason",
        lambda: rounds.choose_school(visit.round.code, OTHER_SCHOOL, reason="", by=by, at=LATER),
    )
    a_finding(visit)

    refused("school_inspected_stays", lambda: rounds.take_out_school(visit.code, by=by, at=LATER))
    other = rounds.choose_school(visit.round.code, OTHER_SCHOOL, reason="有投诉。", by=by, at=LATER)
    rounds.take_out_school(other.code, by=by, at=LATER)
    assert Visit.objects.get() == visit


@pytest.mark.usefixtures("county")
def test_a_visit_is_neither_in_the_future_nor_before_the_round() -> None:
    visit = a_visit()

    for day, code in (
        (LATER.date() + timedelta(days=2), "visit_in_future"),
        (BEGINS - timedelta(days=1), "visit_before_round"),
    ):
        refused(
            code,
            lambda day=day: rounds.record_visit(  # type: ignore[misc]
                visit.code, visited_on=day, items=[], notes="", by=actor("inspector"), at=LATER
            ),
        )


# -- the sample --------------------------------------------------------------------------------


@pytest.mark.usefixtures("county")
def test_a_sample_is_announced_before_its_number_and_drawn_once() -> None:
    more_schools(9, 6)
    held = a_round()
    by = actor("operator")
    refused(
        "sample_not_announced",
        lambda: sampling.draw_sample(held.code, number=NUMBER, by=by, at=LATER),
    )

    sample = sampling.announce_sample(
        held.code, strata=Strata.STAGES, wanted=5, source=SOURCE, by=by, at=LATER
    )
    assert [(one["name"], one["wanted"]) for one in sample.frame["strata"]] == [
        ("初中", 2), ("小学", 3),
    ]  # fmt: skip
    made = sampling.draw_sample(held.code, number=NUMBER, by=by, at=LATER)

    assert len(made) == 5
    refused(
        "sample_is_drawn", lambda: sampling.draw_sample(held.code, number="1" * 8, by=by, at=LATER)
    )
    refused(
        "sample_is_announced",
        lambda: sampling.announce_sample(
            held.code, strata=Strata.STAGES, wanted=2, source=SOURCE, by=by, at=LATER
        ),
    )
    refused("school_drawn_stays", lambda: rounds.take_out_school(made[0].code, by=by, at=LATER))
    assert Sample.objects.get().digits == "07131922283111"


@pytest.mark.usefixtures("county")
def test_schools_chosen_by_hand_are_not_in_the_frame() -> None:
    held = a_round()
    by = actor("operator")
    rounds.choose_school(held.code, OWN_SCHOOL, reason="有投诉。", by=by, at=LATER)

    sample = sampling.announce_sample(
        held.code, strata=Strata.STAGES_AND_OWNERS, wanted=1, source=SOURCE, by=by, at=LATER
    )

    assert sample.frame["strata"] == [{"name": "小学·公办", "schools": [OTHER_SCHOOL], "wanted": 1}]


# -- who sees what -----------------------------------------------------------------------------


@pytest.mark.usefixtures("county")
def test_an_inspector_sees_the_rounds_he_inspects_in_and_no_others() -> None:
    held = an_open_round()
    other = a_round(period=Period.MAY)

    assert queries.get_round(actor("inspector"), held.code) == held
    with pytest.raises(NotVisible):
        queries.get_round(actor("inspector"), other.code)
    assert queries.get_round(actor("supervisor"), other.code) == other


@pytest.mark.usefixtures("county")
def test_a_school_sees_only_findings_addressed_to_it_and_only_once_issued() -> None:
    visit = a_visit()
    made = a_finding(visit)
    with pytest.raises(NotVisible):
        queries.get_finding(actor("principal"), made.code)

    findings.issue_finding(made.code, by=actor("reviewer"), at=LATER)

    assert queries.list_findings(actor("principal")) == [made]
    assert not queries.rounds_visible_to(actor("principal")).exists()
    assert not queries.lists_visible_to(actor("principal")).exists()
    assert not queries.findings_visible_to(actor("clerk_elsewhere")).exists()


@pytest.mark.usefixtures("county")
def test_a_withdrawn_finding_is_gone_for_the_school() -> None:
    made = an_issued_finding(a_visit())

    findings.withdraw_finding(made.code, by=actor("reviewer"), at=LATER)

    assert queries.list_findings(actor("principal")) == []


# -- findings ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("county")
def test_whoever_writes_a_finding_cannot_issue_it() -> None:
    made = a_finding(a_visit())

    with pytest.raises(NotAllowed):
        findings.issue_finding(made.code, by=actor("inspector"), at=LATER)
    assert Finding.objects.get().state == "draft"


@pytest.mark.usefixtures("county")
def test_a_school_replies_once() -> None:
    made = an_issued_finding(a_visit())
    by = actor("principal")
    findings.reply_to_finding(made.code, "这名学生是走错教室。", by=by, at=LATER)

    refused(
        "finding_is_replied",
        lambda: findings.reply_to_finding(made.code, "再说明一次情况。", by=by, at=LATER),
    )


@pytest.mark.usefixtures("county")
def test_a_rectification_needs_an_issued_finding_and_keeps_it_from_being_withdrawn() -> None:
    made = a_finding(a_visit())

    def start() -> object:
        return findings.start_rectification(
            made.code, what="请核对名单。", deadline=None, by=actor("operator"), at=LATER
        )

    refused("finding_is_not_issued", start)
    findings.issue_finding(made.code, by=actor("reviewer"), at=LATER)
    start()
    refused("rectification_already_started", start)
    refused(
        "finding_is_rectified",
        lambda: findings.withdraw_finding(made.code, by=actor("reviewer"), at=LATER),
    )


@pytest.mark.usefixtures("county")
def test_a_rectification_leads_back_to_its_finding_for_whoever_may_see_that() -> None:
    made = a_finding(a_visit())
    findings.issue_finding(made.code, by=actor("reviewer"), at=LATER)

    assert page_of_source(made.code, actor("principal")) == f"/findings/{made.code}/"
    assert page_of_source(made.code, actor("clerk_elsewhere")) == ""


# -- lists -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("county")
def test_a_list_waits_encrypted_and_is_destroyed_with_its_test() -> None:
    found = read(a_visit(), marks=("期中总分",))
    assert found.waiting is not None
    place = disk.place_of(found.waiting.code)
    assert place.exists()
    assert b"class_names" not in place.read_bytes()

    carry_out_jobs(LATER)

    found = FoundClassList.objects.select_related("waiting").get()
    assert found.state == "tested"
    assert found.waiting is not None
    assert found.waiting.is_removed
    assert AuditEntry.objects.filter(event="files.file.remove").exists()


@pytest.mark.usefixtures("county")
def test_a_list_whose_test_never_came_is_destroyed_the_next_night() -> None:
    read(a_visit(), marks=("期中总分",))

    remove_due(by=SystemActor("night"), at=LATER + timedelta(days=1, minutes=1))

    found = FoundClassList.objects.select_related("waiting").get()
    assert found.waiting is not None
    assert found.waiting.is_removed


@pytest.mark.usefixtures("county")
def test_no_name_no_number_and_no_mark_stays_in_the_database() -> None:
    rows = plain_rows()
    for number, row in enumerate(rows):
        row[0], row[4] = f"张三丰{number}", f"{number}.7"
    read(a_visit(), content=sheet(rows), marks=("期中总分",))
    carry_out_jobs(LATER)

    held = FoundClassList.objects.get()

    kept = json.dumps([held.result, *map(str, vars(held).values())], ensure_ascii=False)
    assert "张三丰" not in kept
    assert not ListDifference.objects.exists()


@pytest.mark.usefixtures("county")
def test_the_seed_of_a_sampled_round_is_public_and_of_each_school() -> None:
    visit = a_visit()
    by = actor("operator")
    sampling.announce_sample(
        visit.round.code, strata=Strata.STAGES, wanted=1, source=SOURCE, by=by, at=LATER
    )
    sampling.draw_sample(visit.round.code, number=NUMBER, by=by, at=LATER)

    found = read(visit)

    assert found.seed == f"{sampling.seed_of(visit.round)}:城关第一小学 八年级"


@pytest.mark.usefixtures("county")
def test_a_second_list_of_a_grade_takes_the_place_of_the_first() -> None:
    visit = a_visit()
    first = read(visit)
    second = read(visit)

    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "waiting")
    assert first.waiting is not None
    assert first.waiting.is_removed
    assert carry_out_jobs(LATER) == 2
    assert FoundClassList.objects.filter(state="tested").get() == second


@pytest.mark.usefixtures("county")
def test_a_list_of_one_class_is_kept_with_the_reason_why_nothing_was_tested() -> None:
    found = read(a_visit(), content=sheet(plain_rows(classes=1)))

    assert found.state == "untested"
    assert found.waiting is None
    [outcome] = queries.outcomes_of(found.visit.round)
    assert outcome.section.remarks == ("只有一个班，没有分班，不需要检验。",)


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": "名单.docx"}, "list_file_kind_unknown"),
        ({"grade": " "}, "list_needs_grade"),
        ({"content": sheet([["甲", "1"]], ("姓名", "号"))}, "list_class_column_unknown"),
        ({"content": b"not a workbook"}, "list_class_column_unknown"),
        ({"marks": ("期末",)}, "list_column_not_found"),
        ({"sheet": "别的"}, "sheet_not_found"),
    ],
)
def test_a_wrong_file_is_refused_whole(changed: dict[str, object], code: str) -> None:
    visit = a_visit()
    content = changed.pop("content", None) or sheet(plain_rows())

    refused(
        code,
        lambda: reading.read_list(
            visit.code,
            upload(content, **changed),
            by=actor("inspector"),
            at=LATER,  # type: ignore[arg-type]
        ),
    )
    assert not FoundClassList.objects.exists()


@pytest.mark.usefixtures("county")
def test_only_an_inspector_of_the_round_reads_lists_in() -> None:
    visit = a_visit()

    for kind in ("operator", "reviewer", "supervisor"):
        with pytest.raises(NotAllowed):
            reading.read_list(visit.code, upload(sheet(plain_rows())), by=actor(kind), at=LATER)


def test_every_fault_of_a_list_is_told_at_once_and_nothing_is_saved(cohort: Cohort) -> None:
    visit = a_visit()
    rows = rows_of(cohort)
    rows[0][0] = rows[4][0] = rows[7][2] = ""

    done = reading.read_list(
        visit.code,
        upload(sheet(rows), cohort=cohort.code),
        by=actor("inspector"),
        at=LATER,
    )

    assert done.found is None
    assert {fault.row for fault in done.faults} == {2, 6, 9}
    assert not FoundClassList.objects.exists()


def test_differences_are_kept_with_masked_names_only(cohort: Cohort) -> None:
    rows = rows_of(cohort)
    name = rows.pop()[0]

    found = read(a_visit(), content=sheet(rows), cohort=cohort.code)

    assert (found.compared_count, found.agreeing_count) == (24, 23)
    [difference] = ListDifference.objects.all()
    assert difference.kind == "missing"
    assert "*" in difference.masked
    assert difference.masked != name


# -- results -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("county")
def test_results_are_adjusted_over_the_schools_of_the_round() -> None:
    held = an_open_round(OWN_SCHOOL, OTHER_SCHOOL)
    for visit in held.visits.all():
        read(visit)
    carry_out_jobs(LATER)

    outcomes = queries.outcomes_of(held)

    ps = [one.result.scrutiny.p for one in outcomes if one.result]
    assert len(ps) == 2
    # Holm by hand for two: twice the smaller, the larger, never falling, one at most.
    smaller, larger = sorted(ps)
    first = min(1.0, 2 * smaller)
    assert sorted(one.result.holm for one in outcomes if one.result) == [first, max(first, larger)]


@pytest.mark.usefixtures("county")
def test_words_of_findings_stay_out_of_the_trail() -> None:
    an_issued_finding(a_visit())

    payloads = json.dumps(list(AuditEntry.objects.values_list("payload", flat=True)))
    assert WORDS not in payloads
    assert AuditEntry.objects.filter(event="inspections.finding.write").exists()

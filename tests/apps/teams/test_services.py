"""Teams from the sheet to the bureau: what is kept, proposed, locked, handed in, filed."""

from dataclasses import replace

import pytest

from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.schools.models import Bureau
from junheng.apps.teachers import queries as list_queries
from junheng.apps.teachers import services as lists
from junheng.apps.teachers.models import TeacherList
from junheng.apps.teams import queries
from junheng.apps.teams.models import Proposal, TeacherRoster
from junheng.apps.teams.rules.inputs import LockedRow
from junheng.apps.teams.services import filing, preparing, proposing
from junheng.apps.teams.services.showing import found_teams, shown_causes, shown_teams
from junheng.core.access import NotAllowed, NotVisible, StepRefused
from junheng.core.audit.models import AuditEntry
from junheng.engine.errors import JunhengError
from junheng.engine.record.canonical import canonical_bytes
from junheng.engine.teams.plan import faults_of
from junheng.verifier.teams_check import verify_teams
from tests.apps.teams.teams_made import (
    LESSONS,
    MINUTE,
    REASON,
    TEACHERS,
    filed,
    handed_in,
    imported,
    proposed,
    sheet,
)
from tests.cohorts_made import cohort_of
from tests.people import AT, actor

KEPT = LockedRow(("王芳", "T1"), "数学", ("周四", "T6"), REASON)


def kept(row: LockedRow = KEPT) -> str:
    return preparing.keep_row(cohort_of().code, row, by=actor("clerk"), at=AT).code


# -- the roster -------------------------------------------------------------------------------


def test_a_sheet_is_read_whole_and_can_be_put_together_again() -> None:
    imported()

    roster = queries.newest_roster(cohort_of())
    assert roster is not None
    assert {one.name for one in roster.teachers} == {"王芳", "李强", "赵一", "钱二", "孙三", "周四"}
    done = preparing.import_roster(
        cohort_of().code, "教师.csv", sheet(), by=actor("clerk"), at=AT + MINUTE
    )
    assert done.reading.roster == roster


def test_a_sheet_with_one_fault_is_not_kept_and_all_faults_are_said() -> None:
    rows = (TEACHERS[0].replace("高级教师", "校长"), TEACHERS[1].replace("12", "一二"))

    done = preparing.import_roster(
        cohort_of().code, "教师.csv", sheet(*rows), by=actor("clerk"), at=AT
    )

    assert done.roster is None
    assert [fault.row for fault in done.reading.faults] == [2, 3]
    assert not TeacherRoster.objects.exists()


def test_what_the_database_holds_of_teachers_is_encrypted() -> None:
    imported()

    raw = TeacherRoster.objects.raw("SELECT * FROM teams_teacherroster")[0]
    assert "王芳" not in raw.__dict__["content"]


def test_another_school_cannot_import() -> None:
    with pytest.raises(NotVisible):
        preparing.import_roster(
            cohort_of().code, "教师.csv", sheet(), by=actor("clerk_elsewhere"), at=AT
        )


def test_without_lessons_of_its_own_a_cohort_has_the_usual_ones_that_somebody_teaches() -> None:
    preparing.import_roster(cohort_of().code, "教师.csv", sheet(), by=actor("clerk"), at=AT)

    roster = queries.newest_roster(cohort_of())
    assert queries.lessons_of(cohort_of(), roster).names == ("语文", "数学", "音乐")


# -- proposals --------------------------------------------------------------------------------


def test_a_proposal_has_one_team_a_class_that_keeps_every_rule() -> None:
    imported()

    found = found_teams(proposed())

    assert len(found.plan.teams) == 2
    assert faults_of(found.targets.problem, found.plan) == []


def test_the_independent_verifier_accepts_the_record_of_a_proposal() -> None:
    Campaign.objects.update(county_code="520123")
    imported()
    record = canonical_bytes(proposed().record)

    report = verify_teams(record)

    assert report.codes("failed") == []


def test_the_record_of_a_proposal_names_nobody() -> None:
    imported()
    record = str(proposed().record)

    assert not any(name in record for name in ("王芳", "李强", "赵一"))


def test_the_same_list_is_not_proposed_twice_and_the_refusal_names_the_proposal() -> None:
    imported()
    proposed()

    with pytest.raises(StepRefused) as refusal:
        proposing.ask_for_teams(cohort_of().code, by=actor("clerk"), at=AT + MINUTE)

    assert (refusal.value.code, refusal.value.params["number"]) == ("teams_nothing_changed", 1)


def test_while_one_is_reckoned_no_second_is_asked_for() -> None:
    imported()
    proposing.ask_for_teams(cohort_of().code, by=actor("clerk"), at=AT)
    kept()

    with pytest.raises(StepRefused) as refusal:
        proposing.ask_for_teams(cohort_of().code, by=actor("clerk"), at=AT)

    assert refusal.value.code == "teams_proposal_waits"


def test_a_locked_row_stands_in_the_next_proposal_and_the_first_one_stays() -> None:
    imported()
    first = proposed()
    kept()

    second = proposed(at=AT + MINUTE)

    (team,) = (one for one in shown_teams(second).teams if one.homeroom == "王芳")
    (row,) = (one for one in team.members if one.subject == "数学")
    assert (row.name, row.reason) == ("周四", REASON)
    assert [one.number for one in queries.proposals_of(cohort_of())] == [2, 1]
    assert shown_teams(first).locked == ()


def test_a_released_row_counts_no_more_but_stays_written() -> None:
    imported()
    code = kept()

    preparing.release_row(cohort_of().code, code, by=actor("clerk"), at=AT)

    assert queries.kept_rows(cohort_of()) == []
    with pytest.raises(NotVisible):
        preparing.release_row(cohort_of().code, code, by=actor("clerk"), at=AT)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (replace(KEPT, reason="须"), "teams_reason_too_short"),
        (replace(KEPT, subject="音乐"), "teams_row_unknown"),
        (replace(KEPT, teacher=("周四", "T9")), "teams_row_unknown"),
    ],
)
def test_a_row_that_cannot_be_is_not_locked(row: LockedRow, code: str) -> None:
    imported()

    with pytest.raises(JunhengError) as refusal:
        kept(row)

    assert refusal.value.code == code


def test_a_row_is_locked_once() -> None:
    imported()
    kept()

    with pytest.raises(StepRefused) as refusal:
        kept(replace(KEPT, teacher=("赵一", "T3")))

    assert refusal.value.code == "teams_row_kept_already"


def test_a_locked_row_of_somebody_who_left_is_named_by_its_number() -> None:
    imported()
    kept()
    imported(*TEACHERS[:5], at=AT + MINUTE)

    with pytest.raises(StepRefused) as refusal:
        proposing.ask_for_teams(cohort_of().code, by=actor("clerk"), at=AT + MINUTE)

    assert refusal.value.params == {"number": 1}


def test_a_list_without_teams_says_the_causes_by_name() -> None:
    rows = (TEACHERS[0] + "孙三", TEACHERS[1], *TEACHERS[2:])
    imported(*rows)

    causes = shown_causes(proposed())

    assert "第 2 行与第 6 行的教师要求回避，不能教同一个班。（王芳、孙三）" in causes.lines


def test_a_subject_that_nobody_teaches_is_named() -> None:
    imported(*TEACHERS[:4])

    causes = shown_causes(proposed())

    assert causes.lines == ("“音乐”没有教师，2 个班都需要一位。",)
    assert causes.further == ()


def test_everything_else_that_is_too_little_is_said_at_once() -> None:
    imported(*TEACHERS[:2])

    causes = shown_causes(proposed())

    assert len(causes.lines) == 1
    assert len(causes.further) >= 1
    assert all("2 个班" in one for one in (*causes.lines, *causes.further))


# -- to the bureau ----------------------------------------------------------------------------


def test_a_proposal_that_is_handed_in_becomes_the_list_with_its_teams() -> None:
    proposal = handed_in()

    found = list_queries.find_list(cohort_of())
    assert found is not None
    assert (found.state, set(list_queries.names_on(found))) == ("submitted", {"王芳", "李强"})
    assert len(list_queries.team_members(found)) == 6
    assert queries.filed_proposal(cohort_of()) == proposal


def test_only_the_principal_hands_in() -> None:
    imported()
    proposal = proposed()

    with pytest.raises(NotAllowed):
        filing.file_proposal(cohort_of().code, proposal.code, by=actor("clerk"), at=AT)
    assert list_queries.find_list(cohort_of()) is None


def test_what_is_at_the_bureau_is_not_written_over() -> None:
    proposal = handed_in()

    with pytest.raises(StepRefused) as refusal:
        filing.file_proposal(
            cohort_of().code, proposal.code, by=actor("principal"), at=AT + 5 * MINUTE
        )

    assert refusal.value.code == "teachers_submitted"


def test_after_a_return_another_proposal_is_handed_in() -> None:
    handed_in()
    code = cohort_of().code
    lists.return_list(code, reason="请说明锁定的理由", by=actor("reviewer"), at=AT + 5 * MINUTE)
    assert queries.filed_proposal(cohort_of()) is None
    kept()
    second = proposed(at=AT + 6 * MINUTE)

    filing.file_proposal(code, second.code, by=actor("principal"), at=AT + 9 * MINUTE)

    assert queries.filed_proposal(cohort_of()) == second


def test_a_list_written_by_hand_after_a_return_is_not_taken_for_the_proposal() -> None:
    handed_in()
    code = cohort_of().code
    lists.return_list(code, reason="请重新填报", by=actor("reviewer"), at=AT + 5 * MINUTE)
    lists.write_list(code, ("王芳", "李强"), by=actor("clerk"), at=AT + 6 * MINUTE)
    lists.submit_list(code, by=actor("principal"), at=AT + 7 * MINUTE)

    assert queries.filed_proposal(cohort_of()) is None


def test_teams_for_another_number_of_classes_are_not_handed_in() -> None:
    imported()
    proposal = proposed()
    Cohort.objects.filter(pk=cohort_of().pk).update(class_count=3)

    with pytest.raises(StepRefused) as refusal:
        filing.file_proposal(cohort_of().code, proposal.code, by=actor("principal"), at=AT)

    assert refusal.value.code == "teams_classes_changed"


def test_after_filing_nothing_is_prepared_any_more_until_it_comes_back() -> None:
    filed()

    with pytest.raises(StepRefused) as refusal:
        filing.file_proposal(
            cohort_of().code,
            Proposal.objects.get().code,
            by=actor("principal"),
            at=AT + 9 * MINUTE,
        )

    assert refusal.value.code == "teachers_filed"


def test_where_whole_teams_are_drawn_a_list_without_them_is_not_handed_in() -> None:
    Bureau.objects.update(profile="nanchang")
    code = cohort_of().code
    lists.write_list(code, ("王芳", "李强"), by=actor("clerk"), at=AT)

    with pytest.raises(StepRefused) as refusal:
        lists.submit_list(code, by=actor("principal"), at=AT)

    assert refusal.value.code == "teams_needed"
    assert TeacherList.objects.get().state == "draft"


def test_where_whole_teams_are_drawn_a_proposal_is_handed_in() -> None:
    Bureau.objects.update(profile="nanchang")

    handed_in()

    assert TeacherList.objects.get().state == "submitted"


def test_the_trail_tells_the_way_of_the_teams_without_a_name() -> None:
    imported()
    kept()
    proposal = proposed()
    filing.file_proposal(cohort_of().code, proposal.code, by=actor("principal"), at=AT + 5 * MINUTE)

    told = list(AuditEntry.objects.filter(event__startswith="teams.").values("event", "payload"))

    assert [one["event"] for one in told] == [
        *("teams.roster.import", "teams.curriculum.set", "teams.row.keep"),
        *("teams.proposal.ask", "teams.proposal.answer", "teams.proposal.file"),
    ]
    assert not any(name in str(told) for name in ("王芳", "李强", "周四"))


def test_lessons_of_nothing_are_refused() -> None:
    with pytest.raises(JunhengError) as refusal:
        preparing.set_lessons(
            cohort_of().code, replace(LESSONS, subjects=()), by=actor("clerk"), at=AT
        )

    assert refusal.value.code == "teams_no_subject"

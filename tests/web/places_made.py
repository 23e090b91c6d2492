"""Two schools that have come far, for the tests of who sees what.

`build()` makes OWN_SCHOOL with one of everything: a roster with a preview, a dispute and siblings;
a session of its own, drawn and locked, with signature and scan; a late batch, a request, a
comparison with the roll; a notice with an objection. A third school shares OTHER_SCHOOL's session.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from junheng.apps.accounts.models import HeldPost, SignIn
from junheng.apps.adjustments.models import Difference, LateBatch
from junheng.apps.adjustments.services import changing, reconciling
from junheng.apps.adjustments.services.standing import standing_of
from junheng.apps.assignment import exports
from junheng.apps.assignment.models import SessionCohort, Signature
from junheng.apps.assignment.services import after_draw
from junheng.apps.assignment.services.folders import folder_of
from junheng.apps.campaigns.models import Cohort
from junheng.apps.inspections.services import reading
from junheng.apps.monitoring.services import filling, periods
from junheng.apps.notices import services as notices
from junheng.apps.notices.models import Attachment, Notice
from junheng.apps.notices.states import Channel
from junheng.apps.rectifications import services as rectify
from junheng.apps.schools.models import School
from junheng.apps.students import services as students
from junheng.apps.students.models import DoubleListing, SiblingGroup, Student
from junheng.apps.students.services import answers, siblings
from junheng.apps.teams.models import KeptRow, Replacement
from junheng.apps.teams.models import Proposal as TeamProposal
from junheng.apps.teams.rules.inputs import Inputs
from junheng.apps.teams.services import preparing, proposing
from junheng.apps.teams.services.replacing import REPLACE
from junheng.core.access.models import Proposal
from junheng.core.access.proposals import propose
from junheng.core.jobs.models import JobRun, JobState
from junheng.profiles import load_profile
from junheng.rosters import SchoolRoster, read_roster
from tests.apps.adjustments import adjustments_made as late
from tests.apps.assignment.sessions_made import PDF, STUDENTS, Walk, arranged, roster_of
from tests.apps.complaints import complaints_made as complaints
from tests.apps.guardians.families_made import a_right, with_picture
from tests.apps.inspections import inspections_made as inspections
from tests.apps.rectifications import rectifications_made as rectifications
from tests.apps.students.students_made import HEAD, imported, number_of, row, sheet, uploaded
from tests.apps.teams import teams_made as teams
from tests.people import AT, OTHER_SCHOOL, OWN_SCHOOL, actor, person, signed_in
from tests.rosters_made import children, write_roster
from tests.web.places import Objects

NEIGHBOUR = "010003"
NEIGHBOUR_NAME, OWN_NAME = "柳溪小学", "云岭小学"
LATER = late.LATER


def build(patch: pytest.MonkeyPatch) -> Objects:
    """Make the county's schools and everything of them; `tests.people.a_county` stands.

    `patch` puts rosters and teachers in the place of typed ones; it must hold while this runs.
    """
    School.objects.filter(code=OWN_SCHOOL).update(name=OWN_NAME, has_junior=True)
    School.objects.create(
        code=NEIGHBOUR,
        name=NEIGHBOUR_NAME,
        has_primary=True,
        has_junior=False,
        is_private=False,
        is_hot=False,
        registered_at=AT,
    )
    late.of_classes(2, patch)
    patch.setattr(students, "school_roster", lambda cohort: _roster_of(cohort.school.code))
    late.a_locked_cohort(has_lots=True)
    cohort = Cohort.objects.select_related("school", "campaign").get(state="locked")
    session, unit = _session(cohort)
    account = person("clerk")
    signed_in("clerk")
    return Objects(
        school=OWN_SCHOOL,
        cohort=cohort.code,
        session=session,
        failed_job=_failed_job(session),
        unit=unit,
        account=account.code,
        held_post=HeldPost.objects.get(user=account).code,
        sign_in=SignIn.objects.filter(user=account)[0].code,
        **_families(),
        **_teams(cohort),
        **_beside_the_result(cohort),
        **_after_the_lock(cohort),
        **_monitored(),
        **_shared_session(),
    )


def _failed_job(session: str) -> str:
    """The newest printing of a session, which met a full disk."""
    run = JobRun.objects.filter(
        job="assignment.print_papers", arguments__session_code=session
    ).first()
    assert run is not None
    run.state, run.finished_at, run.fault_code = JobState.REFUSED, LATER, "disk_full"
    run.lease_until, run.claim = None, ""
    run.save()
    return run.code


def _families() -> dict[str, str]:
    """A roster of the own school's other grade, and what its families said."""
    cohort = Cohort.objects.get(school__code=OWN_SCHOOL, stage="junior")
    head = HEAD.replace("毕业幼儿园", "毕业小学")
    rows = [
        row(number, number=number_of(number, born=f"2013{number:02d}15")) for number in range(1, 7)
    ]
    imported(cohort, sheet(rows, head))
    clerk = actor("clerk")
    child, second, third = Student.objects.filter(cohort=cohort)[:3]
    dispute = answers.open_dispute(child.code, statement="民族写错了。", by=clerk, at=AT)
    with_picture(dispute)
    siblings.join_siblings(
        cohort.code,
        [second.code, third.code],
        wish="together",
        reason="家长带户口簿来校说明。",
        by=clerk,
        at=AT,
    )
    preview = uploaded(cohort, sheet(rows[:5], head))
    return {
        "collecting": cohort.code,
        "student": child.code,
        "dispute": dispute.code,
        "siblings": SiblingGroup.objects.get(cohort=cohort).code,
        "roster_import": preview.code,
        "right": a_right(child).code,
        "double": DoubleListing.objects.create(earlier=child, later=third, noticed_at=AT).code,
    }


def _teams(locked: Cohort) -> dict[str, str]:
    """A locked row and a proposal of the grade that is collecting, replacements of the other."""
    collecting = Cohort.objects.get(school__code=OWN_SCHOOL, stage="junior")
    clerk = actor("clerk")
    done = preparing.import_roster(collecting.code, "教师.csv", teams.sheet(), by=clerk, at=AT)
    assert done.roster is not None
    kept = KeptRow.objects.create(
        cohort=collecting,
        homeroom="某班主任",
        subject="语文",
        teacher="某教师",
        reason="须与师父同班",
        kept_at=AT,
        kept_by="clerk",
        kept_by_name="某教务",
    )
    proposed = TeamProposal.objects.create(
        cohort=collecting,
        number=1,
        roster=done.roster,
        inputs=Inputs(teams.LESSONS, 2).as_json(),
        asked_at=AT,
        asked_by="clerk",
        asked_by_name="某教务",
    )
    proposing.keep_answer(proposed.code, proposing.answer_of(proposed.code), by=clerk, at=AT)
    swap = {"place": 1, "subject": "数学", "before": "某甲", "after": "某乙", "reason": "休产假"}
    replaced = Replacement.objects.create(
        cohort=locked,
        number="2026-R001",
        effects=[],
        asked_by="principal",
        asked_by_name="某校长",
        consented_at=AT,
        consented_by="reviewer",
        consented_by_name="某复核",
        **swap,
    )
    asked = propose(
        REPLACE,
        summary="更换任课教师",
        what={"cohort": locked.code, "effects": [], **swap},
        by=actor("principal"),
        at=LATER,
        school_code=OWN_SCHOOL,
    )
    return {
        "kept_row": kept.code,
        "team_proposal": proposed.code,
        "replacement": replaced.code,
        "asked_replacement": asked.code,
    }


def _session(cohort: Cohort) -> tuple[str, str]:
    part = SessionCohort.objects.select_related("session").get(cohort=cohort)
    return part.session.code, part.unit


def _scan_of(cohort: Cohort) -> str:
    part = SessionCohort.objects.select_related("session", "cohort__school").get(cohort=cohort)
    scan = after_draw.store_scan(
        part.session, part, title="现场监督签字表", content=[PDF], by=late.OPERATOR, at=LATER
    )
    return scan.code


def _beside_the_result(cohort: Cohort) -> dict[str, str]:
    part = SessionCohort.objects.get(cohort=cohort)
    signature = Signature.objects.create(
        part=part,
        result=part.result,
        role="家长代表",
        name="某家长",
        signed_at=LATER,
        recorded_by=late.OPERATOR.ident,
    )
    return {"signature": signature.code, "scan": _scan_of(cohort)}


def _after_the_lock(cohort: Cohort) -> dict[str, str]:
    """A late batch with its notice, an objection to that, a request, a comparison."""
    batch = LateBatch.objects.get(code=late.a_frozen_batch(cohort))
    notice = Notice.objects.get(cohort=cohort)
    objection = notices.record_objection(
        notice.code,
        channel=next(iter(Channel)),
        received_on=LATER.date(),
        content="补录名单里的名字写错了。",
        by=late.CLERK,
        at=LATER,
    )
    attachment = Attachment.objects.create(notice=notice, title="附表", file=notice.file)
    wanted = changing.Wanted(
        kind="move",
        ground="kin",
        reason="家长在本班任教，按规定应当回避。",
        identity_number=late.numbers_of(standing_of(cohort))[0],
    )
    request = changing.ask_change(cohort.code, wanted, evidence=PDF, by=late.CLERK, at=LATER)
    rows = late.agreeing_roll(cohort)
    rows[0][-1] = "9班"
    compared = reconciling.compare_roll(
        cohort.code, name="学籍.xlsx", content=late.roll_sheet(rows), by=late.CLERK, at=LATER
    )
    assert compared.check is not None
    proposal = Proposal.objects.get(what__batch=batch.code)
    return {
        "batch": batch.code,
        "request": request.code,
        "check": compared.check.code,
        "difference": Difference.objects.filter(check_of=compared.check)[0].code,
        "notice": notice.code,
        "attachment": attachment.code,
        "objection": objection.code,
        **_complained_about(),
        **_inspected(),
        **_put_right(),
        "proposal": proposal.code,
    }


def _complained_about() -> dict[str, str]:
    """A complaint about the own school with evidence, referred to it."""
    referral = complaints.referred(at=LATER, files=[[PDF]])
    return {
        "complaint": referral.complaint.code,
        "evidence": referral.complaint.evidence.get().code,
        "referral": referral.code,
    }


def _inspected() -> dict[str, str]:
    """A visit of the own school with a list as found and an issued finding."""
    visit = inspections.a_visit()
    content = inspections.sheet(inspections.plain_rows())
    given = inspections.upload(content)
    read = reading.read_list(visit.code, given, by=actor("inspector"), at=LATER)
    assert read.found is not None
    return {
        "inspection": visit.round.code,
        "visit": visit.code,
        "found_list": read.found.code,
        "finding": inspections.an_issued_finding(visit).code,
    }


def _put_right() -> dict[str, str]:
    """A rectification of the own school with evidence."""
    held = rectifications.started(at=LATER)
    evidence = rectify.add_evidence(held.code, "单据", [PDF], by=actor("clerk"), at=LATER)
    return {"rectification": held.code, "work_done": evidence.code}


def _shared_session() -> dict[str, str]:
    """One session of two schools, drawn."""
    walk = Walk(arranged((OTHER_SCHOOL, NEIGHBOUR)).code).to_draw()
    neighbour = Cohort.objects.get(school__code=NEIGHBOUR)
    [part] = [one for one in walk.parts if one.cohort == neighbour]
    printed = folder_of(walk.session) / "forms" / "3-结果"
    printed.mkdir(parents=True)  # what the worker prints beside the draw
    (printed / f"柳溪小学-公示名单-{part.unit}.pdf").write_bytes(PDF)
    [paper] = exports.papers_of(walk.session, [part], whole=False, is_bureau=False)
    return {
        "shared_session": walk.code,
        "neighbour_unit": part.unit,
        "neighbour_scan": _scan_of(neighbour),
        "neighbour_paper": paper.key,
    }


@cache
def _roster_of(school_code: str) -> SchoolRoster:
    if school_code != NEIGHBOUR:
        return roster_of(school_code)
    with TemporaryDirectory() as folder:
        members = children(STUDENTS, first=1000)
        file = write_roster(Path(folder) / "名册.xlsx", {"某校": members}, grade="一年级")
        return read_roster(file, load_profile("national"), today=AT.date()).schools[0]


def _monitored() -> dict[str, str]:
    """A year's monitoring that the own school fills in, with evidence."""
    period = periods.open_period(
        year=LATER.year,
        catalogue_name="national-2017",
        opens_on=AT.date(),
        closes_on=LATER.date(),
        by=actor("operator"),
        at=LATER,
    )
    [own] = period.submissions.filter(school_code=OWN_SCHOOL)
    evidence = filling.add_evidence(own.code, "A4", [PDF], by=actor("clerk"), at=LATER)
    return {"submission": own.code, "indicator_evidence": evidence.code}

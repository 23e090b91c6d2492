"""Two schools that have come far, for the tests of who sees what.

`build()` makes OWN_SCHOOL with one of everything: a roster with a preview, a dispute and siblings;
a session of its own, drawn and locked, with signature and scan; a late batch, a request, a
comparison with the roll; a notice with an objection. A third school shares OTHER_SCHOOL's session.
`PLACES` says by the beginning of a path which of these objects its arguments are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from junheng.apps.accounts.models import HeldPost, SignIn
from junheng.apps.adjustments.models import Difference, LateBatch
from junheng.apps.adjustments.services import changing, reconciling
from junheng.apps.adjustments.services.standing import standing_of
from junheng.apps.assignment import exports
from junheng.apps.assignment.models import Session, SessionCohort, Signature
from junheng.apps.assignment.services import after_draw
from junheng.apps.assignment.services.folders import folder_of
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.inspections.services import reading
from junheng.apps.monitoring.models import MonitoringPeriod
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
from junheng.core.access.routes import Route
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

NEIGHBOUR = "010003"
NEIGHBOUR_NAME, OWN_NAME = "柳溪小学", "云岭小学"
LATER = late.LATER


@dataclass(frozen=True)
class Objects:
    """Codes of what belongs to others, by what it is; the neighbour's have a name of their own."""

    school: str
    cohort: str
    collecting: str
    student: str
    siblings: str
    dispute: str
    roster_import: str
    double: str
    right: str
    kept_row: str
    team_proposal: str
    replacement: str
    asked_replacement: str
    session: str
    failed_job: str
    unit: str
    signature: str
    scan: str
    shared_session: str
    neighbour_unit: str
    neighbour_scan: str
    neighbour_paper: str
    batch: str
    request: str
    check: str
    difference: str
    notice: str
    attachment: str
    objection: str
    complaint: str
    evidence: str
    referral: str
    inspection: str
    visit: str
    found_list: str
    finding: str
    submission: str
    indicator_evidence: str
    rectification: str
    work_done: str
    proposal: str
    account: str
    held_post: str
    sign_in: str

    @property
    def codes(self) -> frozenset[str]:
        """All that nobody else has to see: units stand in the ledger that all schools share."""
        return frozenset(vars(self).values()) - {
            self.school, self.unit, self.neighbour_unit, self.shared_session,
        }  # fmt: skip


Samples = Callable[[Objects], list[tuple[str, ...]]]

PLACES: dict[str, Samples] = {
    "/schools/<str:code>/": lambda o: [(o.school,)],
    "/campaigns/cohorts/<str:code>/": lambda o: [(o.cohort,), (o.collecting,)],
    "/students/cohorts/<str:code>/": lambda o: [(o.collecting,), (o.cohort,)],
    "/students/cohorts/<str:code>/siblings/<str:group>/": lambda o: [(o.collecting, o.siblings)],
    "/students/imports/<str:code>/": lambda o: [(o.roster_import,)],
    "/students/disputes/<str:code>/": lambda o: [(o.dispute,)],
    "/students/doubles/<str:code>/": lambda o: [(o.double,)],
    "/students/<str:code>/": lambda o: [(o.student,)],
    "/families/<str:code>/": lambda o: [(o.student,)],
    "/families/<str:code>/end/<str:place>/": lambda o: [(o.student, "2")],
    "/families/requests/<str:code>/": lambda o: [(o.right,)],
    "/teachers/<str:code>/": lambda o: [(o.cohort,), (o.collecting,)],
    "/teams/<str:code>/": lambda o: [(o.cohort,), (o.collecting,)],
    "/teams/<str:code>/release/<str:row>/": lambda o: [(o.collecting, o.kept_row)],
    "/teams/<str:code>/proposals/<str:proposal>/": lambda o: [(o.collecting, o.team_proposal)],
    "/teams/<str:code>/replace/<str:place>/<str:subject>/": lambda o: [(o.cohort, "1", "1")],
    "/teams/<str:code>/notice/<str:replacement>/": lambda o: [(o.cohort, o.replacement)],
    "/teams/consent/<str:proposal_code>/": lambda o: [(o.asked_replacement,)],
    "/notices/cohorts/<str:code>/": lambda o: [(o.cohort,)],
    "/notices/objections/<str:code>/": lambda o: [(o.objection,)],
    "/notices/<str:code>/": lambda o: [(o.notice,)],
    "/notices/<str:code>/papers/<str:paper>/": lambda o: [(o.notice, o.attachment)],
    "/complaints/<str:code>/": lambda o: [(o.complaint,)],
    "/complaints/<str:code>/evidence/<str:evidence>/": lambda o: [(o.complaint, o.evidence)],
    "/complaints/<str:code>/step/<str:step>/": lambda o: [(o.complaint, "accept")],
    "/complaints/<str:code>/referrals/<str:referral>/": lambda o: [(o.complaint, o.referral)],
    "/referrals/<str:code>/": lambda o: [(o.referral,)],
    "/inspections/<str:code>/": lambda o: [(o.inspection,)],
    "/inspections/<str:code>/step/<str:step>/": lambda o: [(o.inspection, "close")],
    "/inspections/<str:code>/results/<str:form>/": lambda o: [(o.inspection, "docx")],
    "/inspections/schools/<str:code>/": lambda o: [(o.visit,)],
    "/inspections/schools/<str:visit>/": lambda o: [(o.visit,)],
    "/inspections/lists/<str:code>/": lambda o: [(o.found_list,)],
    "/inspections/lists/<str:code>/pictures/<str:number>/": lambda o: [(o.found_list, "1")],
    "/findings/<str:code>/": lambda o: [(o.finding,)],
    "/monitoring/schools/<str:code>/": lambda o: [(o.submission,)],
    "/monitoring/schools/<str:code>/evidence/<str:evidence>/": lambda o: [
        (o.submission, o.indicator_evidence),
    ],
    "/monitoring/schools/<str:code>/step/<str:step>/": lambda o: [(o.submission, "return")],
    "/rectifications/<str:code>/": lambda o: [(o.rectification,)],
    "/rectifications/<str:code>/evidence/<str:evidence>/": lambda o: [
        (o.rectification, o.work_done),
    ],
    "/rectifications/<str:code>/step/<str:step>/": lambda o: [(o.rectification, "progress")],
    "/adjustments/grade/<str:code>/": lambda o: [(o.cohort,), (o.collecting,)],
    "/adjustments/grade/<str:code>/ask/<str:kind>/": lambda o: [
        (o.cohort, "move"), (o.cohort, "teacher"),
    ],
    "/adjustments/late/<str:code>/": lambda o: [(o.batch,)],
    "/adjustments/late/<str:code>/out/<str:row>/": lambda o: [(o.batch, "1")],
    "/adjustments/change/<str:code>/": lambda o: [(o.request,)],
    "/adjustments/change/<str:code>/against/<str:how>/": lambda o: [
        (o.request, "return"), (o.request, "refuse"),
    ],
    "/adjustments/roll/difference/<str:code>/": lambda o: [(o.difference,)],
    "/adjustments/roll/<str:code>/": lambda o: [(o.check,)],
    "/sessions/freeze/<str:proposal_code>/": lambda o: [(o.proposal,)],
    "/sessions/<str:code>/": lambda o: [(o.session,)],
    "/sessions/<str:code>/screen/<str:unit>/": lambda o: [
        (o.session, o.unit), (o.shared_session, o.neighbour_unit),
    ],
    "/sessions/<str:code>/screen/<str:unit>/<str:group>/": lambda o: [
        (o.session, o.unit, "G1"), (o.shared_session, o.neighbour_unit, "G1"),
    ],
    "/sessions/<str:code>/passphrase/<str:half>/": lambda o: [(o.session, "first")],
    "/sessions/<str:code>/jobs/<str:job>/": lambda o: [(o.session, o.failed_job)],
    "/sessions/<str:code>/papers/<str:key>/": lambda o: [
        (o.shared_session, o.neighbour_paper),
    ],
    "/sessions/<str:code>/scans/<str:scan_code>/": lambda o: [
        (o.session, o.scan), (o.shared_session, o.neighbour_scan),
    ],
    "/sessions/<str:code>/schools/<str:unit>/": lambda o: [
        (o.session, o.unit), (o.shared_session, o.neighbour_unit),
    ],
    "/sessions/<str:code>/schools/<str:unit>/signatures/<str:signature>/": lambda o: [
        (o.session, o.unit, o.signature), (o.shared_session, o.neighbour_unit, o.signature),
    ],
    "/accounts/<str:code>/": lambda o: [(o.account,)],
    "/account/sign-ins/<str:code>/": lambda o: [(o.sign_in,)],
    "/posts/<str:code>/": lambda o: [(o.held_post,)],
    "/proposals/<str:code>/": lambda o: [(o.proposal,)],
}  # fmt: skip
"""The beginning of a path → which objects of others stand there; the longest beginning counts."""

OF_NOBODY = (
    "/campaigns/<str:code>/",
    "/overview/<str:code>/",
    "/schools/bureau/",
    "/notices/plan/<str:code>/",
    "/sessions/arrange/<str:campaign_code>/",
    "/care/keys/<str:key_id>/",
    "/monitoring/<str:code>/",
    "/messages/resend/<str:state>/",
    "/public/",
    "/child/",
)
"""Beginnings of paths whose objects belong to the whole county, or to everybody."""

OF_ALL: dict[str, Callable[[], list[tuple[str, ...]]]] = {
    "/campaigns/<str:code>/": lambda: [(_campaign(),)],
    "/overview/<str:code>/": lambda: [(_campaign(),)],
    "/overview/<str:code>/charts/<str:name>/": lambda: [(_campaign(), "states")],
    "/schools/bureau/changes/<str:code>/": lambda: [(Proposal.objects.all()[0].code,)],
    "/notices/plan/<str:code>/": lambda: [(_campaign(),)],
    "/sessions/arrange/<str:campaign_code>/": lambda: [(_campaign(),)],
    "/care/keys/<str:key_id>/": lambda: [("2026",)],
    "/monitoring/<str:code>/": lambda: [(MonitoringPeriod.objects.get().code,)],
    "/monitoring/<str:code>/indicators/<str:indicator>/": lambda: [
        (MonitoringPeriod.objects.get().code, "A4"),
    ],
    "/monitoring/<str:code>/reports/<str:report>/": lambda: [
        (MonitoringPeriod.objects.get().code, "report"),
    ],
    "/messages/resend/<str:state>/": lambda: [("failed",)],
    "/public/plan/<str:code>/": lambda: [(_campaign(),)],
    "/public/notices/<str:public_code>/": lambda: [
        (one.public_code,) for one in Notice.objects.all()[:1]
    ],
    "/public/schools/<str:code>/": lambda: [(OWN_SCHOOL,)],
    "/public/monitoring/<str:year>/": lambda: [(str(LATER.year),)],
    "/public/draw/<str:public_code>/": lambda: [
        (one.public_code,) for one in Session.objects.all()[:1]
    ],
    "/public/draw/<str:public_code>/<str:key>/": lambda: [
        (one.public_code, "x") for one in Session.objects.all()[:1]
    ],
    "/child/check-<str:version>.js": lambda: [("0",)],
}
"""The same for objects of the county and of everybody."""

PLAIN = {
    "step": "1", "what": "lots", "student": "zzzzzzzzzzzz", "all": "yes", "only": "waiting",
    "reason": "家长带户口簿来校说明，已经核实。", "keeps": "earlier",
    "words": "材料属实。", "wish": "together",
    "is_signed": "on", "statement": "民族写错了。", "settlement": "已按户口簿更正。", "rows": "1,2",
    "accepts_missing": "on", "name": "某某", "names": "王芳\n李强", "place": "校门口公告栏",
    "posted_at": "2026-08-29T09:00", "channel": "visit", "received_on": "2026-08-29",
    "content": "名字写错了。", "person": "某家长", "contact": "13800000000",
    "conclusion": "upheld", "answer": "已经更正并再次公示。",
    "public": "55081927", "cards": "20260903 81736455", "hole_reason": "只有这个班有空位",
    "ground": "kin", "identity_number": "36012120140105001X", "who": "某某", "successor": "宋知远",
    "plan": "增加一个班。", "paper_number": "7", "note": "已更正。",
    "class_count": "2", "student_count": "20", "registered_on": "2026-09-18",
    "decision": "registry_corrected",
    "numbers": "83470192837465019283", "compared": "yes", "seats": "甲、乙、丙", "count": "3",
    "where": "校门口", "title": "签字表", "role": "家长代表", "organisation": "某单位",
    "signed_at": "2026-09-12T09:00", "group1": "1", "group2": "2", "teacher1": "1", "teacher2": "2",
    "file_name": "录像", "keeper": "某校", "starts_at": "2026-09-11T09:00",
    "ends_at": "2026-09-11T10:00", "year": "2026", "digits": "31415926535897932384", "gender": "男",
}  # fmt: skip
"""Words that the forms of the platform take, so that a service is reached and not only a form."""


def place_of(route: Route) -> str | None:
    """The longest beginning of a route's path that has samples of its arguments."""
    return _place_in(PLACES, route)


def samples_of(route: Route, objects: Objects) -> list[tuple[str, ...]]:
    """Arguments that lead somewhere, whoever may see it; one empty tuple where it has none."""
    if not route.keys:
        return [()]
    of_all = _place_in(OF_ALL, route)
    if of_all is not None and route.path.startswith(OF_NOBODY):
        return OF_ALL[of_all]()
    place = place_of(route)
    return PLACES[place](objects) if place else []


def _place_in(places: Iterable[str], route: Route) -> str | None:
    found = [
        place
        for place in places
        if route.path.startswith(place) and place.count("<") == len(route.keys)
    ]
    return max(found, key=len, default=None)


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


def _campaign() -> str:
    return Campaign.objects.all()[0].code


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

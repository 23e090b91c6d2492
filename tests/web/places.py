"""Which objects the arguments of each path are, and words that its forms take.

`PLACES` says it by the beginning of a path, of the `Objects` that `places_made.build()` makes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from junheng.apps.assignment.models import Session
from junheng.apps.campaigns.models import Campaign
from junheng.apps.monitoring.models import MonitoringPeriod
from junheng.apps.notices.models import Notice
from junheng.core.access.models import Proposal
from junheng.core.access.routes import Route
from tests.apps.adjustments import adjustments_made as late
from tests.people import OWN_SCHOOL


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
    "/public/monitoring/<str:year>/": lambda: [(str(late.LATER.year),)],
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


def _campaign() -> str:
    return Campaign.objects.all()[0].code

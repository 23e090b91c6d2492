"""Sessions for the tests: two schools approved, rosters and teachers given, paper numbers.

`the_rosters` puts rosters and teachers in the place of the applications below; `arranged()` makes
a session, and each further function takes it one step on, by the people whose step it is.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from junheng.apps.assignment import queries
from junheng.apps.assignment.models import Session, SessionCohort
from junheng.apps.assignment.services import (
    after_draw,
    arranging,
    ceremony,
    entries,
    two_person_acts,
)
from junheng.apps.assignment.services.folders import folder_of, read_ceremony
from junheng.apps.assignment.services.undertaking import carry_out
from junheng.apps.campaigns import services as campaigns
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.notices.models import Notice
from junheng.apps.notices.queries import newest_notice
from junheng.apps.notices.services import record_posting
from junheng.apps.notices.states import NoticeKind
from junheng.apps.students import services as students
from junheng.apps.teachers import queries as teacher_lists
from junheng.apps.teachers import services as teachers
from junheng.core.access import Post, Role, StaffActor
from junheng.core.access.models import Proposal
from junheng.core.access.proposals import confirm
from junheng.profiles import load_profile
from junheng.rosters import SchoolRoster, read_roster
from tests.apps.campaigns.campaigns_made import a_campaign, a_cohort
from tests.jobs_carried_out import carry_out_jobs
from tests.notices_made import photograph
from tests.people import AT, OTHER_SCHOOL, OWN_SCHOOL
from tests.rosters_made import children, write_roster

PLANNED = AT + timedelta(days=14)
DAY = PLANNED + timedelta(hours=1)
DICE = "83470192837465019283"
SEATS = "纪检监察、人大代表、政协委员、家长甲、家长乙"
CARDS = ("48213377", "90817263", "00519428", "空", "77120345")
SECRET = "31415926535897932384"
STUDENTS = 24
CLASSES = 2
PDF = b"%PDF-1.7\n%a scan\n"

OPERATOR = StaffActor("oooooooooooo", "某操作员", (Post(Role.BUREAU_OPERATOR),))
REVIEWER = StaffActor("rrrrrrrrrrrr", "某复核", (Post(Role.BUREAU_REVIEWER),))
SUPERVISOR = StaffActor("ssssssssssss", "某纪检", (Post(Role.SUPERVISOR),))
PRINCIPAL = StaffActor("pppppppppppp", "某校长", (Post(Role.PRINCIPAL, OWN_SCHOOL),))
CLERK = StaffActor("cccccccccccc", "某教务", (Post(Role.SCHOOL_CLERK, OWN_SCHOOL),))


@cache
def roster_of(school_code: str) -> SchoolRoster:
    """A roster of 24 children, others for each school."""
    with TemporaryDirectory() as folder:
        members = children(STUDENTS, first=0 if school_code == OWN_SCHOOL else 500)
        file = write_roster(Path(folder) / "名册.xlsx", {"某校": members}, grade="一年级")
        reading = read_roster(file, load_profile("national"), today=AT.date())
    return reading.schools[0]


def teachers_of(school_code: str) -> tuple[str, ...]:
    """As many homeroom teachers as classes."""
    return ("林安", "陈朴") if school_code == OWN_SCHOOL else ("高岚", "许青")


def the_rosters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rosters and teachers as the applications below would give them."""
    monkeypatch.setattr(students, "school_roster", lambda one: roster_of(one.school.code))
    monkeypatch.setattr(students, "roster_warnings", lambda _cohort: ())
    monkeypatch.setattr(teachers, "homeroom_teachers", lambda one: teachers_of(one.school.code))
    monkeypatch.setattr(teacher_lists, "are_posted", lambda _cohort: True)


def approved_cohorts(campaign: Campaign, schools: tuple[str, ...]) -> list[Cohort]:
    """The first grades of the schools, approved for two classes."""
    found = []
    for school in schools:
        cohort = a_cohort(campaign, school)
        head = StaffActor("hhhhhhhhhhhh", "某校长", (Post(Role.PRINCIPAL, school),))
        reason = "试点小班"
        campaigns.submit_cohort(cohort.code, class_count=4, by=head, at=AT)
        found.append(campaigns.approve_cohort(cohort.code, by=REVIEWER, at=AT))
        Cohort.objects.filter(pk=cohort.pk).update(class_count=CLASSES, class_count_reason=reason)
    return found


def arranged(
    schools: tuple[str, ...] = (OWN_SCHOOL, OTHER_SCHOOL), *, planned_at: datetime = PLANNED
) -> Session:
    """A session for these schools, nothing frozen."""
    campaign = Campaign.objects.first() or a_campaign()
    cohorts = approved_cohorts(campaign, schools)
    return arranging.arrange_session(
        campaign=campaign,
        title="示例县起始年级阳光分班",
        host="示例县教育局",
        place="县一中礼堂",
        planned_at=planned_at,
        cohorts=[cohort.code for cohort in cohorts],
        by=OPERATOR,
        at=AT,
    )


def ticket_of_first(walk: "Walk") -> tuple[bytes, str]:
    """The ticket of the first child of the first school, and its identity number."""
    folder, part = folder_of(walk.session), walk.parts[0]
    student = roster_of(part.cohort.school.code).students[0]
    frozen = json.loads((folder / "internal" / "private.json").read_bytes())["students"][part.unit]
    sid = next(one["sid"] for one in frozen if one["name"] == student.name)
    return (folder / "tickets" / f"{part.unit}.{sid}.json").read_bytes(), student.identity_number


def post_notice(notice: Notice, *, at: datetime) -> Notice:
    """A school's clerk records that a notice hangs."""
    clerk = StaffActor("kkkkkkkkkkkk", "某教务", (Post(Role.SCHOOL_CLERK, notice.school_code),))
    return record_posting(
        notice.code,
        place="校门口公告栏",
        posted_at=at,
        photo=[photograph()],
        by=clerk,
        at=at,
    )


@dataclass
class Walk:
    """A session taken step by step; `moment` goes on a minute a step.

    What is done already is passed over, so that a walk can be taken up after a cut, as people do
    with the paper in their hands.
    """

    code: str
    moment: datetime = field(default=DAY)

    @property
    def session(self) -> Session:
        """The session as the database has it."""
        return queries.session_of_code(self.code)

    @property
    def parts(self) -> list[SessionCohort]:
        """Its schools."""
        return queries.parts_of(self.session)

    def _now(self) -> datetime:
        self.moment += timedelta(minutes=1)
        return self.moment

    def _confirm(self, proposal: Proposal, by: StaffActor, at: datetime) -> None:
        confirm(proposal.code, digest=proposal.digest, by=by, at=at)
        carry_out(self.code, at=at)

    def freeze(self) -> None:
        """Propose and confirm with the secret digits."""
        if self.session.state not in {"planned", "void"}:
            return
        at = AT + timedelta(days=1)
        Proposal.objects.filter(state="open").update(expires_at=AT)
        proposal = two_person_acts.propose_freeze(self.code, by=OPERATOR, at=at)
        two_person_acts.confirm_freeze(
            proposal.code, digest=proposal.digest, digits=SECRET, by=SUPERVISOR, at=at
        )
        carry_out(self.code, at=at)

    def post_notice(self) -> None:
        """Post the notice."""
        if self.session.state == "frozen":
            ceremony.note_notice(
                self.code,
                believes=queries.position_of(self.session),
                where="县教育局公告栏",
                by=OPERATOR,
                at=AT + timedelta(days=2),
            )

    def seal(self) -> None:
        """Five envelopes lie in the box."""
        if self.session.state == "frozen":
            believes, at = queries.position_of(self.session), self._now()
            ceremony.seal(self.code, believes=believes, seats=SEATS, count=5, by=OPERATOR, at=at)

    def roll(self) -> None:
        """The dice are rolled."""
        if self.session.state == "sealed":
            believes, at = queries.position_of(self.session), self._now()
            ceremony.roll(self.code, believes=believes, numbers=DICE, by=OPERATOR, at=at)

    def open(self) -> None:
        """The envelopes are opened."""
        if self.session.state == "rolled":
            believes, at = queries.position_of(self.session), self._now()
            ceremony.open_envelopes(self.code, believes=believes, by=OPERATOR, at=at)

    def type_seed(self) -> None:
        """Both people type what lacks."""
        typed = len(queries.entries_of(self.session, queries.SEED))
        for by in (OPERATOR, REVIEWER)[typed:]:
            if self.session.state == "opening":
                entries.type_seed(
                    self.code,
                    believes=queries.position_of(self.session),
                    public=DICE,
                    cards=CARDS,
                    by=by,
                    at=self._now(),
                )

    def lock(self) -> None:
        """One asks, another confirms."""
        if self.session.state == "opening":
            believes, at = queries.position_of(self.session), self._now()
            waiting = Proposal.objects.filter(act="assignment.lock_seed", state="open").first()
            proposal = waiting or two_person_acts.propose_lock(
                self.code, believes=believes, by=OPERATOR, at=at
            )
            self._confirm(proposal, SUPERVISOR, at)

    def draw(self) -> None:
        """The draw."""
        if self.session.state == "locked":
            believes, at = queries.position_of(self.session), self._now()
            ceremony.begin_draw(self.code, believes=believes, by=OPERATOR, at=at)
            carry_out(self.code, at=at)

    def representatives(self) -> None:
        """Parents' representatives of every school."""
        for part in self.parts:
            if part.representatives_drawn:
                continue
            subject = entries.representatives_subject(part)
            typed = len(queries.entries_of(self.session, subject))
            for by in (OPERATOR, REVIEWER)[typed:]:
                entries.type_representatives(
                    part,
                    believes=entries.position_of_part(part, subject),
                    public="55081927",
                    cards="20260903 81736455",
                    by=by,
                    at=self._now(),
                )
            ceremony.record_representatives(part, by=OPERATOR, at=self._now())

    def lots(self) -> None:
        """Lots of every school."""
        for part in self.parts:
            if part.lots:
                continue
            subject = entries.lots_subject(part)
            typed = len(queries.entries_of(self.session, subject))
            for by in (OPERATOR, REVIEWER)[typed:]:
                entries.type_lots(
                    part,
                    read_ceremony(self.session),
                    believes=entries.position_of_part(part, subject),
                    groups=("2", "1"),
                    teachers=("1", "2"),
                    recusals="",
                    by=by,
                    at=self._now(),
                )
            ceremony.record_lots(part, by=OPERATOR, at=self._now())

    def evidence(self) -> None:
        """Signatures, scan, video and disc."""
        for part in self.parts:
            if queries.signatures_of(part):
                continue
            for role in ("县教育局人员", "纪检监察人员", "家长代表"):
                after_draw.record_signature(
                    part,
                    role=role,
                    name="某代表",
                    organisation="某单位",
                    signed_at=self.moment,
                    by=OPERATOR,
                    at=self._now(),
                )
        if not queries.scans_of(self.session):
            after_draw.store_scan(
                self.session,
                None,
                title="现场监督签字表",
                content=[PDF],
                by=OPERATOR,
                at=self._now(),
            )
        if not queries.recordings_of(self.session):
            after_draw.file_recording(
                self.code,
                file_name="录像-01.mp4",
                keeper="县教育局",
                starts_at=DAY,
                ends_at=self.moment,
                digest="",
                by=OPERATOR,
                at=self._now(),
            )

    def archive(self) -> None:
        """The disc, and what was to be printed."""
        if not queries.bodies(queries.events_of_freeze(self.session), "DISC"):
            after_draw.ask_for_archive(
                self.code, copies=3, halves=None, by=OPERATOR, at=self._now()
            )
        carry_out_jobs(self._now())

    def sign(self) -> None:
        """Every result takes effect."""
        for part in self.parts:
            if part.cohort.state == "teachers_drawn":
                after_draw.make_effective(part, by=OPERATOR, at=self._now())

    def publish(self) -> None:
        """The public file is out."""
        if any(part.cohort.state == "effective" for part in self.parts):
            after_draw.publish(self.code, by=OPERATOR, at=self._now())

    def post_results(self) -> None:
        """Every school posts its result; the period goes by."""
        carry_out_jobs(self._now())
        for part in self.parts:
            notice = newest_notice(part.cohort, NoticeKind.RESULT)
            if notice is not None and notice.posted_at is None:
                post_notice(notice, at=self._now())
        self.moment += timedelta(days=10)

    def lock_results(self) -> None:
        """Every result is locked."""
        for part in self.parts:
            if part.cohort.state == "published":
                after_draw.lock_result(part, by=OPERATOR, at=self._now())

    def to_draw(self) -> "Walk":
        """From the freeze to the draw."""
        for step in (
            self.freeze, self.post_notice, self.seal, self.roll, self.open,
            self.type_seed, self.lock, self.draw,
        ):  # fmt: skip
            step()
        return self

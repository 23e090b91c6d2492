"""A county of many schools for the benchmark of pages, in the data folder and database that the
environment names.

`python -m benchmarks.pages_county 60 500` makes sixty schools with five hundred children each, two
thirds of them drawn in one session and locked, the others on their way there, with everything that
such a year leaves behind; it prints, as JSON, a browser for each role, the pages to look at, and
how long the acts of the session took.

Rosters are cloned from one that was read; states are reached by the services.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from benchmarks.clerks import identity_number, workbook_of
from benchmarks.pages_sessions import Sessions
from junheng.web.serving import prepare

if TYPE_CHECKING:
    from junheng.apps.accounts.models import User
    from junheng.apps.campaigns.models import Campaign, Cohort
    from junheng.apps.schools.models import School
    from junheng.core.access import StaffActor

FIRST_CODE = 100_001
COUNTY = "520123"
TRAIL = 100_000
"""Events of a year."""
HEADS_AT_ONCE = 200


def main() -> int:
    """Make the county and print browsers and pages."""
    schools, students = int(sys.argv[1]), int(sys.argv[2])
    prepare()
    django.setup()
    print(json.dumps(County(schools, students).made(), ensure_ascii=False))
    return 0


@dataclass
class County:
    """What is made, `at` its moment that goes on."""

    school_count: int
    student_count: int

    def made(self) -> dict[str, Any]:
        """Make everything; returns browsers, pages, and how long the acts of a session took."""
        self.begun = time.monotonic()
        self.now = datetime.now(tz=UTC)  # noqa: TID251 - the server beside it has the real clock
        self.at = self.now - timedelta(days=30)
        schools = self._bureau_and_schools()
        browsers = self._people(schools)
        self._told("schools and people")
        campaign = self._campaign()
        self._rosters(campaign)
        cohorts = list(campaign.cohorts.select_related("school", "campaign").order_by("id"))
        drawn = cohorts[: len(cohorts) * 2 // 3]
        ready = []
        for number, cohort in enumerate(cohorts):
            steps = 4 if number < len(drawn) else number % 4
            self._on_its_way(cohort, steps=steps)
            ready += [cohort] if steps == 3 else []
        self._told("rosters, slips, teachers, notices")
        self._later(days=10)
        sessions = Sessions(self.people, self.at)
        held = sessions.drawn(campaign, drawn)
        self._told("a session drawn and locked")
        waiting = sessions.frozen(campaign, ready)
        batches = sessions.late_batches(
            campaign.cohorts.select_related("school").filter(
                pk__in=[cohort.pk for cohort in drawn[:2]]
            )
        )
        self._told("a session frozen, late arrivals")
        _empty_queue()
        self.at = sessions.at
        self._trail()
        self._told(f"{TRAIL:,} events")
        samples = self._samples(campaign, drawn[0], (held, waiting), batches)
        return {
            "browsers": browsers,
            "pages": self._pages(samples),
            "seconds": sessions.seconds,
        }

    def _told(self, what: str) -> None:
        print(f"  {time.monotonic() - self.begun:4.0f} s: {what}", file=sys.stderr, flush=True)

    def _later(self, **span: float) -> datetime:
        self.at += timedelta(**span)
        return self.at

    def _bureau_and_schools(self) -> "list[School]":
        from junheng.apps.schools.models import Bureau, School  # noqa: PLC0415
        from junheng.core.secrets.services import set_up  # noqa: PLC0415

        set_up(suite_name="intl", year=self.at.year, passphrase=None, at=self.at)
        Bureau.objects.create(
            county_code=COUNTY,
            county_name="示例县",
            name="示例县教育局",
            profile="national",
            complaint_phone="0851-12345678",
            set_up_at=self.at,
        )
        return School.objects.bulk_create(
            School(
                code=str(FIRST_CODE + number),
                name=f"第{number + 1}小学",
                has_primary=True,
                has_junior=False,
                is_private=number % 7 == 0,
                is_hot=number % 5 == 0,
                registered_at=self.at,
            )
            for number in range(self.school_count)
        )

    def _people(self, schools: "Sequence[School]") -> dict[str, str]:
        """One of each role at work in a browser; clerk and principal for every school."""
        from junheng.core.access import ADMINISTRATORS, Role  # noqa: PLC0415

        self.people: dict[str, StaffActor] = {}
        sessions = {}
        for role in Role:
            places = schools if role.is_at_school else [None]
            for school in places:
                user = self._user(role, school)
                if role not in self.people:
                    sessions[role.value] = _signed_in(user, self.now)
                    self.people[role] = _actor(user)
                if role in ADMINISTRATORS:
                    _with_second_factor(user, self.now)
        return sessions

    def _user(self, role: str, school: "School | None") -> "User":
        from junheng.apps.accounts.models import HeldPost, User  # noqa: PLC0415

        user = User.objects.create(
            username=f"{role.replace('_', '.')}{'.' + school.code if school else ''}",
            name="某同志",
            password="!",  # noqa: S106 - nobody signs in with it
            must_change_password=False,
            password_changed_at=self.now,
            opened_at=self.now,
        )
        HeldPost.objects.create(
            user=user, role=role, school=school, granted_at=self.at, granted_by="bench"
        )
        return user

    def _campaign(self) -> "Campaign":
        from junheng.apps.campaigns import services  # noqa: PLC0415
        from junheng.apps.campaigns.queries import profile_in_use  # noqa: PLC0415
        from junheng.apps.campaigns.rules import proposed_calendar  # noqa: PLC0415

        operator, day = self.people["bureau_operator"], self.at.date()
        year = self.now.year
        campaign = services.open_campaign(year=year, title="阳光分班", by=operator, at=self.at)
        services.file_plan(
            campaign.code,
            b"%PDF-1.7\n",
            plan_on=day,
            enrolment_plan_on=day,
            by=operator,
            at=self.at,
        )
        days = proposed_calendar(day + timedelta(days=15), profile_in_use())
        services.set_calendar(campaign.code, days, by=operator, at=self.at)
        return services.publish_plan(campaign.code, by=operator, at=self.at)

    def _rosters(self, campaign: "Campaign") -> None:
        """The children of every school: one roster read, then cloned with other numbers."""
        from junheng.apps.campaigns.queries import profile_in_use  # noqa: PLC0415
        from junheng.apps.students.models import Roster, Student  # noqa: PLC0415
        from junheng.apps.students.services.writing import fill  # noqa: PLC0415
        from junheng.rosters import frame_of, read_roster  # noqa: PLC0415

        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "名册.xlsx"
            file.write_bytes(workbook_of(0, self.student_count))
            [read] = read_roster(file, profile_in_use(), today=self.at.date()).schools
        rows, frame = [], json.dumps(frame_of(read), ensure_ascii=False)
        for place, cohort in enumerate(campaign.cohorts.order_by("id")):
            Roster.objects.create(cohort=cohort, frame=frame, warnings="[]", changed_at=self.at)
            for number, child in enumerate(read.students):
                own = identity_number((place + 1) * 1000 + number)
                student = Student(cohort=cohort, row=child.row)
                fill(student, replace(child, identity_number=own), self.at)
                rows.append(student)
        Student.objects.bulk_create(rows, batch_size=500)

    def _on_its_way(self, cohort: "Cohort", *, steps: int) -> None:
        """As many of these: slips back, handed in, approved, teachers filed and posted."""
        from junheng.apps.campaigns import queries as campaigns  # noqa: PLC0415
        from junheng.apps.campaigns import rules, services  # noqa: PLC0415
        from junheng.apps.students import queries  # noqa: PLC0415
        from junheng.apps.students.models import Student  # noqa: PLC0415
        from junheng.apps.students.services import answers  # noqa: PLC0415
        from junheng.core.audit.services import act  # noqa: PLC0415
        from junheng.profiles import Stage  # noqa: PLC0415

        at, code = self._later(seconds=1), cohort.code
        waiting = Student.objects.filter(cohort=cohort)
        if steps:
            waiting.update(answer="confirmed", answered_at=at, answered_by="bench")
        with act():
            cohort = services.note_roster(cohort, queries.figures_of(cohort), at=at)
        clerk, principal = _staff_of(cohort)
        if not steps:
            for student in waiting[:20]:
                answers.open_dispute(student.code, statement="民族写错了。", by=clerk, at=at)
            return
        needed = rules.needed_classes(
            cohort.figures, Stage(cohort.stage), campaigns.profile_in_use()
        )
        services.submit_cohort(code, class_count=needed, by=principal, at=at)
        if steps > 1:
            services.approve_cohort(code, by=self.people["bureau_reviewer"], at=at)
        if steps > 2:
            self._teachers(cohort, needed)

    def _teachers(self, cohort: "Cohort", count: int) -> None:
        from junheng.apps.campaigns.models import Cohort  # noqa: PLC0415
        from junheng.apps.teachers import services  # noqa: PLC0415

        at, code = self.at, cohort.code
        clerk, principal = _staff_of(cohort)
        names = [f"王{chr(0x5B89 + number)}" for number in range(count)]
        services.write_list(code, names, by=clerk, at=at)
        services.submit_list(code, by=principal, at=at)
        services.file_list(code, by=self.people["bureau_reviewer"], at=at)
        self._notices(Cohort.objects.select_related("school", "campaign").get(code=code), at)

    def _notices(self, cohort: "Cohort", at: datetime) -> None:
        """Three notices of a school, each with an objection; their paper is the same for all."""
        from junheng.apps.notices.models import Notice, Objection  # noqa: PLC0415

        paper = self._paper()
        for number, kind in enumerate(("teachers", "freeze", "result")):
            notice = Notice.objects.create(
                kind=kind,
                campaign=cohort.campaign,
                cohort=cohort,
                about=f"{kind}-{cohort.code}",
                title=f"{cohort.title}公示",
                body=json.dumps(
                    {"paragraphs": ["公示如下。"], "facts": [], "tables": []}, ensure_ascii=False
                ),
                file=paper,
                photo=paper,
                head_sequence=1,
                head_digest="0" * 64,
                days=7,
                state="posted",
                made_at=at,
                made_by="bench",
                place="校门口",
                posted_at=at,
                shown_until=(at + timedelta(days=7 + number * 20)).date(),
                recorded_at=at,
                recorded_by="bench",
            )
            Objection.objects.create(
                notice=notice,
                at_bureau=number == 0,
                channel="visit",
                received_on=at.date(),
                due_on=(at + timedelta(days=5)).date(),
                content="请核实。",
                recorded_at=at,
                recorded_by="bench",
            )

    def _paper(self) -> Any:
        from junheng.apps.campaigns.models import Campaign  # noqa: PLC0415

        return Campaign.objects.select_related("plan_file").get().plan_file

    def _trail(self) -> None:
        """A year's events, in one chain with those that were written."""
        from django.db import connection, transaction  # noqa: PLC0415

        from junheng.core.audit.models import AuditEntry, AuditHead  # noqa: PLC0415
        from junheng.engine.randomness.suites import INTL  # noqa: PLC0415

        clerk = self.people["school_clerk"]
        head = AuditHead.objects.get(pk=1)
        entries = []
        for sequence in range(head.sequence + 1, TRAIL + 1):
            entry = AuditEntry(
                sequence=sequence,
                at=self.at + timedelta(seconds=sequence),
                actor_kind="staff",
                actor_id=clerk.ident,
                actor_name=clerk.name,
                actor_school_code=clerk.school_code or "",
                event="students.student.open",
                subject_kind="student",
                subject_code=f"c{sequence:011d}",
                subject_school_code=clerk.school_code or "",
                payload={},
                previous_digest=head.digest,
            )
            entry.digest = head.digest = entry.link().digest(INTL)
            entries.append(entry)
        AuditEntry.objects.bulk_create(entries, batch_size=2000)
        # The head goes forward by one, never further; few a time, because PostgreSQL keeps every
        # version of a row until its transaction ends.
        for first in range(0, len(entries), HEADS_AT_ONCE):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(
                    "UPDATE audit_audithead SET sequence = sequence + 1, digest = %s",
                    [(entry.digest,) for entry in entries[first : first + HEADS_AT_ONCE]],
                )

    def _pages(self, samples: "list[tuple[str, str, list[str]]]") -> list[dict[str, Any]]:
        """Every page without arguments, and these: words to tell alike ones apart, arguments."""
        from django.urls import reverse  # noqa: PLC0415

        return [
            {"name": route, "path": reverse(route)} for route in _routes_without_arguments()
        ] + [
            {"name": f"{route} {words}".strip(), "path": reverse(route, args=arguments)}
            for route, words, arguments in samples
        ]

    def _samples(
        self, campaign: "Campaign", drawn: "Cohort", sessions: "Sequence[str]", batches: Any
    ) -> "list[tuple[str, str, list[str]]]":
        """The pages of one school with long lists, and of sessions of many schools."""
        from junheng.apps.assignment.queries import session_of_code  # noqa: PLC0415
        from junheng.apps.notices.models import Notice  # noqa: PLC0415
        from junheng.apps.students.models import Student  # noqa: PLC0415

        submitted = next(one for one in campaign.cohorts.filter(state="submitted"))
        held, waiting = sessions
        public = session_of_code(held).public_code
        of_grade = [
            "campaigns:cohort", "students:list", "students:slips", "students:disputes",
            "students:siblings", "teachers:cohort", "notices:cohort", "adjustments:cohort",
        ]  # fmt: skip
        of_session = ["session", "screen", "ledger", "papers"]
        of_school = ["screen_school", "school", "representatives", "lots"]
        return [
            ("campaigns:campaign", "", [campaign.code]),
            ("overview:campaign", "", [campaign.code]),
            ("assignment:arrange", "", [campaign.code]),
            ("campaigns:review", "", [submitted.code]),
            *((route, "", [drawn.code]) for route in of_grade),
            ("students:student", "", [Student.objects.filter(cohort=drawn)[0].code]),
            ("notices:notice", "", [Notice.objects.filter(cohort=drawn)[0].code]),
            *((f"assignment:{name}", "drawn", [held]) for name in of_session),
            *((f"assignment:{name}", "frozen", [waiting]) for name in of_session[:2]),
            *((f"assignment:{name}", "", [held, drawn.unit]) for name in of_school),
            ("assignment:screen_classes", "", [held, drawn.unit, "G1"]),
            ("portal:draw", "", [public]),
            ("portal:ledger", "", [public]),
            ("portal:school", "", [drawn.school.code]),
            ("adjustments:batch", "drawn", [batches[0].code]),
            ("adjustments:batch", "frozen", [batches[1].code]),
        ]


def _routes_without_arguments() -> Iterator[str]:
    from django.urls import get_resolver  # noqa: PLC0415

    from junheng.core.access.routes import routes_of  # noqa: PLC0415

    for route in routes_of(get_resolver().url_patterns):
        if not route.keys and not route.name.startswith("set_up"):
            yield route.name


def _staff_of(cohort: "Cohort") -> "tuple[StaffActor, StaffActor]":
    from junheng.core.access import Post, Role, StaffActor  # noqa: PLC0415

    school = cohort.school.code
    return (
        StaffActor("bench.clerk", "填报员", (Post(Role.SCHOOL_CLERK, school),)),
        StaffActor("bench.head", "校长", (Post(Role.PRINCIPAL, school),)),
    )


def _actor(user: "User") -> "StaffActor":
    from junheng.apps.accounts.queries import actor_of  # noqa: PLC0415

    return actor_of(user)


def _signed_in(user: "User", at: datetime) -> str:
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from junheng.apps.accounts.models import SignIn  # noqa: PLC0415

    sign_in = SignIn.objects.create(user=user, started_at=at, seen_at=at)
    session = SessionStore()
    session["sign_in"] = sign_in.code
    session.create()
    return str(session.session_key)


def _with_second_factor(user: "User", at: datetime) -> None:
    from junheng.apps.accounts.models import SecondFactor  # noqa: PLC0415

    SecondFactor.objects.create(user=user, secret="31" * 20, set_at=at)


def _empty_queue() -> None:
    """Printing beside the draw is another benchmark's: here it would only be in the way."""
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415

    from junheng.core.jobs.models import JobRun  # noqa: PLC0415

    DBTaskResult.objects.all().delete()
    JobRun.objects.all().delete()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "junheng.web.settings")
    raise SystemExit(main())

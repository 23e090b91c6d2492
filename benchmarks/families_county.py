"""A published county for the evening's benchmark, in the data folder and database that the
environment names.

`python -m benchmarks.families_county 2 500 lots` makes two schools with five hundred children each,
drawn in one session and published, with every ticket made ready; it prints, as JSON, the query code
and the last six of every child. With `lots` homeroom teachers are drawn too, school by school.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import django

from benchmarks.pages_county import County
from junheng.web.serving import prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from junheng.apps.assignment.models import SessionCohort
    from junheng.apps.campaigns.models import Campaign, Cohort

PUBLIC, CARDS = "83470192837465019283", ("48213377", "90817263", "00519428")
SEATS = ("纪检监察", "人大代表", "家长甲")


def main() -> int:
    """Make the county and print its families."""
    schools, students, has_lots = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] == ["lots"]
    prepare()
    django.setup()
    print(json.dumps(PublishedCounty(schools, students, has_lots=has_lots).made()))
    return 0


class PublishedCounty(County):
    """The schools of the other benchmark, all of them published."""

    def __init__(self, schools: int, students: int, *, has_lots: bool) -> None:
        super().__init__(schools, students)
        self.has_lots = has_lots

    def made(self) -> dict[str, Any]:
        """Make everything; returns what each family knows, and the freeze code."""
        from junheng.apps.assignment.queries import session_of_code  # noqa: PLC0415
        from junheng.apps.guardians.services.sheets import prepare_session  # noqa: PLC0415
        from junheng.apps.students.models import Student  # noqa: PLC0415

        self.begin()
        schools = self._bureau_and_schools()
        self._people(schools)
        campaign = self._campaign()
        self._rosters(campaign)
        cohorts = list(campaign.cohorts.select_related("school", "campaign").order_by("id"))
        for cohort in cohorts:
            self._on_its_way(cohort, steps=4)
        session = session_of_code(self._published_session(campaign, cohorts))
        prepare_session(session)
        return {
            "freeze": session.freeze_code,
            "families": [
                [child.query_code, child.identity_number[-6:]]
                for child in Student.objects.order_by("pk").iterator(chunk_size=2000)
            ],
        }

    def begin(self) -> None:
        """The moment at which the county's year begins."""
        self.now = datetime.now(tz=UTC)  # noqa: TID251 - the server beside it has the real clock
        self.at = self.now - timedelta(days=30)

    def _published_session(self, campaign: "Campaign", cohorts: "Sequence[Cohort]") -> str:
        """One session of all these schools, drawn by the services, and published."""
        from junheng.apps.assignment import queries  # noqa: PLC0415
        from junheng.apps.assignment.services import (  # noqa: PLC0415
            arranging,
            ceremony,
            entries,
            two_person_acts,
        )
        from junheng.apps.assignment.services.undertaking import carry_out  # noqa: PLC0415
        from junheng.apps.campaigns import services as campaigns  # noqa: PLC0415
        from junheng.apps.campaigns.models import Cohort  # noqa: PLC0415
        from junheng.apps.campaigns.states import CohortStep  # noqa: PLC0415
        from junheng.core.access.proposals import confirm  # noqa: PLC0415

        operator, second = self.people["bureau_operator"], self.people["supervisor"]
        self._later(days=10)
        session = arranging.arrange_session(
            campaign=campaign,
            title="示例县阳光分班现场会",
            host="示例县教育局",
            place="县一中礼堂",
            planned_at=self.at + timedelta(days=4),
            cohorts=[cohort.code for cohort in cohorts],
            by=operator,
            at=self.at,
        )
        code = session.code

        def believes() -> str:
            return queries.position_of(queries.session_of_code(code))

        proposal = two_person_acts.propose_freeze(code, by=operator, at=self._later(minutes=1))
        two_person_acts.confirm_freeze(
            proposal.code,
            digest=proposal.digest,
            digits=PUBLIC,
            by=second,
            at=self._later(minutes=1),
        )
        carry_out(code, at=self.at)
        given = {"by": operator}
        ceremony.note_notice(
            code, believes=believes(), where="公告栏", at=self._later(minutes=1), **given
        )
        self._later(days=4)
        seats = "、".join(SEATS)
        ceremony.seal(code, believes=believes(), seats=seats, count=3, at=self.at, **given)
        ceremony.roll(code, believes=believes(), numbers=PUBLIC, at=self._later(minutes=1), **given)
        ceremony.open_envelopes(code, believes=believes(), at=self._later(minutes=1), **given)
        for by in (operator, self.people["bureau_reviewer"]):
            entries.type_seed(
                code,
                believes=believes(),
                public=PUBLIC,
                cards=CARDS,
                by=by,
                at=self._later(minutes=1),
            )
        proposal = two_person_acts.propose_lock(
            code, believes=believes(), by=operator, at=self._later(minutes=1)
        )
        confirm(proposal.code, digest=proposal.digest, by=second, at=self._later(minutes=1))
        carry_out(code, at=self.at)
        ceremony.begin_draw(code, believes=believes(), at=self._later(minutes=1), **given)
        carry_out(code, at=self.at)
        for part in queries.parts_of(queries.session_of_code(code)):
            if self.has_lots:
                # What hangs on the board is not what this county is for.
                with patch("junheng.apps.teachers.queries.are_posted", lambda _cohort: True):
                    self._lots(part)
            else:
                campaigns.mark(part.cohort, CohortStep.LOTS, by=operator, at=self.at)
            one = Cohort.objects.select_related("school", "campaign").get(pk=part.cohort_id)
            for step in (CohortStep.SIGN, CohortStep.PUBLISH):
                campaigns.mark(one, step, by=operator, at=self.at)
        return code

    def _lots(self, part: "SessionCohort") -> None:
        """Homeroom teachers by lot, typed by two people."""
        from junheng.apps.assignment.services import ceremony, entries  # noqa: PLC0415
        from junheng.apps.assignment.services.folders import read_ceremony  # noqa: PLC0415

        part.refresh_from_db()
        lots = tuple(str(number + 1) for number in range(part.classes))
        subject = entries.lots_subject(part)
        for by in (self.people["bureau_operator"], self.people["bureau_reviewer"]):
            entries.type_lots(
                part,
                read_ceremony(part.session),
                believes=entries.position_of_part(part, subject),
                groups=tuple(reversed(lots)),
                teachers=lots,
                recusals="",
                by=by,
                at=self._later(seconds=1),
            )
        operator = self.people["bureau_operator"]
        ceremony.record_lots(part, by=operator, at=self._later(seconds=1))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "junheng.web.settings")
    raise SystemExit(main())

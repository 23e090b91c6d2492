"""What a county's sessions leave behind for the benchmark of pages, by the services themselves.

One session is drawn, with lots, signatures and publication, and late arrivals after its lock;
another one is frozen and waits for its day. What each act took after the draw is noted.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from junheng.apps.adjustments.models import LateBatch
    from junheng.apps.assignment.models import SessionCohort
    from junheng.apps.campaigns.models import Campaign, Cohort
    from junheng.core.access import StaffActor

PUBLIC, CARDS = "83470192837465019283", ("48213377", "90817263", "00519428")
SMALL: Mapping[str, Any] = {"public": "d10:13572468", "cards": ["10293847", "56473829"]}
SEATS = "纪检监察、人大代表、家长甲"
ARRIVALS = 5


@dataclass
class Sessions:
    """Sessions of a county from the moment `at`, which goes on; `seconds` of each act."""

    people: "dict[str, StaffActor]"
    at: datetime
    seconds: dict[str, float] = field(default_factory=dict)

    def drawn(self, campaign: "Campaign", cohorts: "Sequence[Cohort]") -> str:
        """One session of all these schools, drawn, published and locked; returns its code."""
        from junheng.apps.assignment.queries import parts_of, session_of_code  # noqa: PLC0415
        from junheng.apps.assignment.states import Act  # noqa: PLC0415
        from junheng.apps.campaigns.states import CohortStep  # noqa: PLC0415

        code = self._to_the_draw(campaign, cohorts)
        with self._timed("draw"):
            self._carry_out(code)
        first, *others = parts_of(session_of_code(code))
        self._act(first, Act.REPRESENTATIVES, SMALL)
        self._act(first, Act.LOTS, {"entries": [_lots_of(first.classes)] * 2})
        for part in others:
            self._mark(part, CohortStep.LOTS)
        self._act(first, Act.SIGN, {"result": first.result, "roles": ["校长"]})
        for part in others:
            self._mark(part, CohortStep.SIGN)
        self._act(first, Act.PUBLISH, {})
        for part in (first, *others):
            self._mark(part, CohortStep.LOCK)
        return code

    def frozen(self, campaign: "Campaign", cohorts: "Sequence[Cohort]") -> str:
        """A session that is frozen and waits for its day; returns its code."""
        return self._frozen(campaign, cohorts, title="第二场阳光分班现场会")

    def late_batches(self, cohorts: "Sequence[Cohort]") -> "list[LateBatch]":
        """A batch of late arrivals that was drawn, and one that was frozen."""
        from junheng.apps.adjustments.models import LateBatch  # noqa: PLC0415
        from junheng.apps.assignment.states import Act  # noqa: PLC0415

        batches = [
            self._collected(cohort, number * ARRIVALS)
            for number, cohort in enumerate(cohorts, start=1)
        ]
        for batch in batches:
            part = batch.cohort.session_part
            self._act(part, Act.LATE_FREEZE, {"batch": batch.code})
        first = batches[0]
        self._act(first.cohort.session_part, Act.LATE_DRAW, {"batch": first.code, **SMALL})
        return [LateBatch.objects.get(pk=batch.pk) for batch in batches]

    def _collected(self, cohort: "Cohort", first: int) -> "LateBatch":
        from benchmarks.clerks import workbook_of  # noqa: PLC0415
        from junheng.apps.adjustments.services import late  # noqa: PLC0415
        from junheng.core.access import Post, Role, StaffActor  # noqa: PLC0415

        clerk = StaffActor("bench.clerk", "填报员", (Post(Role.SCHOOL_CLERK, cohort.school.code),))
        batch = late.open_batch(
            cohort.code, reason=1, registered_on=self.at.date(), by=clerk, at=self.at
        )
        # Numbers beyond those of the county's rosters.
        sheet = workbook_of(800_000 + first, ARRIVALS)
        late.add_from_file(batch.code, name="补录.xlsx", content=sheet, by=clerk, at=self.at)
        return batch

    def _frozen(self, campaign: "Campaign", cohorts: "Sequence[Cohort]", *, title: str) -> str:
        from junheng.apps.assignment.services import arranging, two_person_acts  # noqa: PLC0415

        operator, second = self.people["bureau_operator"], self.people["supervisor"]
        session = arranging.arrange_session(
            campaign=campaign,
            title=title,
            host="示例县教育局",
            place="县一中礼堂",
            planned_at=self.at + timedelta(days=4),
            cohorts=[cohort.code for cohort in cohorts],
            by=operator,
            at=self.at,
        )
        proposal = two_person_acts.propose_freeze(session.code, by=operator, at=self._later())
        two_person_acts.confirm_freeze(
            proposal.code, digest=proposal.digest, digits=PUBLIC, by=second, at=self._later()
        )
        self._carry_out(session.code)
        return session.code

    def _to_the_draw(self, campaign: "Campaign", cohorts: "Sequence[Cohort]") -> str:
        from junheng.apps.assignment import queries  # noqa: PLC0415
        from junheng.apps.assignment.services import (  # noqa: PLC0415
            ceremony,
            entries,
            two_person_acts,
        )
        from junheng.core.access.proposals import confirm  # noqa: PLC0415

        operator, second = self.people["bureau_operator"], self.people["supervisor"]
        with self._timed("freeze"):
            code = self._frozen(campaign, cohorts, title="示例县阳光分班现场会")

        def believes() -> str:
            return queries.position_of(queries.session_of_code(code))

        by: dict[str, Any] = {"by": operator}
        ceremony.note_notice(code, believes=believes(), where="公告栏", at=self._later(), **by)
        self._later(days=4)
        ceremony.seal(code, believes=believes(), seats=SEATS, count=3, at=self.at, **by)
        ceremony.roll(code, believes=believes(), numbers=PUBLIC, at=self._later(), **by)
        ceremony.open_envelopes(code, believes=believes(), at=self._later(), **by)
        for person in (operator, self.people["bureau_reviewer"]):
            entries.type_seed(
                code, believes=believes(), public=PUBLIC, cards=CARDS, by=person, at=self._later()
            )
        proposal = two_person_acts.propose_lock(
            code, believes=believes(), by=operator, at=self._later()
        )
        confirm(proposal.code, digest=proposal.digest, by=second, at=self._later())
        self._carry_out(code)
        ceremony.begin_draw(code, believes=believes(), at=self._later(), **by)
        return code

    def _act(self, part: "SessionCohort", act: Any, given: Mapping[str, Any]) -> None:
        """One act of one school after the draw, timed."""
        from junheng.apps.assignment.queries import session_of_code  # noqa: PLC0415
        from junheng.apps.assignment.services.undertaking import undertake  # noqa: PLC0415

        code, by = part.session.code, self.people["bureau_operator"]
        with self._timed(act.value):
            undertake(
                session_of_code(code),
                act,
                by=by,
                at=self._later(),
                given={"unit": part.unit, **given},
            )
            self._carry_out(code)

    def _carry_out(self, code: str) -> None:
        from junheng.apps.assignment.services.undertaking import carry_out  # noqa: PLC0415

        carry_out(code, at=self.at)

    def _mark(self, part: "SessionCohort", step: Any) -> None:
        """Let a school follow without an event of its own in the ledger, because all are alike."""
        from junheng.apps.campaigns import services as campaigns  # noqa: PLC0415
        from junheng.apps.campaigns.models import Cohort  # noqa: PLC0415

        cohort = Cohort.objects.select_related("school", "campaign").get(pk=part.cohort_id)
        campaigns.mark(cohort, step, by=self.people["bureau_operator"], at=self.at)

    def _later(self, **span: float) -> datetime:
        self.at += timedelta(**(span or {"minutes": 1}))
        return self.at

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        self.seconds.setdefault(name, time.perf_counter() - begun)


def _lots_of(classes: int) -> dict[str, Any]:
    lots = list(range(1, classes + 1))
    return {"groups": lots, "teachers": lots[::-1], "recusals": []}

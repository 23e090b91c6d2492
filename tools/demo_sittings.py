"""A session of the demo: arranged, frozen, held on the day, and what follows at the schools."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

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
from junheng.apps.assignment.services.planning import profile_of_platform
from junheng.apps.assignment.services.undertaking import carry_out
from junheng.apps.notices.queries import newest_notice
from junheng.apps.notices.states import NoticeKind
from junheng.core.access import StaffActor
from junheng.core.access.models import Proposal
from junheng.core.access.proposals import confirm
from tools.demo_county import BUREAU
from tools.demo_rosters import Home
from tools.demo_story import Story, minute_after
from tools.demo_world import World, dice, post

SEATS: Final = ("纪检监察", "人大代表", "政协委员", "家长甲", "家长乙")
CARD: Final = 8
PLACE: Final = "县一中礼堂"
BETWEEN: Final = 4
"""Minutes from one step of a ceremony to the next."""


@dataclass
class Sitting:
    """One session with the people who hold it; its numbers are rolled when the story begins."""

    world: World
    title: str
    homes: Sequence[Home]
    planned_at: datetime
    holder: str = "operator"
    second: str = "reviewer"
    place: str = PLACE
    code: str = ""
    public: str = field(default_factory=lambda: dice(20))
    cards: tuple[str, ...] = field(default_factory=lambda: (*(dice(CARD) for _ in SEATS[1:]), "空"))

    @property
    def session(self) -> Session:
        """It as the database has it."""
        return queries.session_of_code(self.code)

    @property
    def believes(self) -> str:
        """What a page that was just opened believes in."""
        return queries.position_of(self.session)

    def who(self, username: str) -> StaffActor:
        """One of the people."""
        return self.world.people[username]

    def part(self, home: Home) -> SessionCohort:
        """A school of the session as it stands."""
        return next(one for one in queries.parts_of(self.session) if one.cohort == home.cohort)


# -- before the day ---------------------------------------------------------------------------


def arranged(sitting: Sitting, day: int) -> Story:
    """The session is arranged."""
    world = sitting.world
    at = yield world.days.at(day, 9, 30)
    session = arranging.arrange_session(
        campaign=world.campaign,
        title=sitting.title,
        host=BUREAU,
        place=sitting.place,
        planned_at=sitting.planned_at,
        cohorts=[home.cohort.code for home in sitting.homes],
        by=sitting.who("operator"),
        at=at,
    )
    sitting.code = session.code


def frozen(sitting: Sitting, day: int) -> Story:
    """Two people freeze; every school posts the notice, with which the ledger goes on."""
    operator, supervisor = sitting.who("operator"), sitting.who("supervisor")
    at = yield sitting.world.days.at(day, 14)
    proposal = two_person_acts.propose_freeze(sitting.code, by=operator, at=at)
    at = yield minute_after(at, 5)
    two_person_acts.confirm_freeze(
        proposal.code, digest=proposal.digest, digits=dice(20), by=supervisor, at=at
    )
    carry_out(sitting.code, at=at)
    yield from posted(sitting, NoticeKind.FREEZE, minute_after(at, 40))


def posted(sitting: Sitting, kind: NoticeKind, begins: datetime) -> Story:
    """The schools post what was printed for them."""
    moment = begins
    for home in sitting.homes:
        at = yield moment
        notice = newest_notice(home.cohort, kind)
        if notice is None:
            raise LookupError(f"no notice {kind} of {home.cohort.title}")
        post(notice, home.clerk, at)
        moment = minute_after(moment, 3)


def freedom_reported(sitting: Sitting, day: int) -> Story:
    """The report on how free the draw is was asked for."""
    at = yield sitting.world.days.at(day, 16)
    ceremony.ask_for_freedom(sitting.code, by=sitting.who("operator"), at=at)


def made_void(sitting: Sitting, day: int) -> Story:
    """A mistake in a roster was found after the freeze: void before anything was sealed."""
    at = yield sitting.world.days.at(day, 10)
    proposal = two_person_acts.propose_void(
        sitting.code,
        reason="C",
        reference="",
        signers=["纪检监督", "局操作员"],
        by=sitting.who("operator"),
        at=at,
    )
    at = yield minute_after(at, 15)
    _confirm(sitting, proposal, at)
    yield from posted(sitting, NoticeKind.VOID, minute_after(at, 60))


# -- the day ----------------------------------------------------------------------------------


def held(sitting: Sitting, begins: datetime, steps: int) -> Story:
    """The first `steps` steps of the ceremony (`STEPS`), a few minutes apart."""
    moment = begins
    for step in STEPS[:steps]:
        at = yield moment
        step(sitting, at)
        moment = minute_after(moment, BETWEEN)


def _seal(sitting: Sitting, at: datetime) -> None:
    ceremony.seal(
        sitting.code,
        believes=sitting.believes,
        seats="、".join(SEATS),
        count=len(SEATS),
        by=sitting.who(sitting.holder),
        at=at,
    )


def _roll(sitting: Sitting, at: datetime) -> None:
    holder = sitting.who(sitting.holder)
    ceremony.roll(sitting.code, believes=sitting.believes, numbers=sitting.public, by=holder, at=at)


def _open(sitting: Sitting, at: datetime) -> None:
    holder = sitting.who(sitting.holder)
    ceremony.open_envelopes(sitting.code, believes=sitting.believes, by=holder, at=at)


def _typed_by(role: Callable[[Sitting], str]) -> Callable[[Sitting, datetime], None]:
    def type_seed(sitting: Sitting, at: datetime) -> None:
        entries.type_seed(
            sitting.code,
            believes=sitting.believes,
            public=sitting.public,
            cards=sitting.cards,
            by=sitting.who(role(sitting)),
            at=at,
        )

    return type_seed


def _ask_lock(sitting: Sitting, at: datetime) -> None:
    holder = sitting.who(sitting.holder)
    two_person_acts.propose_lock(sitting.code, believes=sitting.believes, by=holder, at=at)


def _lock(sitting: Sitting, at: datetime) -> None:
    waiting = Proposal.objects.filter(act=two_person_acts.LOCK.key, state="open")
    proposal = next(one for one in waiting if one.what["session"] == sitting.code)
    _confirm(sitting, proposal, at)


def _draw(sitting: Sitting, at: datetime) -> None:
    holder = sitting.who(sitting.holder)
    ceremony.begin_draw(sitting.code, believes=sitting.believes, by=holder, at=at)
    carry_out(sitting.code, at=at)


STEPS: Final[tuple[Callable[[Sitting, datetime], None], ...]] = (
    _seal,
    _roll,
    _open,
    _typed_by(lambda sitting: sitting.holder),
    _typed_by(lambda sitting: sitting.second),
    _ask_lock,
    _lock,
    _draw,
)
SEALED, ROLLED, OPENED, HALF_TYPED, LOCKED, DRAWN = 1, 2, 3, 4, 7, 8
"""How many steps lead to a state."""


def _confirm(sitting: Sitting, proposal: Proposal, at: datetime) -> None:
    confirm(proposal.code, digest=proposal.digest, by=sitting.who("supervisor"), at=at)
    carry_out(sitting.code, at=at)


# -- at the schools ---------------------------------------------------------------------------


def representatives(sitting: Sitting, home: Home, begins: datetime) -> Story:
    """Parents' representatives are drawn from numbers that two people type."""
    public, cards = dice(CARD), f"{dice(CARD)} {dice(CARD)}"
    moment = begins
    for by in (home.clerk, home.principal):
        at = yield moment
        part = sitting.part(home)
        subject = entries.representatives_subject(part)
        believes = entries.position_of_part(part, subject)
        entries.type_representatives(
            part, believes=believes, public=public, cards=cards, by=by, at=at
        )
        moment = minute_after(moment, BETWEEN)
    at = yield moment
    ceremony.record_representatives(sitting.part(home), by=home.clerk, at=at)


def lots(sitting: Sitting, home: Home, begins: datetime) -> Story:
    """The homeroom teachers' lots, typed by two people from the sheet."""
    count = sitting.part(home).classes
    groups = [str((number + 1) % count + 1) for number in range(count)]
    drawn = [str((number + 2) % count + 1) for number in range(count)]
    moment = begins
    for by in (home.clerk, home.principal):
        at = yield moment
        part = sitting.part(home)
        entries.type_lots(
            part,
            read_ceremony(part.session),
            believes=entries.position_of_part(part, entries.lots_subject(part)),
            groups=groups,
            teachers=drawn,
            recusals="",
            by=by,
            at=at,
        )
        moment = minute_after(moment, BETWEEN)
    at = yield moment
    ceremony.record_lots(sitting.part(home), by=home.clerk, at=at)


def evidence(sitting: Sitting, begins: datetime, signed: Sequence[Home]) -> Story:
    """Signatures, the scan of them, the recording and the disc."""
    operator = sitting.who("operator")
    at = yield begins
    for home in signed:
        for role in profile_of_platform().supervisor_roles.value:
            after_draw.record_signature(
                sitting.part(home),
                role=role,
                name="（见签字表）",
                organisation=role.removesuffix("人员"),
                signed_at=at - timedelta(minutes=10),
                by=operator,
                at=at,
            )
    at = yield minute_after(at, 10)
    forms = folder_of(sitting.session) / "forms"
    sheet = min(forms.rglob("*签字*.pdf"), key=lambda path: path.name)
    after_draw.store_scan(
        sitting.session,
        None,
        title="现场监督签字表",
        content=[sheet.read_bytes()],
        by=operator,
        at=at,
    )
    after_draw.file_recording(
        sitting.code,
        file_name="现场会录像-01.mp4",
        keeper=BUREAU,
        starts_at=sitting.planned_at - timedelta(minutes=15),
        ends_at=at,
        digest="",
        by=operator,
        at=at,
    )
    at = yield minute_after(at, 5)
    after_draw.ask_for_archive(sitting.code, copies=3, halves=None, by=operator, at=at)
    at = yield minute_after(at, 20)
    after_draw.take_half(sitting.code, 1, by=operator, at=at)
    after_draw.take_half(sitting.code, 2, by=sitting.who("supervisor"), at=at)
    after_draw.erase_passphrase(sitting.code, by=operator, at=at)


def effective(sitting: Sitting, begins: datetime, homes: Sequence[Home]) -> Story:
    """Results take effect, one school after the other."""
    moment = begins
    for home in homes:
        at = yield moment
        after_draw.make_effective(sitting.part(home), by=sitting.who("operator"), at=at)
        moment = minute_after(moment, 2)


def published(sitting: Sitting, begins: datetime) -> Story:
    """The public file is out, the lists hang at the schools."""
    at = yield begins
    after_draw.publish(sitting.code, by=sitting.who("operator"), at=at)
    yield from posted(sitting, NoticeKind.RESULT, minute_after(at, 20))


def locked(sitting: Sitting, begins: datetime, homes: Sequence[Home]) -> Story:
    """Published results are locked."""
    moment = begins
    for home in homes:
        at = yield moment
        after_draw.lock_result(sitting.part(home), by=sitting.who("operator"), at=at)
        moment = minute_after(moment, 2)

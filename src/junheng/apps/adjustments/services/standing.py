"""How the classes of a cohort stand by now, read from its record."""

from dataclasses import dataclass

from junheng.apps.adjustments import queries
from junheng.apps.assignment.models import Session
from junheng.apps.assignment.services.folders import read_ceremony
from junheng.apps.campaigns.models import Cohort
from junheng.ceremony.changes import Placed, placed_now
from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.finished import finished_draw
from junheng.ceremony.frozen import FrozenUnit
from junheng.ceremony.lots import final_classes
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.reconciling import is_committed
from junheng.core.access import StepRefused
from junheng.engine.errors import JunhengError


@dataclass(frozen=True)
class Standing:
    """A cohort's record, its draw, everyone with his class, and what the classes are called."""

    session: Session
    ceremony: Ceremony
    drawn: UnitDraw
    placed: tuple[Placed, ...]
    titles: tuple[str, ...]

    def title_of(self, placed: Placed) -> str:
        """What a student's class is called."""
        return self.titles[placed.class_index]

    def find(self, identity_number: str) -> Placed | None:
        """The student with exactly this identity number, by what was frozen of it."""
        frozen, number = self.ceremony.frozen, identity_number.strip().upper()
        return next((one for one in self.placed if is_committed(frozen, one.student, number)), None)


def standing_of(cohort: Cohort) -> Standing:
    """Read how a cohort stands; raises StepRefused `classes_stand_later` before they do."""
    session = queries.session_of(cohort)
    if session is None or cohort.state not in queries.AFTER_EFFECT:
        raise StepRefused("classes_stand_later", state=cohort.get_state_display())
    ceremony = read_ceremony(session)
    drawn = finished_draw(ceremony, cohort.unit)
    return Standing(
        session, ceremony, drawn, placed_now(ceremony, drawn), class_titles(ceremony, drawn.unit)
    )


def unit_of(ceremony: Ceremony, cohort: Cohort) -> FrozenUnit:
    """The frozen unit of a cohort; raises `draw_not_finished` where it was not frozen."""
    unit = ceremony.frozen.unit_of(cohort.unit)
    if unit is None:
        raise JunhengError("draw_not_finished")
    return unit


def class_titles(ceremony: Ceremony, unit: FrozenUnit) -> tuple[str, ...]:
    """Names of the classes by their index: 1班 after the lots, G1 before."""
    titles = [f"G{number}" for number in range(1, unit.class_count + 1)]
    for one in final_classes(ceremony, unit):
        titles[int(one.group.removeprefix("G")) - 1] = one.title
    return tuple(titles)

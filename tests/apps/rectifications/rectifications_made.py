"""Rectifications for the tests: started by an inspector, worked on, reported."""

from datetime import datetime
from typing import Any

from junheng.apps.rectifications import services
from junheng.apps.rectifications.models import Rectification
from junheng.apps.rectifications.states import SourceKind
from junheng.apps.schools.models import School
from tests.people import AT, OWN_SCHOOL, actor, person

WHAT = "图书生均 18 册，标准 25 册，请补足到标准。"
GROUND = "《教育督导条例》第二十一条"
DONE = "新购图书 3,500 册，生均 26 册，入库单见材料 1。"
SEEN = "到校抽查了图书馆和入库单，生均 26 册。"


def started(
    *, kind: str = "inspector", school: str | None = OWN_SCHOOL, at: datetime = AT, **more: Any
) -> Rectification:
    """By an inspector, against the own school; `school` None is against the bureau."""
    person("principal")
    given: dict[str, Any] = {
        "source_kind": SourceKind.INSPECTION,
        "source_code": "",
        "what": WHAT,
        "ground": GROUND,
    }
    place = School.objects.get(code=school) if school else None
    return services.start(actor(kind), place, **(given | more), at=at)


def reported(*, at: datetime = AT, **more: Any) -> Rectification:
    """Worked on by the school and reported by its principal."""
    held = started(at=at, **more)
    services.write_progress(held.code, "已下订单，九月十日到货。", by=actor("clerk"), at=at)
    return services.report(held.code, DONE, by=actor("principal"), at=at)

"""The counties that years begin with: set up, and taken by the pages as far as each stage.

Run as `python -m tools.faults.county FOLDER SCHOOLS SERVER` with the platform's variables set; made
once, then copied for every year that the harness lives through. `SERVER` is empty on SQLite.
"""

import json
import shutil
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from junheng.profiles import Stage
from junheng.web.serving import prepare
from tools.faults.acknowledged import Acknowledged
from tools.faults.counties import STAGES, Counties
from tools.faults.database import Database

if TYPE_CHECKING:
    from tools.faults.schools.school import School

CHILDREN = 48
"""Of each school: two small classes, so that a year passes quickly."""
SEED = 0
"""Of what is typed from paper before a year begins."""
STEPS = 2000
"""So many steps of a school are enough for every stage."""


def make(folder: Path, count: int, server: str) -> None:
    """Leave rosters and teachers of the schools, and a county for each stage, in `folder`."""
    prepare()
    # Only now: the applications need the prepared Django.
    from django.conf import settings  # noqa: PLC0415, TID251 - where the data lies
    from django.test.utils import override_settings  # noqa: PLC0415

    from junheng.apps.care.services import backups  # noqa: PLC0415
    from junheng.web.clock import now  # noqa: PLC0415
    from tools.demo_story import tell  # noqa: PLC0415
    from tools.demo_world import World, opening  # noqa: PLC0415

    world = World.at(now())
    counties = Counties(folder, server, str(settings.DATABASES["default"]["NAME"]))
    with override_settings(PASSWORD_HASHERS=["tools.demo_platform.QuickHasher"]):
        tell([opening(world)], after_each=lambda _moment: None)
        halves = backups.change_backup_key(by=world.people["system"], at=world.days.now)
        places = _sheets(world, counties.sheets, count)
        facts = {"schools": places, "passphrase": [halves.first, halves.second]}
        counties.facts.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        var = Path(settings.JUNHENG_VAR)
        schools = _schools(places, counties, counties.database_of_making(var))
        for number, stage in enumerate(STAGES):
            for school in schools:
                _take_to(school, STAGES[number:])
            _work_off()
            _let_go()
            counties.keep(stage, var)


def _sheets(world: Any, folder: Path, count: int) -> list[dict[str, Any]]:
    from tools.demo_county import SCHOOLS, roster_sheet, teachers_of  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    schools: list[dict[str, Any]] = []
    for place in [one for one in SCHOOLS if one.stages == "小学"][:count]:
        people = world.children.of(place.name, Stage.PRIMARY, CHILDREN)
        (folder / f"{place.code}.xlsx").write_bytes(roster_sheet(place.name, people))
        teachers = list(teachers_of(place.name, Stage.PRIMARY, 12))
        schools.append({"code": place.code, "name": place.name, "teachers": teachers})
    Image.new("RGB", (320, 240), "grey").save(folder / "photograph.jpg", "JPEG")
    return schools


def _schools(
    places: Sequence[dict[str, Any]], counties: Counties, database: Database
) -> list["School"]:
    from tools.faults.inside import InsideBrowser  # noqa: PLC0415
    from tools.faults.schools.actor import Actor  # noqa: PLC0415
    from tools.faults.schools.school import PASSWORD, School, names_of  # noqa: PLC0415
    from tools.faults.schools.troubles import Troubles  # noqa: PLC0415

    return [
        School(
            Actor(
                place["code"],
                place["teachers"],
                counties.sheets,
                {
                    who: InsideBrowser(name, PASSWORD)
                    for who, name in names_of(place["code"]).items()
                },
                database,
                threading.RLock(),
                Acknowledged(),
                Troubles(),
                SEED,
                may_void=False,
            )
        )
        for place in places
    ]


def _take_to(school: "School", stages: Sequence[str]) -> None:
    """Step until the school stands at the first of `stages` or one after it."""
    from tools.faults.schools.standing import look, stage_of  # noqa: PLC0415

    for _ in range(STEPS):
        if stage_of(school.actor, look(school.actor)) in stages:
            return
        school.step()
        _work_off()
    raise RuntimeError(f"{school.words}: {school.actor.refusals.last}")


def _work_off() -> None:
    from junheng.web.clock import now  # noqa: PLC0415
    from tools.demo_platform import work_off  # noqa: PLC0415

    work_off(now())


def _let_go() -> None:
    """Close what is open, so that the folder and the database can be copied."""
    from django.db import connections  # noqa: PLC0415

    while any(one.name == "junheng-draw" for one in threading.enumerate()):
        time.sleep(0.1)
    for connection in connections.all():
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


if __name__ == "__main__":
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    make(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])

"""The county of the fault harness: a platform that is set up, its plan published, schools empty.

Run as `python -m tools.faults.county FOLDER` with the platform's variables set; made once, then
copied for every year that the harness lives through.
"""

import json
import sys
from pathlib import Path

from PIL import Image

from junheng.profiles import Stage
from junheng.web.serving import prepare

CHILDREN = 56
"""Of each school: two small classes, so that a year passes in a minute."""


def make(folder: Path) -> None:
    """Set the platform up and leave rosters and teachers of every school in `folder`."""
    prepare()
    # Only now: the applications need the prepared Django.
    from django.test.utils import override_settings  # noqa: PLC0415

    from junheng.apps.care.services import backups  # noqa: PLC0415
    from junheng.web.clock import now  # noqa: PLC0415
    from tools.demo_county import SCHOOLS, roster_sheet, teachers_of  # noqa: PLC0415
    from tools.demo_story import tell  # noqa: PLC0415
    from tools.demo_world import World, opening  # noqa: PLC0415

    world = World.at(now())
    with override_settings(PASSWORD_HASHERS=["tools.demo_platform.QuickHasher"]):
        tell([opening(world)], after_each=lambda _moment: None)
        halves = backups.change_backup_key(by=world.people["system"], at=world.days.now)
    folder.mkdir(parents=True, exist_ok=True)
    schools = []
    for place in SCHOOLS:
        if place.stages != "小学":
            continue
        people = world.children.of(place.name, Stage.PRIMARY, CHILDREN)
        (folder / f"{place.code}.xlsx").write_bytes(roster_sheet(place.name, people))
        teachers = teachers_of(place.name, Stage.PRIMARY, 12)
        schools.append({"code": place.code, "name": place.name, "teachers": teachers})
    Image.new("RGB", (320, 240), "grey").save(folder / "photograph.jpg", "JPEG")
    facts = {"schools": schools, "passphrase": [halves.first, halves.second]}
    (folder / "county.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]))

"""Lots drawn before the table of drawn teams was there: read from the files beside their ledgers.

What the ledger says of lots is their code alone; who drew which class stands in the session's
folder. A file that is not of the result in force, or is not there any more, is passed over: an
upgrade does not stop for it, and the papers of that day stay what they were. Can be run twice.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.conf import settings  # noqa: TID251 - the data folder, as the platform knows it
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def take_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the places that each school's lots gave, where none are written."""
    del schema_editor
    drawn = apps.get_model("teams", "DrawnTeam").objects
    parts = apps.get_model("assignment", "SessionCohort").objects.exclude(lots="")
    written = set(drawn.values_list("cohort_id", flat=True))
    for part in parts.exclude(cohort__in=written).select_related("session"):
        drawn.bulk_create(
            drawn.model(cohort_id=part.cohort_id, class_number=number, place=place, drawn_at=at)
            for at in _moments(apps, part)
            for number, place in _places(part)
        )


def _moments(apps: Apps, part: Any) -> list[datetime]:
    """When the lots in force were written down; nothing where the ledger does not say so."""
    events = apps.get_model("assignment", "LedgerEvent").objects
    lines = events.filter(session_id=part.session_id, kind="LOTS").values_list("line", flat=True)
    of_part = [
        event
        for event in map(json.loads, lines)
        if (event["body"]["unit"], event["body"]["lots"]) == (part.unit, part.lots)
    ]
    return [datetime.fromisoformat(event["at"]) for event in of_part[-1:]]


def _places(part: Any) -> list[tuple[int, int]]:
    """Class number and place of its teacher on the filed list, as the lots file says."""
    folder = Path(settings.JUNHENG_VAR) / "sessions" / part.session.code / "internal"
    try:
        document = json.loads((folder / f"lots-{part.unit}.json").read_bytes())
    except (OSError, ValueError):
        return []
    if document.get("result") != part.result:
        return []
    return [(int(row["class"]), int(row["t"].removeprefix("T"))) for row in document["out"]]


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0001_teams_proposed_and_drawn"),
        ("assignment", "0002_append_only"),
    ]

    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]

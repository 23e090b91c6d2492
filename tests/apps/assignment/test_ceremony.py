"""A session from the arrangement to the lock, by the services that the pages call."""

import json
import tempfile
from pathlib import Path

import pytest

from junheng.apps.assignment.models import Secret
from junheng.apps.assignment.services import performing
from junheng.ceremony.archive.making import Archive, Order
from junheng.ceremony.opened import Ceremony
from tests.apps.assignment.sessions_made import Walk, arranged


def test_a_session_goes_from_the_arrangement_to_the_lock(county: Path) -> None:
    walk = Walk(arranged().code).to_draw()

    assert walk.session.state == "drawn"
    walk.representatives()
    walk.lots()
    walk.evidence()
    walk.archive()
    walk.sign()
    walk.publish()
    walk.post_results()
    walk.lock_results()
    kinds = [
        json.loads(line)["type"]
        for line in (county / "sessions" / walk.code / "internal" / "ledger.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    ]
    assert kinds == [
        *("SESSION", "FREEZE", "NOTICE_POSTED", "ENVELOPES_SEALED", "PUBLIC_DRAWN", "OPENING"),
        *("SEED_LOCKED", "DRAW", "DRAW", "REPRESENTATIVES", "REPRESENTATIVES", "LOTS", "LOTS"),
        *("DISC", "SIGN", "SIGN", "PUBLISH"),
    ]
    assert walk.session.state == "closed"
    assert {part.cohort.state for part in walk.parts} == {"locked"}
    assert Secret.objects.filter(session=walk.session).count() == 2


def test_scans_are_opened_only_among_the_temporary_files_of_this_process(
    county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = Walk(arranged().code).to_draw()
    walk.lots()
    walk.evidence()
    make, seen = performing.make_archive, []

    def looked(ceremony: Ceremony, order: Order) -> Archive:
        seen.append(order.scans)
        return make(ceremony, order)

    monkeypatch.setattr(performing, "make_archive", looked)

    walk.archive()

    assert [place and place.parent for place in seen] == [Path(tempfile.gettempdir())]
    assert [place and place.exists() for place in seen] == [False]
    assert [file.name for file in (county / "discs").iterdir()] == [walk.code]

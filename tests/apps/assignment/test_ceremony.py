"""A session from the arrangement to the lock, by the services that the pages call."""

import json
from pathlib import Path

from junheng.apps.assignment.models import Secret
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


def test_scans_in_clear_that_a_killed_attempt_left_are_gone_with_the_disc(county: Path) -> None:
    walk = Walk(arranged().code).to_draw()
    walk.lots()
    walk.evidence()
    left = county / "discs" / f".scans-{walk.code}-killed"
    left.mkdir(parents=True)
    (left / "001-全场.pdf").write_bytes(b"%PDF signatures in clear")

    walk.archive()

    assert [file.name for file in (county / "discs").iterdir()] == [walk.code]

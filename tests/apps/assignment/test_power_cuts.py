"""The server killed with `kill -9` at every named point of ceremony and publication.

A child process takes a session on until the point, where it kills itself; then the platform starts
again, as `serve` does, and people go on with the paper in their hands. What comes out must be what
an uninterrupted ceremony brings. On SQLite and on PostgreSQL.
"""

import json
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from pytest_django import Settings

from junheng.apps.assignment import jobs
from junheng.apps.assignment.models import LedgerEvent, Session
from junheng.apps.assignment.services import checking, performing, two_person_acts, undertaking
from junheng.ceremony import comparison, folder
from junheng.ceremony.book import LedgerBook
from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.sitting import REPLACED_TOGETHER
from junheng.core.audit import services as audit
from junheng.core.secrets.keyring import Keyring
from junheng.engine.record import container
from junheng.reporting import balance_page
from tests.apps.assignment.sessions_made import Walk, arranged, the_rosters
from tests.databases import OwnDatabase
from tests.forked import how_it_ended
from tests.people import a_county

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Point:
    """Where the process dies: before or after a call, at its first, second… occurrence."""

    owner: Any
    name: str
    is_after: bool = False
    when: Callable[[tuple[Any, ...], dict[str, Any]], bool] = lambda _args, _kwargs: True
    occurrence: int = 1


def event(kind: str) -> Callable[[tuple[Any, ...], dict[str, Any]], bool]:
    """The ledger is about to get, or just got, an event of this kind."""
    return lambda args, _kwargs: bool(args[1] == kind)


def holding(name: str) -> Callable[[tuple[Any, ...], dict[str, Any]], bool]:
    """Files go into the folder, this one among them."""
    return lambda args, _kwargs: (
        isinstance(args[1], Mapping) and any(name in file for file in args[1])
    )


def written(name: str) -> Callable[[tuple[Any, ...], dict[str, Any]], bool]:
    """This file is written beside its place."""
    return lambda args, _kwargs: args[0].name == name


def with_what_was_drawn(_args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """The files of the draw go into the folder, which are made on the way."""
    return kwargs.get("instead_of") is REPLACED_TOGETHER


POINTS = {
    "freeze asked for, nothing begun": Point(two_person_acts, "carry_out"),
    "rosters frozen in memory": Point(CeremonyFolder, "place", when=holding("frozen.json")),
    "frozen in the folder": Point(performing, "freeze", is_after=True),
    "frozen, the mirror half-way": Point(audit, "record", is_after=True, occurrence=9),
    "before the envelopes' event": Point(LedgerBook, "append", when=event("ENVELOPES_SEALED")),
    "after the envelopes' event": Point(
        LedgerBook, "append", is_after=True, when=event("ENVELOPES_SEALED")
    ),
    "after the dice": Point(LedgerBook, "append", is_after=True, when=event("PUBLIC_DRAWN")),
    "after the opening": Point(LedgerBook, "append", is_after=True, when=event("OPENING")),
    "seed in the ledger, not in its file": Point(
        CeremonyFolder, "place", when=holding("seed.txt")
    ),
    "before the first draw's event": Point(LedgerBook, "append", when=event("DRAW")),
    "between the draws of two schools": Point(
        LedgerBook, "append", is_after=True, when=event("DRAW")
    ),
    "drawn, before the files": Point(CeremonyFolder, "place", when=with_what_was_drawn),
    "drawn, the files half-way": Point(folder, "_write", when=written("lists.xlsx")),
    "drawn, before the database follows": Point(performing, "draw_for_real", is_after=True),
    "lots filed, not in the ledger": Point(LedgerBook, "append", when=event("LOTS")),
    "lots in the ledger, not published": Point(
        LedgerBook, "append", is_after=True, when=event("LOTS")
    ),
    "signatures in the ledger": Point(LedgerBook, "append", is_after=True, when=event("SIGN")),
    "publication in the ledger": Point(
        LedgerBook, "append", is_after=True, when=event("PUBLISH")
    ),
    "published, before the database follows": Point(
        undertaking, "new_events", when=lambda args, _kwargs: args[0].underway == "publish",
        occurrence=2,
    ),
}  # fmt: skip

KINDS = [
    *("SESSION", "FREEZE", "NOTICE_POSTED", "ENVELOPES_SEALED", "PUBLIC_DRAWN", "OPENING"),
    *("SEED_LOCKED", "DRAW", "DRAW", "LOTS", "LOTS", "DISC", "SIGN", "SIGN", "PUBLISH"),
]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has tests of its own and only takes time here."""
    monkeypatch.setattr(balance_page, "simulation_chart", lambda _totals, _excess: "")
    monkeypatch.setattr(performing, "label_pdf", lambda *_args, **_named: b"label")
    monkeypatch.setattr(comparison, "DEALS", 5)
    monkeypatch.setattr(container, "_COSTS", {"scrypt": 1 << 10, "pbkdf2-sm3": 1 << 10})
    monkeypatch.setattr(jobs, "print_forms", lambda *_args, **_named: ())


def to_the_end(walk: Walk) -> None:
    """Everything, each step from where the session stands."""
    walk.to_draw()
    walk.lots()
    walk.evidence()
    walk.archive()
    walk.sign()
    walk.publish()


def die_at(point: Point) -> None:
    """Put a deadly function in the place of the named one."""
    whole, seen = getattr(point.owner, point.name), 0

    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal seen
        seen += point.when(args, kwargs)
        is_now = seen >= point.occurrence and point.when(args, kwargs)
        if is_now and not point.is_after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = whole(*args, **kwargs)
        if is_now:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(point.owner, point.name, deadly)


def killed_at(point: Point, own: OwnDatabase, code: str) -> int:
    """Take the session on in a child until the point; returns the signal that ended it."""

    def go_on() -> None:
        die_at(point)
        to_the_end(Walk(code))

    connections["default"].close()
    return how_it_ended(go_on, own)


def ledger(folder: Path, code: str) -> list[dict[str, Any]]:
    file = folder / "sessions" / code / "internal" / "ledger.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", POINTS)
def test_after_a_cut_nothing_is_lost_and_nothing_drawn_twice(
    own_database: OwnDatabase,
    keys: Keyring,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    name: str,
) -> None:
    del keys
    settings.JUNHENG_VAR = own_database.folder
    the_rosters(monkeypatch)
    a_county()
    code = arranged().code

    assert killed_at(POINTS[name], own_database, code) == -signal.SIGKILL

    walk = Walk(code)
    checking.check_sessions(at=walk.moment)
    undertaking.carry_out(code, at=walk.moment)  # a draw goes on when a screen is opened again
    to_the_end(walk)
    events = ledger(own_database.folder, code)
    assert [one["type"] for one in events] == KINDS
    assert [
        json.loads(line) for line in LedgerEvent.objects.values_list("line", flat=True)
    ] == events
    assert {part.cohort.state for part in walk.parts} == {"published"}
    assert Session.objects.get().underway == ""
    assert audit.check_chain().is_whole

"""Ceremonies for one test: fixed clock and randomness, paper numbers, a frozen folder."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from junheng.ceremony import finished
from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.freezing import freeze
from junheng.ceremony.opened import Ceremony, open_ceremony
from junheng.ceremony.planning import PlannedUnit, PlanOptions, plan_units, profile_record
from junheng.ceremony.seeding import (
    lock_seed,
    open_envelopes,
    record_public_draw,
    seal_envelopes,
    seed_text,
)
from junheng.ceremony.session import Announcement
from junheng.ceremony.sitting import Desk
from junheng.ceremony.surroundings import CHINA_TIME, Surroundings
from junheng.core.messages import sentence
from junheng.engine.randomness.seeds import CeremonyRules
from junheng.engine.randomness.suites import suite_named
from junheng.profiles import load_profile
from junheng.rosters import read_roster
from tests.rosters_made import Child, children, write_roster

PUBLIC = "d10:83470192837465019283"
CARDS = ("48213377", "90817263", "00519428")
SEATS = ("人大", "政协", "家长一", "家长二")
CARDS_OF_SEATS = (*CARDS, "11112222")
STAGES = ("FROZEN", "SEALED", "ROLLED", "OPENING", "LOCKED")
PAPER = ("--public", PUBLIC, "--envelope", *CARDS)
OTHER_PAPER = ("--public", "d10:00000000000000000000", "--envelope", *CARDS)
START = datetime(2026, 8, 20, 9, 0, tzinfo=CHINA_TIME)
RULES = CeremonyRules(public="d10", public_len=20, env_len=8, min_env=3)


def fixed_surroundings(seed: str = "a", start: datetime = START) -> Surroundings:
    """A clock that moves one second a look, and bytes that follow from `seed`."""
    looks = 0
    asked = 0

    def now() -> datetime:
        nonlocal looks
        looks += 1
        return start + timedelta(seconds=looks)

    def entropy(count: int) -> bytes:
        nonlocal asked
        asked += 1
        return hashlib.shake_256(f"{seed} {asked}".encode()).digest(count)

    return Surroundings(now=now, entropy=entropy)


def plan(
    roster: Path, *, classes: Mapping[str, int] | None = None, profile_name: str = "national"
) -> tuple[PlannedUnit, ...]:
    """Read and plan a roster; `classes` by sheet, two for every sheet where not said."""
    profile = load_profile(profile_name)
    reading = read_roster(roster, profile, today=START.date())
    options = PlanOptions("360121", 2026, {"": 2} if classes is None else classes)
    return plan_units(reading.schools, profile, options, sentence)


def announcement(suite: str = "intl", *, is_one_sitting: bool = False) -> Announcement:
    """What a session of one school says about itself."""
    return Announcement(
        suite=suite_named(suite),
        title="青禾中学起始年级阳光分班",
        county="青禾县",
        host="青禾县教育局",
        place="礼堂",
        ceremony=RULES,
        is_one_sitting=is_one_sitting,
        profile=profile_record(load_profile("national")),
        roster_file={"name": "名册.xlsx", "rows": 40, "digest": "0" * 64},
    )


def frozen_ceremony(
    folder: Path,
    members: list[Child] | None = None,
    *,
    suite: str = "intl",
    seed: str = "a",
    classes: int = 2,
    teachers: tuple[str, ...] = (),
) -> Ceremony:
    """A folder with one school frozen in it, opened."""
    folder.mkdir(parents=True, exist_ok=True)
    roster = write_roster(folder.parent / "名册.xlsx", {"青禾中学": members or children(40)})
    surroundings = fixed_surroundings(seed)
    freeze(
        CeremonyFolder(folder),
        [replace(unit, teachers=teachers) for unit in plan(roster, classes={"": classes})],
        announcement(suite),
        surroundings,
    )
    return open_ceremony(CeremonyFolder(folder), surroundings)


def taken_to(ceremony: Ceremony, stage: str) -> Ceremony:
    """A frozen ceremony, with four seats and paper numbers, as far as one of `STAGES`."""
    steps: tuple[Callable[[], None], ...] = (
        lambda: seal_envelopes(ceremony, SEATS),
        lambda: record_public_draw(ceremony, PUBLIC),
        lambda: open_envelopes(ceremony),
        lambda: lock_seed(ceremony, seed_text(ceremony.frozen, PUBLIC, CARDS_OF_SEATS)),
    )
    for step in steps[: STAGES.index(stage)]:
        step()
    return ceremony


def desk(seed: str = "desk") -> Desk:
    """A desk where nobody watches."""
    return Desk(
        surroundings=fixed_surroundings(seed),
        software="均衡",
        step_done=lambda _step, _unit: None,
    )


def tree_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its name inside it, folders with an empty content."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
    }


def public_of(folder: Path) -> dict[str, Any]:
    """The public file of a folder."""
    document: dict[str, Any] = json.loads((folder / "public.json").read_bytes())
    return document


def event_kinds(folder: Path) -> list[str]:
    """The kinds of the events in the ledger of a folder."""
    lines = (folder / "internal" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["type"] for line in lines]


def refuse_to_draw_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever draws every school again fails from here on."""

    def refused(*_words: Any, **_options: Any) -> None:
        raise AssertionError("every unit was drawn again")

    monkeypatch.setattr(finished, "draw_units", refused)

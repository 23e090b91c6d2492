"""Voids as a parent's browser sees them: amber, with the count, and nothing failed."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.freezing import freeze
from junheng.ceremony.opened import open_ceremony
from junheng.ceremony.seeding import fix_seed
from junheng.ceremony.sitting import draw_for_real
from junheng.ceremony.voiding import void_freeze
from tests.browser.verifier_page import opened, verdict_of
from tests.ceremonies_made import (
    CARDS,
    PUBLIC,
    announcement,
    desk,
    fixed_surroundings,
    frozen_ceremony,
    plan,
)
from tests.rosters_made import children, write_roster

pytestmark = pytest.mark.browser
SIGNERS = ("纪检监督", "第1席", "第2席")


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    one = opened(chromium)
    yield one
    one.close()


@pytest.fixture(scope="module", params=["intl", "gm"])
def states(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """The public file after each step: a void before any draw, a void draw, and the new draw."""
    folder = tmp_path_factory.mktemp("void") / "结果"
    files = {}

    def keep(name: str) -> None:
        files[name] = (folder / "public.json").read_bytes()

    void_freeze(
        frozen_ceremony(folder, suite=request.param), reason="C", signers=("纪检监督", "局复核")
    )
    keep("void before any draw")
    for number, name in ((2, "void draw"), (3, "new draw")):
        roster = write_roster(folder.parent / "更正.xlsx", {"青禾中学": children(40 + number)})
        surroundings = fixed_surroundings(f"freeze {number}")
        rules = announcement(request.param)
        freeze(CeremonyFolder(folder), plan(roster), rules, surroundings)
        ceremony = open_ceremony(CeremonyFolder(folder), surroundings)
        fix_seed(ceremony, PUBLIC, CARDS)
        draw_for_real(ceremony, desk(name))
        if name == "void draw":
            void_freeze(ceremony, reason="T", signers=SIGNERS)
        keep(name)
    return files


@pytest.mark.parametrize("name", ["void before any draw", "void draw", "new draw"])
def test_the_page_finds_nothing_wrong_and_is_not_content(
    page: Page, states: dict[str, bytes], name: str
) -> None:
    assert verdict_of(page, states[name]) == ("amber", set())


def test_a_parent_with_the_notice_of_a_void_freeze_is_told(
    page: Page, states: dict[str, bytes]
) -> None:
    events = json.loads(states["new draw"])["events"]
    void = next(event["body"]["freeze"] for event in events if event["type"] == "VOID")

    verdict, failed = verdict_of(page, states["new draw"], notice=void)

    assert (verdict, failed) == ("red", {"notice_void"})

"""The ceremony's screen in a real browser: keyboard alone, read from the last row, 1366 × 768.

The operator's hands never leave the keyboard; the reviewer types in a browser of her own, the
supervisor confirms in his. `JUNHENG_PICTURES` names a folder for pictures of every step.
"""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import waitress.server
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import DjangoDbBlocker, Settings

from junheng.apps.assignment import queries
from junheng.apps.assignment.services.folders import folder_of
from junheng.core.secrets.keyring import Keyring
from junheng.verifier import verify_public
from junheng.web.wsgi import application
from tests.apps.assignment.sessions_made import (
    CARDS,
    DICE,
    SEATS,
    SECRET,
    Walk,
    arranged,
    the_rosters,
    ticket_of_first,
)
from tests.browser.verifier_page import opened, verdict_of
from tests.conftest import Migrated
from tests.databases import cloned, wrapper_for
from tests.people import a_county, signed_in

CHROMIUM = Path("/usr/bin/chromium")
PICTURES = os.environ.get("JUNHENG_PICTURES")
LEAST_PIXELS = {".huge": 38, "h1": 34, ".big": 30, "button, .button": 24}
"""What the room must read, and how tall it is at the least on a screen of 768 lines."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.fixture
def address(
    browser: Browser,
    migrated: Migrated,
    django_db_blocker: DjangoDbBlocker,
    tmp_path: Path,
    keys: Keyring,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """The platform in a thread, on a database and a folder of its own."""
    del keys
    settings.JUNHENG_VAR = tmp_path
    the_rosters(monkeypatch)
    # The browser's loop runs in the thread of the test, which also asks the database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with django_db_blocker.unblock(), cloned("sqlite", migrated("sqlite"), tmp_path) as own:
        monkeypatch.setitem(connections.settings, "default", wrapper_for(own.url).settings_dict)
        server = waitress.server.create_server(application, host="127.0.0.1", port=0, threads=4)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.effective_port}"
        for context in list(browser.contexts):
            context.close()  # before the server: open screens go on asking
        server.close()
        thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        opened = started.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield opened
        opened.close()


@dataclass
class Screen:
    """One person's browser; what it must be like is asked of every page that is looked at."""

    browser: Browser
    address: str
    kind: str
    findings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        context = self.browser.new_context(
            locale="zh-CN", viewport={"width": 1366, "height": 768}, base_url=self.address
        )
        cookie = signed_in(self.kind).cookies["junheng"].value
        context.add_cookies([{"name": "junheng", "value": cookie, "url": self.address}])
        self.page: Page = context.new_page()
        self.page.on(
            "console",
            lambda said: (
                self.findings.append(f"{self.kind}: {said.text}")
                if said.type == "error" and "status of 4" not in said.text
                else None
            ),
        )

    def look(self, name: str, *, is_projected: bool = True) -> None:
        """Examine the open page and take its picture."""
        page = self.page
        page.wait_for_load_state()
        if page.locator("aside.help").count() != 1:
            self.findings.append(f"{name}: no words for the host")
        violations = Axe().run(page).response["violations"]
        self.findings += [f"{name}: {one['id']} {one['help']}" for one in violations]
        if is_projected:
            self._examine_projection(name)
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}.png", full_page=not is_projected)

    def _examine_projection(self, name: str) -> None:
        page = self.page
        tall, wide = page.evaluate(
            "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
        )
        if tall > 768 or wide > 1366:
            self.findings.append(f"{name}: {wide} x {tall}, the room must scroll")
        for selector, least in LEAST_PIXELS.items():
            sizes = page.eval_on_selector_all(
                f"main :is({selector})",
                "found => found.map(one => parseFloat(getComputedStyle(one).fontSize))",
            )
            if sizes and min(sizes) < least:
                self.findings.append(f"{name}: {selector} of {min(sizes)} px")
        if page.locator("main :focus").count() != 1:
            self.findings.append(f"{name}: nothing has the focus")

    def keys(self, *words: str) -> None:
        """Type into the focused field and go on with Tab; Enter at the end."""
        for index, word in enumerate(words):
            if index:
                self.page.keyboard.press("Tab")
            self.page.keyboard.insert_text(word)
        self.enter()

    def enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


@dataclass
class Room:
    """The people of a ceremony, each with a browser."""

    walk: Walk
    operator: Screen
    reviewer: Screen
    supervisor: Screen

    @property
    def home(self) -> str:
        """The page of the session."""
        return f"/sessions/{self.walk.code}/"

    @property
    def findings(self) -> list[str]:
        """Whatever was not as it must be."""
        return self.operator.findings + self.reviewer.findings + self.supervisor.findings

    def shown(self, text: str) -> None:
        """The projector finds out by itself what others did."""
        self.operator.page.wait_for_selector(f"text={text}", timeout=60_000)

    def picture(self, name: str) -> None:
        """Of a moment that goes by."""
        if PICTURES:
            self.operator.page.screenshot(path=f"{PICTURES}/{name}.png")


def freeze_by_two(room: Room) -> None:
    """The operator asks, the supervisor confirms with his digits."""
    operator, supervisor = room.operator, room.supervisor
    operator.page.goto("/sessions/")
    operator.look("01-list", is_projected=False)
    operator.page.goto(room.home)
    operator.look("02-session", is_projected=False)
    operator.page.get_by_role("button", name="提请冻结").click()
    supervisor.page.goto(room.home)
    supervisor.page.get_by_role("link", name="确认冻结").click()
    supervisor.look("03-confirm-freeze", is_projected=False)
    supervisor.keys(SECRET)
    supervisor.look("04-frozen", is_projected=False)


def to_the_opening(room: Room) -> None:
    """Notice, freeze code, envelopes, dice, by keyboard alone."""
    operator = room.operator
    operator.page.goto(f"{room.home}screen/")
    operator.look("10-notice")
    operator.keys("县教育局公告栏")
    operator.look("11-compare")
    operator.enter()
    operator.look("12-seal")
    operator.keys(SEATS, "4")
    operator.look("13-seal-wrong")
    operator.page.keyboard.press("Tab")
    operator.page.keyboard.press("Control+A")
    operator.keys("5")
    operator.look("14-roll")
    operator.keys(DICE)
    operator.look("15-roll-compare")
    operator.enter()
    operator.look("16-open")
    operator.enter()
    operator.look("17-opening")


def type_by_two(room: Room) -> None:
    """One on the projector, one in a browser of her own."""
    operator, reviewer = room.operator, room.reviewer
    operator.enter()
    operator.look("18-enter")
    operator.keys(DICE, *CARDS)
    operator.look("19-first-entry")
    reviewer.page.goto(room.home)
    reviewer.page.get_by_role("link", name="录入数字").click()
    reviewer.look("20-enter-second")
    reviewer.keys(DICE, *CARDS)
    room.shown("SG1-SEED/1")
    operator.look("21-witness")


def lock_by_two(room: Room) -> None:
    """The operator asks, the supervisor confirms in his browser."""
    room.operator.enter()
    room.picture("22-waiting")
    room.supervisor.page.goto("/proposals/")
    room.supervisor.page.get_by_role("link", name="锁定").first.click()
    room.supervisor.page.get_by_role("button", name="确认").click()
    room.shown("种子已锁定")
    room.operator.look("23-locked")


def test_the_whole_ceremony_by_keyboard(browser: Browser, address: str) -> None:
    a_county()
    now = timezone.now()  # noqa: TID251 - pages have the real clock
    room = Room(
        Walk(arranged(planned_at=now + timedelta(days=3)).code),
        *(Screen(browser, address, kind) for kind in ("operator", "reviewer", "supervisor")),
    )
    freeze_by_two(room)
    to_the_opening(room)
    type_by_two(room)
    lock_by_two(room)
    operator = room.operator
    operator.enter()
    room.picture("24-drawing")
    room.shown("编班完成")
    operator.look("25-drawn")
    operator.enter()
    operator.look("26-balance")
    operator.enter()
    operator.look("27-list")
    operator.page.go_back()
    operator.page.reload()

    assert room.walk.session.state == "drawn"
    assert room.findings == []
    assert len(queries.bodies(queries.events_of_freeze(room.walk.session), "DRAW")) == 2
    room.walk.lots()
    public = (folder_of(room.walk.session) / "public.json").read_bytes()
    ticket, identity = ticket_of_first(room.walk)
    page, notice = opened(browser), room.walk.session.freeze_code
    found = verdict_of(page, public, notice=notice, documents=[ticket], identity=identity)
    by_python = verify_public(public, notice=notice, ticket=ticket, identity_number=identity)
    # A notice that hung for minutes only is told to everybody, and nothing else is.
    assert by_python.codes("warning") + by_python.codes("pending") == ["notice_time"]
    assert found == ("amber", set())

"""The real platform in a folder of its own, and people who use it, each in an own browser.

Every page that a person looks at is examined: its help text, axe, its width on the office screen
and on a telephone; whatever the browser says on its console or asks of another host is written
down. With `JUNHENG_PICTURES` every page is kept there as a picture of each.
"""

import os
import re
import socket
import subprocess
import sys
from base64 import b32decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep, time  # noqa: TID251 - the telephone has its own clock
from urllib.error import URLError
from urllib.request import urlopen

from axe_playwright_python.sync_playwright import Axe
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Browser, Page

STEP_SECONDS = 30
NEW_PASSWORD = "Yangguang-2026"
OFFICE = {"width": 1366, "height": 768}
TELEPHONE = {"width": 360, "height": 740}
_PICTURES = os.environ.get("JUNHENG_PICTURES")
_ADVICE = "[DOM] Password forms should have (optionally hidden) username fields"
"""Advice for forms of passwords, given on secret digits too, which no browser shall keep."""
_PATIENCE = 45_000
_KEPT = ("PATH", "HOME", "PYTHONPATH")


@dataclass
class Platform:
    """The running server; without a `set_up_code` where it was set up before."""

    address: str
    set_up_code: str
    folder: Path


@contextmanager
def running_platform(folder: Path) -> Iterator[Platform]:
    """`junheng serve` in a process of its own, with `folder` as its data folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
    environment = {**kept, "JUNHENG_VAR": str(folder), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "junheng.cli", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield _started(process, f"http://127.0.0.1:{port}", folder)
        finally:
            process.terminate()
            try:
                process.wait(20)
            finally:
                process.kill()


def _started(process: subprocess.Popen[str], address: str, folder: Path) -> Platform:
    assert process.stdout is not None
    said = ""
    while "数据文件夹：" not in said:  # the last that is said to whoever has no window
        line = process.stdout.readline()
        assert line, f"the server ended: {said}"
        said += line
    code = re.search(r"设置码 ([0-9-]+)", said)
    _wait_for(address)
    return Platform(address, code[1] if code else "", folder)


def _wait_for(address: str) -> None:
    """Ask until the server answers, for ten seconds at the most."""
    for _ in range(100):
        try:
            with urlopen(address + "/sign-in/", timeout=5):  # noqa: S310 - our own server
                return
        except URLError:
            sleep(0.1)
    raise AssertionError("the server does not answer")


@dataclass
class Visitor:
    """One person's browser; every page that he looks at is examined."""

    browser: Browser
    address: str
    findings: list[str] = field(default_factory=list)
    secret: str = ""
    pages_seen: int = 0

    def __post_init__(self) -> None:
        context = self.browser.new_context(
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport=OFFICE,  # type: ignore[arg-type] # a size
            base_url=self.address,
        )
        context.set_default_timeout(_PATIENCE)
        self.page: Page = context.new_page()
        self.page.on("console", lambda said: self._note(said.text))
        self.page.on("pageerror", lambda error: self.findings.append(f"script: {error}"))
        self.page.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith(self.address)
                else self.findings.append(f"asked elsewhere: {asked.url}")
            ),
        )

    def _note(self, said: str) -> None:
        if not said.startswith(_ADVICE):
            self.findings.append(f"console: {said}")

    def look(self, name: str) -> None:
        """Examine the page that is open; the office screen first, which is the picture."""
        page = self.page
        page.wait_for_load_state()
        self.pages_seen += 1
        if page.locator("aside.help").count() != 1:
            self.findings.append(f"{name}: no help text")
        self._refuse_wide(name, OFFICE["width"])
        self._picture(name)
        page.set_viewport_size(TELEPHONE)  # type: ignore[arg-type] # a size
        violations = Axe().run(page).response["violations"]
        self.findings += [
            f"{name}: {one['id']} {one['help']} {one['nodes'][0]['html'][:160]}"
            for one in violations
        ]
        self._refuse_wide(name, TELEPHONE["width"])
        self._picture(f"{name}-telephone")
        page.set_viewport_size(OFFICE)  # type: ignore[arg-type] # a size

    def _refuse_wide(self, name: str, allowed: int) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > allowed:
            self.findings.append(f"{name}: {wide} px wide where {allowed} are to be seen")

    def _picture(self, name: str) -> None:
        if _PICTURES:
            self.page.screenshot(path=f"{_PICTURES}/{name}.png", full_page=True)

    def go(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(path)

    def press(self, name: str) -> None:
        """Press the button with exactly this text, and wait for the page that comes."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def enter(self, heading: str) -> None:
        """Press the enter key; the page that comes is called so."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        assert heading in self.page.locator("h1").inner_text()

    def follow(self, name: str) -> None:
        """Follow the link with exactly this text in the page, not in the menu."""
        self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def fill(self, **values: str) -> None:
        """Fill fields by their names."""
        for name, value in values.items():
            self.page.fill(f"main [name={name}]", value)

    @property
    def said(self) -> str:
        """What the page tells about what was just done."""
        return " ".join(
            self.page.locator("main [role=status], main [role=alert]").all_inner_texts()
        )

    def sign_in(self, username: str, password: str) -> None:
        self.page.goto("/sign-in/")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", password)
        self.page.click("main button")

    def change_password(self, now_used: str) -> None:
        self.page.fill("[name=now_used]", now_used)
        self.page.fill("[name=new]", NEW_PASSWORD)
        self.page.fill("[name=again]", NEW_PASSWORD)
        self.page.click("main button")

    def set_second_factor(self) -> None:
        shown = self.page.locator(".code").first.inner_text().replace(" ", "")
        self.secret = shown
        self.page.fill("[name=one_time_code]", self._one_time_code())
        self.page.click("main button")

    def _one_time_code(self) -> str:
        generator = TOTP(b32decode(self.secret), 6, SHA1(), STEP_SECONDS)  # noqa: S303 - what authenticators use
        return generator.generate(time()).decode()

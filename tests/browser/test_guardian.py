"""A family's way on a telephone: from the slip to the green ticket, and every other page it has.

The county is made by the benchmark of the evening: one school, drawn, homeroom teachers by lot,
published. With `JUNHENG_PICTURES` every page is kept as a picture.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.visitors import Platform, running_platform

TELEPHONE = {"width": 360, "height": 740}
OLD_TELEPHONE = {"width": 320, "height": 568}
PATIENCE = 20_000
CHILDREN = 60
_PICTURES = os.environ.get("JUNHENG_PICTURES")


@dataclass(frozen=True)
class Evening:
    """The platform on the evening of the publication, and what the families hold."""

    platform: Platform
    families: list[tuple[str, str]]


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    """The county, and its server."""
    folder = tmp_path_factory.mktemp("evening")
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "PYTHONPATH") if key in os.environ}
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.families_county", "1", str(CHILDREN), "lots"],
        env={
            **kept,
            "JUNHENG_VAR": str(folder),
            "DJANGO_SETTINGS_MODULE": "junheng.web.settings",
        },
        check=True,
        capture_output=True,
        text=True,
    )
    county = json.loads(made.stdout.splitlines()[-1])
    with running_platform(folder) as platform:
        yield Evening(platform, [(code, six) for code, six in county["families"]])


@dataclass
class Family:
    """A family with its telephone; every page that it looks at is examined."""

    browser: Browser
    address: str
    code: str
    last_six: str
    has_script: bool = True
    size: dict[str, int] = field(default_factory=lambda: TELEPHONE)
    findings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        context = self.browser.new_context(
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport=self.size,  # type: ignore[arg-type] # a size
            base_url=self.address,
            java_script_enabled=self.has_script,
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        self.page = context.new_page()
        self.page.on("console", lambda said: self.findings.append(f"console: {said.text}"))
        self.page.on("pageerror", lambda error: self.findings.append(f"script: {error}"))
        self.page.on("request", self._refuse_elsewhere)

    def _refuse_elsewhere(self, request: Any) -> None:
        if not request.url.startswith(self.address):
            self.findings.append(f"asked elsewhere: {request.url}")

    def look(self, name: str) -> None:
        """Examine the page that is open."""
        page = self.page
        page.wait_for_load_state()
        if self.has_script:
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > self.size["width"]:
                self.findings.append(f"{name}: {wide} px wide")
            violations = Axe().run(page).response["violations"]
            self.findings += [
                f"{name}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in violations
            ]
        if _PICTURES:
            page.screenshot(path=f"{_PICTURES}/{name}.png", full_page=True)

    def come_in(self) -> None:
        """By the door, as the slip says."""
        self.page.goto("/child/")
        self.page.fill("[name=query_code]", self.code)
        self.page.fill("[name=last_six]", self.last_six)
        self.page.check("[name=agrees]")
        self.page.get_by_role("button", name="查询", exact=True).click()

    def follow(self, name: str) -> None:
        """Follow a link."""
        self.page.get_by_role("link", name=name).first.click()

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()


def test_from_the_slip_to_the_green_ticket_in_under_a_minute(
    evening: Evening, chromium: Browser
) -> None:
    code, last_six = evening.families[0]
    family = Family(chromium, evening.platform.address, code, last_six)
    begun = monotonic()

    family.page.goto("/child/")
    family.look("1-slip")
    family.come_in()
    expect(family.page.locator(".answer .class")).to_contain_text("班")
    family.look("2-home")
    family.follow("看凭条，自己核对")
    family.page.check("#seen")
    family.press("在我的手机上核对")
    verdict = family.page.locator("#answer [data-verdict]")
    expect(verdict).to_be_visible()
    spent = monotonic() - begun
    family.look("3-ticket")

    assert verdict.get_attribute("data-verdict") == "green", verdict.inner_text()
    assert "全部通过" in verdict.inner_text()
    number = family.page.locator(".answer .class").inner_text().removesuffix("班")
    assert f"对应 {number} 班" in verdict.inner_text()
    assert spent < 60
    assert family.findings == []


def test_without_the_comparison_of_the_notice_it_stays_amber(
    evening: Evening, chromium: Browser
) -> None:
    family = Family(chromium, evening.platform.address, *evening.families[1])
    family.come_in()
    family.page.goto("/child/class/")
    family.press("在我的手机上核对")

    verdict = family.page.locator("#answer [data-verdict]")
    expect(verdict).to_have_attribute("data-verdict", "amber")
    expect(family.page.locator("#answer")).to_contain_text("冻结码")
    assert family.findings == []


def test_every_page_on_an_old_telephone(evening: Evening, chromium: Browser) -> None:
    family = Family(chromium, evening.platform.address, *evening.families[2], size=OLD_TELEPHONE)
    family.page.goto("/child/rule/")
    family.look("4-rule")
    family.come_in()
    for page in ("home", "record", "class", "class/slip", "since", "looks", "requests", "copy",
                 "consent", "phone", "second"):  # fmt: skip
        family.page.goto(f"/child/{page}/")
        expect(family.page.locator("h1")).to_be_visible()
        family.look(f"5-{page.replace('/', '-')}")
    family.press("开通第二个查询码")
    family.look("6-second-code")
    family.press("退出")
    family.look("7-left")

    assert family.findings == []


def test_without_script_everything_works_but_the_check(evening: Evening, chromium: Browser) -> None:
    family = Family(chromium, evening.platform.address, *evening.families[3], has_script=False)
    family.come_in()
    expect(family.page.locator(".answer .class")).to_contain_text("班")
    family.follow("看凭条，自己核对")
    expect(family.page.locator("noscript")).to_have_count(1)
    with family.page.expect_download() as coming:
        family.follow("下载凭条，自己保存")

    ticket = json.loads(Path(coming.value.path()).read_text(encoding="utf-8"))
    assert ticket["_t"] == "sg1/ticket"
    assert family.findings == []


def test_a_wrong_code_says_what_to_do(evening: Evening, chromium: Browser) -> None:
    family = Family(chromium, evening.platform.address, "zzzzzzzz", "000000")
    family.come_in()

    expect(family.page.get_by_role("alert")).to_contain_text("请带核对单到学校办理")
    family.look("8-refused")
    assert [one for one in family.findings if "403" not in one] == []

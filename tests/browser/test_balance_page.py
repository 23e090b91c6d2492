"""The balance report in a real browser: on a phone, on paper, without a network."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from junheng.reporting.balance_page import balance_html
from tests.reporting.examples import balance_report

pytestmark = pytest.mark.browser


def opened(chromium: Browser, file: Path, *, width: int) -> tuple[Page, list[str]]:
    """The page at this width, and everything that it complained of or asked for."""
    heard: list[str] = []
    page = chromium.new_page(viewport={"width": width, "height": 800}, locale="zh-CN")
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: heard.append(request.url))
    page.goto(file.as_uri())
    return page, [entry for entry in heard if entry != file.as_uri()]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "balance.html"
    file.write_text(balance_html([balance_report()]), encoding="utf-8")
    return file


@pytest.mark.parametrize("width", [320, 375, 1200])
def test_nothing_sticks_out_on_any_screen(chromium: Browser, report: Path, width: int) -> None:
    page, heard = opened(chromium, report, width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert heard == []


def test_the_picture_is_there_without_script_or_network(chromium: Browser, report: Path) -> None:
    page, heard = opened(chromium, report, width=375)

    picture = page.locator("svg").first.bounding_box()

    assert picture is not None
    assert picture["width"] > 250
    assert page.locator("script").count() == 0
    assert heard == []


def test_it_prints_on_a4(chromium: Browser, report: Path) -> None:
    page, _ = opened(chromium, report, width=1200)

    printed = page.pdf(format="A4")

    assert printed.startswith(b"%PDF")
    assert 1 <= printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") <= 4

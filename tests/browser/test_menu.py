"""The staff's menu: a list beside the page on a broad screen, one line above it on a telephone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, expect

from junheng.web.menu import MENU

pytestmark = pytest.mark.browser

STYLE = Path(__file__).parents[2] / "src/junheng/web/static/web/junheng.css"
TELEPHONE = (390, 844)


@pytest.fixture
def shown(chromium: Browser) -> Iterator[Callable[[int, int], Page]]:
    """A page of the staff with every entry of the menu, in a window of so many pixels."""
    pages = []

    def show(width: int, height: int) -> Page:
        page = chromium.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
        pages.append(page)
        page.set_content(
            render_to_string("web/page.html", {"menu": MENU, "actor": {"name": "某人"}})
        )
        page.add_style_tag(content=STYLE.read_text(encoding="utf-8"))
        return page

    yield show
    for page in pages:
        page.close()


def test_on_a_telephone_the_page_begins_on_the_first_screen(
    shown: Callable[[int, int], Page],
) -> None:
    page = shown(*TELEPHONE)

    expect(page.get_by_role("link", name=MENU[1].title)).to_be_hidden()
    top = page.locator("main").bounding_box()
    assert top is not None
    assert top["y"] < TELEPHONE[1] / 4


def test_the_keyboard_opens_and_closes_the_menu_without_a_script(
    shown: Callable[[int, int], Page],
) -> None:
    page = shown(*TELEPHONE)
    first = page.get_by_role("link", name=MENU[0].title, exact=True)

    page.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE[0]
    page.keyboard.press("Tab")
    expect(first).to_be_focused()

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(first).to_be_hidden()


def test_on_a_broad_screen_the_whole_menu_stands_open(shown: Callable[[int, int], Page]) -> None:
    page = shown(1366, 768)

    for entry in MENU:
        expect(page.get_by_role("link", name=entry.title, exact=True)).to_be_visible()
    expect(page.locator("summary")).to_be_hidden()


@pytest.mark.parametrize("is_open", [False, True])
def test_the_folded_menu_has_no_barrier(
    shown: Callable[[int, int], Page], *, is_open: bool
) -> None:
    page = shown(*TELEPHONE)
    if is_open:
        page.locator("summary").click()

    found = Axe().run(page, context="nav").response["violations"]

    assert [one["id"] for one in found] == []

"""The public site in a browser without script: looked at on telephones, screens and paper.

The pages of a published county are fetched first, as a stranger finds them; the browser gets them
from memory, so no server stands between. With `JUNHENG_PICTURES` every page is kept as a picture.
"""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import override_settings
from playwright.sync_api import Browser, Page, Route
from pytest_django import DjangoDbBlocker

from junheng.core.secrets import services as secrets
from junheng.core.secrets.keyring import Keyring, fresh_year
from junheng.engine.randomness.suites import INTL
from junheng.web import clock
from tests.apps.portal.crawling import Found, crawl
from tests.apps.portal.published_county import published
from tests.browser.visitors import OFFICE
from tests.conftest import Migrated
from tests.databases import cloned

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HERE = "http://localhost:1"
NARROW = {"width": 320, "height": 600}
PROJECTOR = {"width": 1920, "height": 1080}
_PICTURES = os.environ.get("JUNHENG_PICTURES")


@pytest.fixture(scope="module")
def site(
    migrated: Migrated,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Found]:
    """Everything that a stranger finds of a county whose results hang."""
    folder = tmp_path_factory.mktemp("public")
    with (
        django_db_blocker.unblock(),
        cloned("sqlite", migrated("sqlite"), folder),
        override_settings(JUNHENG_VAR=folder),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(secrets._Opened, "keyring", Keyring(INTL, {"2026": fresh_year(INTL)}))
        with published() as county:
            patch.setattr(clock, "now", lambda: county.at)
            return crawl()


def pages_of(site: dict[str, Found]) -> list[str]:
    """The addresses of the public pages."""
    return sorted(
        address
        for address, found in site.items()
        if found.route.startswith("portal:")
        and found.media_type == "text/html"
        and "Content-Disposition" not in found.headers
    )


@pytest.fixture
def browser(site: dict[str, Found], request: pytest.FixtureRequest) -> Browser:
    """The browser, started when the pages are there: beside its event loop no database answers."""
    del site
    started: Browser = request.getfixturevalue("chromium")
    return started


def opened(
    browser: Browser, site: dict[str, Found], *, with_script: bool
) -> tuple[Page, list[str]]:
    """A page that gets the site from memory, and what it complained of or asked elsewhere."""
    heard: list[str] = []
    context = browser.new_context(
        locale="zh-CN", base_url=HERE, java_script_enabled=with_script, bypass_csp=with_script
    )

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HERE)
        found = site.get(path)
        if found is None:
            heard.append(f"asked for {route.request.url}")
            route.abort()
            return
        kind = {".css": "text/css", ".svg": "image/svg+xml"}.get(Path(path).suffix, "")
        headers = dict(found.headers) or {"Content-Type": kind}
        headers.pop("Content-Length", None)
        route.fulfill(status=found.status, headers=headers, body=found.body)

    context.route("**/*", answer)
    page = context.new_page()
    page.on("console", lambda said: heard.append(said.text))
    return page, heard


@pytest.mark.parametrize("size", [NARROW, OFFICE, PROJECTOR], ids=["320", "1366", "1920"])
def test_every_page_fits_and_is_right_for_whoever_cannot_see_it(
    browser: Browser, site: dict[str, Found], size: dict[str, int]
) -> None:
    page, heard = opened(browser, site, with_script=True)
    page.set_viewport_size(size)  # type: ignore[arg-type] # a size
    faults = []

    for number, address in enumerate(pages_of(site)):
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > size["width"]:
            faults.append(f"{address}: {wide} px wide")
        faults += [
            f"{address}: {one['id']} {one['nodes'][0]['html'][:120]}"
            for one in Axe().run(page).response["violations"]
        ]
        assert page.locator("aside.help").count() == 1, address
        if _PICTURES:
            page.screenshot(
                path=f"{_PICTURES}/public-{number:02}-{size['width']}.png", full_page=True
            )

    page.context.close()
    assert faults == []
    assert heard == []


def test_a_family_without_script_comes_from_the_front_page_to_its_class(
    browser: Browser, site: dict[str, Found]
) -> None:
    page, heard = opened(browser, site, with_script=False)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type] # a size

    page.goto("/public/")
    page.get_by_role("link", name=re.compile("正在公示什么")).click()
    page.get_by_role("link", name=re.compile("分班结果公示")).first.click()

    assert page.locator("ol.names li").count() == 60
    assert heard == []
    assert page.context.cookies() == []
    page.context.close()


def test_a_result_on_paper_shows_its_period_and_not_the_way_through_the_site(
    browser: Browser, site: dict[str, Found]
) -> None:
    page, _ = opened(browser, site, with_script=False)
    result = next(one for one in pages_of(site) if site[one].route == "portal:notice")

    page.goto(result)
    page.emulate_media(media="print")

    assert page.get_by_text("公示期", exact=True).is_visible()
    assert not page.locator(".way").is_visible()
    assert not page.get_by_text("工作人员登录").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.context.close()

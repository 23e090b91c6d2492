"""One Chromium for the tests of a module; none of it where there is no Chromium."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.fonts import font_settings
from tests.browser.verifier_page import PAGE

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage",
]  # fmt: skip


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A started Chromium, with the fonts that the product ships.

    Not for the whole session: its event loop would be in others' way.
    """
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed")
    fonts = font_settings(tmp_path_factory.mktemp("fonts"))
    environment: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS, env=environment)
        yield started
        started.close()


@pytest.fixture(scope="module")
def verifier(chromium: Browser) -> Iterator[Page]:
    """The verifier whose check is called from the test, without its forms."""
    page = chromium.new_page()
    page.goto(PAGE.absolute().as_uri())
    yield page
    page.close()

"""The page that parents open still accepts a record whose personal part was destroyed."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.verifier_page import opened, verdict_of
from tests.ceremonies_made import frozen_ceremony, public_of
from tests.ceremony.test_destroying import destroy, draw

pytestmark = [pytest.mark.browser]


def test_the_page_says_of_a_destroyed_record_what_it_said_before(
    chromium: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "session"
    draw(frozen_ceremony(folder))
    ticket = next((folder / "tickets").glob("*.json")).read_bytes()
    page = opened(chromium)
    before = verdict_of(page, (folder / "public.json").read_bytes(), documents=[ticket])

    destroy(folder)

    after = verdict_of(page, (folder / "public.json").read_bytes(), documents=[ticket])
    assert public_of(folder)["events"][-1]["type"] == "KEY_DESTROYED"
    assert after == before
    assert after[1] == set()
    page.close()

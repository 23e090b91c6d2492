"""A county's class assignment on the web, from set-up to locked lists, by its people.

The real server, the real browser, eight people and three administrators, each in an own browser.
One long journey, because each step is the ground of the next; every kind of page is examined once.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import checking, finishing, holding, preparing
from tests.browser.county_made import (
    CLERK,
    CLERK_OF_OTHERS,
    DRAWN,
    FIRST,
    OPERATOR,
    PRINCIPAL,
    PRINCIPAL_OF_OTHERS,
    REVIEWER,
    SCHOOLS,
)
from tests.browser.visitors import Platform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with running_platform(tmp_path / "var") as running:
        yield running


def test_five_schools_from_set_up_to_locked_lists(
    platform: Platform, chromium: Browser, tmp_path: Path
) -> None:
    everybody = preparing.set_up(platform, chromium, tmp_path)
    came = preparing.open_accounts(platform, chromium, everybody["system"], everybody["security"])
    clerks = {s.code: came[CLERK if s is FIRST else CLERK_OF_OTHERS] for s in SCHOOLS}
    principals = {s.code: came[PRINCIPAL if s is FIRST else PRINCIPAL_OF_OTHERS] for s in SCHOOLS}
    operator = came[OPERATOR]

    preparing.publish_plan(operator, tmp_path)
    for school in SCHOOLS:
        preparing.import_roster(clerks[school.code], school, tmp_path)
        picture = "21-submit" if school is FIRST else ""
        preparing.submit(principals[school.code], school, picture)
    preparing.review(came[REVIEWER], principals[SCHOOLS[1].code])
    preparing.file_teachers(clerks, principals, came[REVIEWER], tmp_path)

    sitting = holding.arrange_and_freeze(platform, came, tmp_path)
    holding.post_notices(operator, clerks, tmp_path)
    holding.hold(came)

    finishing.record_video_and_scan(operator, tmp_path)
    halves = finishing.make_disc(came)
    for school in DRAWN:
        finishing.draw_lots(school, clerks[school.code], principals[school.code])
    finishing.wait_for_papers(operator)
    for school in DRAWN:
        finishing.sign(school, clerks[school.code], tmp_path)
    address = finishing.publish(operator, clerks, tmp_path)
    finishing.let_the_days_pass(platform)
    finishing.lock(operator)
    finishing.look_at_the_trail(everybody["audit"])

    exported = tmp_path / "exported"
    exported.mkdir()
    parent = checking.export(platform, chromium, address, exported)
    notice = checking.freeze_code_on(parent)
    # Everything agrees, but nobody here waited for a day between the notice and the draw.
    unread, read = ("amber", {"notice", "notice_time"}), ("amber", {"notice_time"})
    assert checking.left_open(exported, sitting) == unread
    assert checking.left_open(exported, sitting, notice) == read
    assert checking.left_open_by_page(chromium, exported, sitting) == unread
    assert checking.left_open_by_page(chromium, exported, sitting, notice) == read
    assert checking.left_open_in_package(sitting, halves, notice) == read
    assert checking.drawn_again(sitting) == checking.draws_in(sitting.folder)

    people = [*everybody.values(), *came.values(), parent]
    assert [one for person in people for one in person.findings] == []

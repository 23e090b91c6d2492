"""Teaching teams in a real browser: a school proposes, the bureau files, a teacher is replaced."""

import pytest
from playwright.sync_api import Browser, expect

from junheng.apps.teams import queries
from junheng.apps.teams.services.drawn import note_lots
from junheng.core.access.models import Proposal
from tests.apps.teams.teams_made import LESSONS, REASON, TEACHERS, sheet
from tests.browser.test_complaints_pages import county, visitor  # noqa: F401 - a fixture
from tests.browser.visitors import Visitor
from tests.cohorts_made import cohort_of
from tests.jobs_carried_out import carry_out_jobs
from tests.people import AT

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _imports(clerk: Visitor, content: bytes) -> None:
    clerk.go("/teams/")
    clerk.look("t1-list")
    clerk.follow("城关第一小学")
    clerk.look("t2-begin")
    clerk.follow("导入任课教师")
    clerk.look("t3-import")
    wrong = content.replace("高级教师".encode(), "校长".encode(), 1)
    file = {"name": "教师.csv", "mimeType": "text/csv"}
    clerk.page.set_input_files("[name=file]", {**file, "buffer": wrong})  # type: ignore[arg-type] # a file
    clerk.press("上传并核对")
    clerk.look("t4-faults")
    clerk.page.set_input_files("[name=file]", {**file, "buffer": content})  # type: ignore[arg-type] # as above
    clerk.press("上传并核对")
    clerk.look("t4-kept")
    clerk.follow("返回教学团队")
    clerk.follow("修改")
    clerk.look("t5-lessons")
    clerk.press("保存")


def _proposes(clerk: Visitor) -> None:
    clerk.press("组建教学团队")
    clerk.look("t6-waiting")
    carry_out_jobs(AT)
    clerk.page.get_by_role("heading", name="个教学团队").wait_for()
    clerk.look("t7-proposal")
    clerk.page.locator("a[href*='keep/?']").first.click()
    clerk.fill(reason=REASON)
    clerk.look("t8-keep")
    clerk.press("锁定")
    clerk.press("重新组建")
    carry_out_jobs(AT)
    clerk.page.get_by_role("heading", name="个教学团队").wait_for()
    clerk.look("t9-locked")


def _files(principal: Visitor, reviewer: Visitor) -> None:
    principal.go(f"/teams/{cohort_of().code}/")
    principal.look("u1-choose")
    principal.follow("方案 2")
    principal.press("报送教育局备案")
    principal.look("u2-handed-in")
    reviewer.go(f"/teams/{cohort_of().code}/")
    reviewer.follow("去审核备案")
    reviewer.look("u3-bureau")
    returning = reviewer.page.get_by_role("heading", name="退回学校")
    expect(returning).to_be_visible()
    reviewer.page.emulate_media(media="print")
    expect(returning).to_be_hidden()
    reviewer.page.emulate_media(media="screen")
    reviewer.press("备案")
    reviewer.look("u4-filed")


def _replaces(principal: Visitor, reviewer: Visitor) -> None:
    principal.go(f"/teams/{cohort_of().code}/replace/1/1/")
    principal.page.select_option("[name=successor]", index=1)
    principal.fill(reason="原任教师休产假")
    principal.press("看对均衡的影响")
    principal.look("v1-effect")
    principal.press("提出更换")
    reviewer.go(f"/teams/consent/{Proposal.objects.get().code}/")
    reviewer.look("v2-consent")
    reviewer.press("同意更换")
    note_lots(cohort_of(), {1: 2, 2: 1}, at=AT)
    principal.go(f"/teams/{cohort_of().code}/")
    principal.page.locator("main summary").first.click()
    principal.look("v3-drawn")


def test_teams_on_an_office_screen_and_on_a_telephone(county: str, chromium: Browser) -> None:  # noqa: F811 - the fixture
    clerk, principal, reviewer = (
        visitor(chromium, county, kind) for kind in ("clerk", "principal", "reviewer")
    )
    _imports(clerk, sheet(*TEACHERS))
    assert (
        queries.lessons_of(cohort_of(), queries.newest_roster(cohort_of())).names == LESSONS.names
    )

    _proposes(clerk)
    _files(principal, reviewer)
    _replaces(principal, reviewer)

    assert [one.findings for one in (clerk, principal, reviewer)] == [[], [], []]

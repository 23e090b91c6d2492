"""What comes after the lock, at its pages in a real browser: late arrivals, a change, the roll.

Every page is examined on the office screen and on a telephone. `JUNHENG_PICTURES` names a folder
for pictures, from which the handbook takes its own.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from junheng.apps.campaigns.models import Cohort
from junheng.ceremony import comparison
from junheng.engine.record import container
from tests.apps.adjustments.adjustments_made import (
    a_locked_cohort,
    agreeing_roll,
    late_sheet,
    of_classes,
    roll_sheet,
)
from tests.browser.county_made import a_pdf, photograph
from tests.browser.test_ceremony_screen import Screen, address
from tests.people import a_county
from tests.rosters_made import children

__all__ = ["address"]
PICTURES = os.environ.get("JUNHENG_PICTURES")
OFFICE, TELEPHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 740}
DICE, CARDS = "55081927", "20260903 81736455"

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    """With the fonts that the product ships: the handbook shows these pages."""
    return chromium


@pytest.fixture
def cohort(address: str, monkeypatch: pytest.MonkeyPatch) -> Cohort:
    """A first grade of two classes with teachers, locked."""
    del address
    monkeypatch.setattr(comparison, "DEALS", 5)
    monkeypatch.setattr(container, "_COSTS", {"scrypt": 1 << 10, "pbkdf2-sm3": 1 << 10})
    of_classes(2, monkeypatch)
    a_county()
    a_locked_cohort(has_lots=True)
    return Cohort.objects.select_related("campaign", "school").get(state="locked")


class Desk(Screen):
    """One person's browser at an ordinary page."""

    def see(self, name: str) -> None:
        """Examine the page on both screens: help, axe, width; pictures of each."""
        page = self.page
        page.wait_for_load_state()
        if page.locator("aside.help").count() != 1:
            self.findings.append(f"{name}: no help text")
        for kind, size in (("", OFFICE), ("-telephone", TELEPHONE)):
            page.set_viewport_size(size)  # type: ignore[arg-type] # a size
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > size["width"]:
                self.findings.append(f"{name}{kind}: {wide} px wide")
            violations = Axe().run(page).response["violations"]
            self.findings += [f"{name}{kind}: {one['id']} {one['help']}" for one in violations]
            if PICTURES:
                page.screenshot(path=f"{PICTURES}/{name}{kind}.png", full_page=True)
        page.set_viewport_size(OFFICE)  # type: ignore[arg-type] # a size

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.locator("main").get_by_role("link", name=name).first.click()

    def upload(self, name: str, content: bytes, kind: str = "application/octet-stream") -> None:
        file = {"name": name, "mimeType": kind, "buffer": content}
        self.page.set_input_files("main [type=file]", file)  # type: ignore[arg-type] # a file

    def confirm(self, words: str) -> None:
        """As the second person, what waits for one."""
        self.page.goto("/proposals/")
        self.page.locator("main").get_by_role("link", name=words).first.click()
        self.press("确认")


def test_late_arrivals_a_change_and_the_roll(
    browser: Browser, address: str, cohort: Cohort, tmp_path: Path
) -> None:
    kinds = ("clerk", "operator", "reviewer", "supervisor", "principal")
    people = {kind: Desk(browser, address, kind) for kind in kinds}

    batch = late_arrivals(people, cohort, tmp_path)
    a_change(people, cohort)
    the_roll(people["clerk"], people["reviewer"], cohort)
    people["operator"].page.goto("/adjustments/")
    people["operator"].see("b9-list")

    assert [one for person in people.values() for one in person.findings] == []
    assert batch


def late_arrivals(people: dict[str, Desk], cohort: Cohort, folder: Path) -> str:
    """Registered, frozen by two, posted, drawn from what two people typed."""
    clerk, operator = people["clerk"], people["operator"]
    clerk.page.goto(f"/adjustments/grade/{cohort.code}/")
    clerk.see("b1-hub")
    clerk.follow("登记一批补录")
    clerk.see("b2-open-batch")
    clerk.press("下一步：登记名单")
    clerk.upload("补录.xlsx", late_sheet(children(2, first=300)))
    clerk.press("上传并登记")
    clerk.see("b3-batch")
    address = clerk.page.url
    operator.page.goto(address)
    operator.press("提出冻结")
    people["reviewer"].confirm("补录")
    clerk.page.goto(address)
    clerk.see("b4-frozen")
    clerk.press("生成冻结公告")
    _post(clerk, folder)
    for person in (operator, people["supervisor"]):
        person.page.goto(address)
        person.page.fill("[name=public]", DICE)
        person.page.fill("[name=cards]", CARDS)
        if person is operator:
            person.see("b5-numbers")
        person.press("保存录入" if person is operator else "录入并抽签")
    clerk.page.goto(address)
    clerk.see("b6-drawn")
    clerk.press("生成结果公示")
    return address


def _post(clerk: Desk, folder: Path) -> None:
    if "/notices/" not in clerk.page.url:
        clerk.follow("冻结公告")
    clerk.follow("登记张贴")
    clerk.page.fill("[name=place]", "校门口左侧公告栏")
    clerk.page.set_input_files("main [type=file]", photograph(folder))
    clerk.press("登记张贴")


def a_change(people: dict[str, Desk], cohort: Cohort) -> None:
    """A child leaves for good: written by the clerk, submitted, examined, approved."""
    clerk, principal = people["clerk"], people["principal"]
    row = agreeing_roll(cohort)[0]
    clerk.page.goto(f"/adjustments/grade/{cohort.code}/")
    clerk.follow("学生转出、离校")
    clerk.page.select_option("[name=ground]", "absent")
    clerk.page.fill("[name=identity_number]", row[2])
    clerk.page.fill("[name=reason]", "开学两周没有报到，家长书面说明随父母迁往外省。")
    clerk.upload("说明.pdf", a_pdf(), "application/pdf")
    clerk.see("b7-ask")
    clerk.press("保存申请")
    address = clerk.page.url
    principal.page.goto(address)
    principal.press("提交教育局")
    people["operator"].page.goto(address)
    people["operator"].page.fill("[name=words]", "材料齐全，情况属实。")
    people["operator"].press("初审同意")
    reviewer = people["reviewer"]
    reviewer.page.goto(address)
    reviewer.see("b8-request")


def the_roll(clerk: Desk, reviewer: Desk, cohort: Cohort) -> None:
    """The exported roll has one child in another class; that is worked off and passed."""
    rows = agreeing_roll(cohort)
    rows[0][-1] = "9班"
    clerk.page.goto(f"/adjustments/grade/{cohort.code}/")
    clerk.follow("上传学籍名单核对")
    clerk.see("c1-roll")
    clerk.upload("学籍.xlsx", roll_sheet(rows))
    clerk.press("上传并核对")
    clerk.see("c2-differences")
    while clerk.page.get_by_role("link", name="办结第").count():
        clerk.page.get_by_role("link", name="办结第").first.click()
        clerk.page.locator("[name=decision]").first.check()
        clerk.page.fill("[name=note]", "已在学籍系统更正，见更正回执。")
        clerk.see("c3-difference")
        clerk.press("办结")
    reviewer.page.goto(clerk.page.url)
    reviewer.press("通过")
    reviewer.see("c4-passed")

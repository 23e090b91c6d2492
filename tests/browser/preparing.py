"""The county's way from an empty platform to approved rosters and filed teachers, by its people."""

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.county_made import (
    COUNTY,
    COUNTY_CODE,
    DRAWN,
    FIRST,
    PEOPLE,
    SCHOOLS,
    PersonMade,
    SchoolMade,
    office_time,
    photograph,
    plan_document,
    roster_of,
    roster_without_number,
    schools_sheet,
)
from tests.browser.visitors import Platform, Visitor

ADMINISTRATORS = {"system": "王系统", "security": "李安全", "audit": "赵审计"}


def set_up(platform: Platform, browser: Browser, folder: Path) -> dict[str, Visitor]:
    """Go through the guided set-up; the three administrators come in, each in his browser."""
    owner = Visitor(browser, platform.address)
    page = owner.page
    owner.go("/")
    owner.look("01-set-up-code")
    owner.fill(code=platform.set_up_code)
    page.click("main button")
    owner.look("01-set-up-keys")
    page.click("main button")
    owner.fill(
        county_name=COUNTY,
        county_code=COUNTY_CODE,
        name=f"{COUNTY}教育局",
        complaint_phone="0851-12345678",
    )
    owner.look("02-set-up-bureau")
    page.click("main button")
    page.set_input_files("[name=file]", schools_sheet(folder))
    owner.press("上传并预览")
    owner.look("03-set-up-schools")
    owner.press("确认写入")
    for role, name in ADMINISTRATORS.items():
        owner.fill(**{f"{role}_admin_name": name, f"{role}_admin_username": role})
    owner.look("04-set-up-administrators")
    owner.press("完成设置")
    owner.look("05-set-up-done")
    rows = page.locator("tbody tr")
    cells = [rows.nth(index).locator("td").all_inner_texts() for index in range(rows.count())]
    made = {
        username: _first_time(browser, platform, username, password, is_administrator=True)
        for _, _, username, password in cells
    }
    return made | {"owner": owner}


def _first_time(
    browser: Browser,
    platform: Platform,
    username: str,
    password: str,
    *,
    is_administrator: bool = False,
) -> Visitor:
    """Sign in with the initial password, choose one's own, set the second factor."""
    person = Visitor(browser, platform.address)
    person.sign_in(username, password)
    person.change_password(password)
    if is_administrator:
        person.set_second_factor()
    assert person.page.locator("h1").inner_text().endswith("您好")
    return person


def open_accounts(
    platform: Platform, browser: Browser, system: Visitor, security: Visitor
) -> dict[PersonMade, Visitor]:
    """The system administrator opens the accounts, the security administrator gives the posts."""
    came: dict[PersonMade, Visitor] = {}
    for person in PEOPLE:
        is_first = person is PEOPLE[0]
        system.go("/accounts/open/")
        system.fill(name=person.name, username=person.username)
        system.press("开通")
        if is_first:
            system.look("06-account-opened")
        initial = system.page.locator("dd.once").nth(1).inner_text()
        security.go("/accounts/")
        security.page.get_by_role("link", name=person.name).click()
        for school in person.schools or ("",):
            security.page.select_option("[name=role]", person.role)
            security.page.select_option("[name=school]", school)
            security.press("授予")
        if is_first:
            security.look("07-post-given")
        came[person] = _first_time(browser, platform, person.username, initial)
    return came


def publish_plan(operator: Visitor, folder: Path) -> None:
    """Open the year, file the plan, make the calendar, publish both."""
    today, page = office_time()[:10], operator.page
    operator.look("08-operator-home")
    page.locator("nav").get_by_role("link", name="本年度工作").click()
    operator.look("09-no-campaign")
    operator.follow("开始一个年度")
    operator.look("10-open-year")
    operator.press("开始")
    page.set_input_files("[name=file]", plan_document(folder))
    operator.fill(plan_on=today, enrolment_plan_on=today)
    operator.look("11-plan")
    operator.press("保存")
    operator.follow("排日程")
    operator.fill(ceremony=office_time(days=14)[:10])
    operator.press("按规定天数排好")
    operator.look("12-calendar")
    operator.press("保存日程")
    operator.look("13-before-publication")
    operator.press("公布方案和日程")
    operator.look("14-campaign")
    assert page.locator("#found tbody tr").count() == len(SCHOOLS)


def import_roster(clerk: Visitor, school: SchoolMade, folder: Path) -> None:
    """Upload, look at what it would change, write it; the families' slips out and back."""
    is_first = school is FIRST
    open_cohort(clerk, school)
    if is_first:
        clerk.look("15-clerk-cohort")
    clerk.follow("学生名册")
    if is_first:
        _first_upload_has_faults(clerk, school, folder)
    clerk.follow("上传名册")
    clerk.page.set_input_files("[name=file]", roster_of(school, folder))
    clerk.press("上传并预览")
    if is_first:
        clerk.look("18-roster-preview")
    assert f"新增 {school.students} 人" in clerk.said
    clerk.press("确认写入")
    assert f"新增 {school.students} 人" in clerk.said
    if is_first:
        clerk.look("19-roster")
        _slips(clerk, folder)
        clerk.page.locator("tbody [name=student]").first.check()
        clerk.press("登记所选：核对无误")
    clerk.page.locator("button[name=all]").click()
    assert "核对无误" in clerk.said


def _first_upload_has_faults(clerk: Visitor, school: SchoolMade, folder: Path) -> None:
    clerk.follow("上传名册")
    clerk.look("16-roster-upload")
    clerk.page.set_input_files("[name=file]", roster_without_number(school, folder))
    clerk.press("上传并预览")
    clerk.look("17-roster-faults")
    assert clerk.page.get_by_role("button", name="确认写入").count() == 0
    clerk.press("放弃这次上传")
    clerk.follow("返回名册")


def _slips(clerk: Visitor, folder: Path) -> None:
    clerk.follow("家长核对单")
    clerk.look("20-slips")
    with clerk.page.expect_download() as coming:
        clerk.press("生成全部核对单")
    path = folder / "slips.pdf"
    coming.value.save_as(path)
    assert path.read_bytes().startswith(b"%PDF-")
    clerk.follow("去学生名册登记交回")


def submit(principal: Visitor, school: SchoolMade, picture: str = "") -> None:
    """The principal hands the roster in."""
    open_cohort(principal, school)
    principal.follow("提交审定")
    if picture:
        principal.look(picture)
    principal.press("提交教育局审定")
    assert "已提交教育局审定" in principal.said, principal.said


def review(reviewer: Visitor, principal: Visitor) -> None:
    """Approve every school; the second one is returned first and sent again."""
    returned = SCHOOLS[1]
    open_cohort(reviewer, returned)
    reviewer.follow("去审定")
    reviewer.fill(reason="请核对随迁子女人数后重新提交。")
    reviewer.look("22-review")
    reviewer.press("退回学校")
    open_cohort(principal, returned)
    principal.look("23-returned")
    submit(principal, returned)
    for school in SCHOOLS:
        open_cohort(reviewer, school)
        reviewer.follow("去审定")
        reviewer.page.get_by_role("button", name="审定：").click()
        assert "已审定" in reviewer.said
    reviewer.look("24-approved")


def file_teachers(
    clerks: Mapping[str, Visitor],
    principals: Mapping[str, Visitor],
    reviewer: Visitor,
    folder: Path,
) -> None:
    """Homeroom teachers typed, handed in, filed, posted with a photograph."""
    for school in DRAWN:
        is_first, clerk = school is FIRST, clerks[school.code]
        open_cohort(clerk, school)
        clerk.follow("班主任名单")
        clerk.follow("填写名单")
        clerk.fill(names="\n".join(school.teachers))
        if is_first:
            clerk.look("25-teachers")
        clerk.press("下一步：核对")
        if is_first:
            clerk.look("26-teachers-preview")
        clerk.press("确认保存")
        principal = principals[school.code]
        open_cohort(principal, school)
        principal.follow("班主任名单")
        principal.press("报送教育局备案")
        open_cohort(reviewer, school)
        reviewer.follow("班主任名单")
        reviewer.press("备案")
        if is_first:
            reviewer.look("27-teachers-filed")
        open_cohort(clerk, school)
        clerk.follow("公示公告")
        clerk.press("生成班主任名单公示")
        if is_first:
            clerk.look("28-teachers-notice")
        record_posting(clerk, folder, "29-posting" if is_first else "")


def record_posting(person: Visitor, folder: Path, picture: str = "") -> None:
    """From the page of a notice: it hangs, here is the photograph."""
    person.follow("登记张贴")
    person.fill(place="校门口左侧公告栏")
    person.page.set_input_files("[name=photo]", photograph(folder))
    if picture:
        person.look(picture)
    person.press("登记张贴")
    assert "已登记张贴" in person.said


def open_cohort(person: Visitor, school: SchoolMade) -> None:
    """As people go: the year's work in the menu, then the school, by its task or in the table."""
    person.page.locator("nav").get_by_role("link", name="本年度工作").click()
    link = re.compile(rf"^(去办理\s*{school.title}|{school.name})$")
    person.page.locator("main").get_by_role("link", name=link).first.click()

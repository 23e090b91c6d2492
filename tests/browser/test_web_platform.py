"""The platform in a real browser, from the empty data folder to the first clerk's workbench.

The server is the real one (`junheng serve`) in a process and a data folder of its own. One long
journey, because each step is the ground of the next; what every page must have is asked on each.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.visitors import Platform, Visitor, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with running_platform(tmp_path / "var") as running:
        yield running


def _sheet(path: Path) -> Path:
    path.write_text(
        "学校代码,学校名称,学段,举办者,热点学校\n"
        "010001,城关第一小学,小学,公办,是\n"
        "010002,城关实验学校,九年一贯制,公办,否\n"
        "020001,育才初级中学,初中,民办,否\n",
        encoding="utf-8",
    )
    return path


def _faulty_sheet(path: Path) -> Path:
    path.write_text(
        "学校代码,学校名称,学段,举办者\n10001,城关第一小学,小学,公办\n010002,,高中,公办\n",
        encoding="utf-8",
    )
    return path


def _set_up(owner: Visitor, code: str, folder: Path) -> dict[str, str]:
    """Go through the guided set-up; returns role → initial password."""
    page = owner.page
    page.goto("/")
    owner.look("set-up-start")
    page.fill("[name=code]", code)
    page.click("main button")
    owner.look("set-up-keys")
    page.click("main button")
    owner.look("set-up-bureau")
    page.fill("[name=county_name]", "示例县")
    page.fill("[name=county_code]", "520123")
    page.fill("[name=name]", "示例县教育局")
    page.select_option("[name=profile]", "guiyang-county")
    page.fill("[name=complaint_phone]", "0851-12345678")
    page.click("main button")
    owner.look("set-up-schools")
    page.set_input_files("[name=file]", _faulty_sheet(folder / "学校.csv"))
    page.get_by_role("button", name="上传并预览").click()
    owner.look("set-up-schools-faulty")
    assert page.get_by_role("button", name="确认写入").count() == 0
    page.set_input_files("[name=file]", _sheet(folder / "学校名单.csv"))
    page.get_by_role("button", name="上传并预览").click()
    owner.look("set-up-schools-preview")
    page.get_by_role("button", name="确认写入").click()
    owner.look("set-up-administrators")
    for role, name in (("system", "王系统"), ("security", "李安全"), ("audit", "赵审计")):
        page.fill(f"[name={role}_admin_name]", name)
        page.fill(f"[name={role}_admin_username]", f"{role}.admin")
    page.get_by_role("button", name="完成设置").click()
    owner.look("set-up-done")
    rows = page.locator("tbody tr")
    cells = [rows.nth(index).locator("td").all_inner_texts() for index in range(rows.count())]
    return {username: password for _, _, username, password in cells}


def _administrator(browser: Browser, address: str, username: str, password: str) -> Visitor:
    """Sign in for the first time: new password, second factor, workbench."""
    person = Visitor(browser, address)
    person.sign_in(username, password)
    if username.startswith("system"):
        person.look("password")
    person.change_password(password)
    if username.startswith("system"):
        person.look("second-factor")
    person.set_second_factor()
    assert person.page.locator("h1").inner_text().endswith("您好")
    return person


def _clerk(browser: Browser, address: str, initial: str) -> Visitor:
    """The clerk comes in and sees the own school and nothing of administration."""
    clerk = Visitor(browser, address)
    clerk.page.goto("/schools/")
    clerk.look("sign-in")
    clerk.sign_in("chentianbao", initial)
    clerk.change_password(initial)
    clerk.look("clerk-home")
    menu = set(clerk.page.locator("nav a").all_inner_texts())
    assert menu > {"工作台", "学校", "待确认事项", "我的账号"}
    assert menu.isdisjoint({"账号与岗位", "审计记录", "运行维护"})
    clerk.page.goto("/schools/")
    clerk.look("schools")
    assert clerk.page.locator("tbody th").all_inner_texts() == ["城关第一小学"]
    clerk.page.get_by_role("link", name="城关第一小学").click()
    clerk.look("school")
    clerk.page.goto("/schools/010002/")
    clerk.look("not-visible")
    clerk.page.goto("/accounts/")
    clerk.look("not-allowed")
    clerk.page.goto("/account/")
    clerk.look("own")
    return clerk


def _forgotten_password(system: Visitor, security: Visitor, clerk: Visitor) -> None:
    """A forgotten password takes two administrators, each in his own browser."""
    system.page.goto("/accounts/")
    system.page.get_by_role("link", name="陈填报").click()
    system.page.get_by_role("button", name="提出重置密码").click()
    security.page.goto("/proposals/")
    security.look("proposals")
    security.page.get_by_role("link", name="重置密码").click()
    security.look("proposal")
    security.page.get_by_role("button", name="确认").click()
    security.look("told-once")
    renewed = security.page.locator("p.once").inner_text().partition("：")[2]
    clerk.page.goto("/schools/")
    assert "/sign-in/" in clerk.page.url
    clerk.sign_in("chentianbao", renewed)
    assert clerk.page.locator("h1").inner_text() == "修改密码"


def _search(security: Visitor) -> None:
    """Typing into the search field replaces the table, without a script of ours."""
    security.page.goto("/schools/")
    with security.page.expect_response(lambda answer: "q=" in answer.url):
        security.page.locator("#q").press_sequentially("育才")
    security.page.wait_for_function("document.querySelectorAll('#found tbody tr').length === 1")


def test_a_county_is_set_up_and_its_people_come_in(
    platform: Platform, chromium: Browser, tmp_path: Path
) -> None:
    owner = Visitor(chromium, platform.address)
    passwords = _set_up(owner, platform.set_up_code, tmp_path)
    system = _administrator(chromium, platform.address, "system.admin", passwords["system.admin"])
    security = _administrator(
        chromium, platform.address, "security.admin", passwords["security.admin"]
    )

    # The system administrator opens an account; it has no post yet.
    system.look("home")
    system.page.goto("/accounts/open/")
    system.look("open-account")
    system.page.fill("[name=name]", "陈填报")
    system.page.fill("[name=username]", "chentianbao")
    system.page.get_by_role("button", name="开通").click()
    system.look("opened")
    initial = system.page.locator("dd.once").nth(1).inner_text()

    # The security administrator gives the post.
    security.page.goto("/accounts/")
    security.look("accounts")
    security.page.get_by_role("link", name="陈填报").click()
    security.look("account")
    security.page.select_option("[name=role]", "school_clerk")
    security.page.select_option("[name=school]", "010001")
    security.page.get_by_role("button", name="授予", exact=True).click()
    assert "已授予学校填报岗位" in security.page.locator(".note.good").inner_text()

    clerk = _clerk(chromium, platform.address, initial)
    _forgotten_password(system, security, clerk)
    _search(security)

    expected = {"403", "404"}  # the browser's own word on the two refusals above
    noise = [
        one
        for visitor in (owner, system, security, clerk)
        for one in visitor.findings
        if not any(f"status of {status}" in one for status in expected)
    ]
    assert noise == []
    assert sum(visitor.pages_seen for visitor in (owner, system, security, clerk)) > 20

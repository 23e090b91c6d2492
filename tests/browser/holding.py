"""The sitting: arranged, frozen by two people, held on the screen, down to the lists."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.county_made import (
    DRAWN,
    FIRST,
    INSPECTOR,
    OPERATOR,
    REVIEWER,
    SUPERVISOR,
    PersonMade,
    SchoolMade,
    office_time,
)
from tests.browser.preparing import open_cohort, record_posting
from tests.browser.visitors import Platform, Visitor

SEATS = ("纪检监察", "人大代表", "政协委员", "家长甲", "家长乙")
DICE = "83470192837465019283"
CARDS = ("48213377", "90817263", "00519428", "空", "66120934")
SECRET = "31415926535897932384"
DRAW_PATIENCE = 90_000
PRINT_PATIENCE_SECONDS = 180

Came = Mapping[PersonMade, Visitor]


@dataclass
class Sitting:
    """What the people carry from one step to the next."""

    address: str
    folder: Path
    copy: Path


def to_sessions(person: Visitor) -> None:
    """By the menu to the sessions, and into the only one."""
    person.page.locator("nav").get_by_role("link", name="现场编班").click()


def to_session(person: Visitor) -> None:
    to_sessions(person)
    person.page.locator("main tbody th a").first.click()
    person.page.wait_for_url("**/sessions/*/")


def arrange_and_freeze(platform: Platform, came: Came, folder: Path) -> Sitting:
    """The operator arranges and asks, the supervisor types his digits and confirms."""
    operator, supervisor = came[OPERATOR], came[SUPERVISOR]
    to_sessions(operator)
    operator.look("30-no-session")
    operator.follow("安排一场现场会")
    operator.fill(place="县一中礼堂", planned_at=office_time(days=2))
    for box in operator.page.locator("[name=cohorts]").all():
        box.check()
    operator.look("31-arrange")
    operator.press("安排")
    operator.look("32-session")
    operator.press("提请冻结")
    supervisor.page.locator("nav").get_by_role("link", name="待确认事项").click()
    supervisor.page.locator("main tbody th a").first.click()
    supervisor.fill(digits=SECRET)
    supervisor.look("33-confirm-freeze")
    supervisor.press("确认冻结")
    assert "名册已冻结" in supervisor.said
    to_session(operator)
    operator.look("34-frozen")
    address = operator.page.url
    held = platform.folder / "sessions" / address.rstrip("/").rpartition("/")[2]
    return Sitting(address, held, _copied(held, folder / "frozen"))


def _copied(held: Path, target: Path) -> Path:
    shutil.copytree(held, target, ignore=shutil.ignore_patterns("*.lock"))
    return target


def post_notices(operator: Visitor, clerks: Mapping[str, Visitor], folder: Path) -> None:
    """The papers of the sitting are printed; every school posts its notice of the freeze."""
    to_session(operator)
    operator.follow("表格和文件")
    _take_papers(operator, folder, "冻结公告", "现场数字记录表")
    for school in DRAWN:
        post_notice(clerks[school.code], school, "名册冻结公告", folder)


def post_notice(clerk: Visitor, school: SchoolMade, kind: str, folder: Path) -> None:
    """As soon as the notice of this kind is made: it hangs, here is the photograph."""
    open_cohort(clerk, school)
    clerk.follow("公示公告")
    made = clerk.page.locator("main tbody tr", has_text=kind).get_by_role("link").first
    for _ in range(PRINT_PATIENCE_SECONDS):
        if made.count():
            break
        clerk.page.wait_for_timeout(1000)
        clerk.page.reload()
    made.click()
    record_posting(clerk, folder)


def _take_papers(person: Visitor, folder: Path, *titles: str) -> None:
    """The papers with these words in their titles, once they are printed."""
    for _ in range(PRINT_PATIENCE_SECONDS):
        if all(person.page.get_by_text(title).count() for title in titles):
            break
        person.page.wait_for_timeout(1000)
        person.page.reload()
    person.look("35-papers-to-post")
    for title in titles:
        row = person.page.locator("main tbody tr", has=person.page.get_by_text(title)).first
        with person.page.expect_download() as coming:
            row.get_by_role("link").click()
        path = folder / coming.value.suggested_filename
        coming.value.save_as(path)
        assert path.stat().st_size > 0


def hold(came: Came) -> None:
    """The ceremony on the projector, by the keyboard; the second entry in another browser."""
    operator, reviewer, supervisor = came[OPERATOR], came[REVIEWER], came[SUPERVISOR]
    to_session(operator)
    operator.follow("打开大屏幕")
    operator.look("40-screen-code")
    operator.enter("各席位")
    operator.fill(seats="、".join(SEATS), count=str(len(SEATS)))
    operator.look("41-screen-envelopes")
    operator.enter("当众掷出")
    operator.fill(numbers=" ".join(DICE[start : start + 5] for start in range(0, 20, 5)))
    operator.look("42-screen-dice")
    operator.enter("逐位相同吗")
    operator.look("43-screen-dice-compared")
    operator.enter("准备拆封")
    operator.look("44-screen-opening")
    operator.enter("逐封拆、读、记")
    operator.look("45-screen-two-entries")
    operator.follow("在这台电脑录入（甲）")
    operator.look("46-screen-entry")
    _type_cards(operator, is_first=True)
    to_session(reviewer)
    reviewer.follow("录入数字")
    _type_cards(reviewer, is_first=False)
    expect(operator.page.locator("h1")).to_contain_text("逐行核对")
    operator.look("47-screen-witness")
    operator.press("完全一致，已签字，提请锁定")
    supervisor.page.locator("nav").get_by_role("link", name="待确认事项").click()
    supervisor.page.locator("main tbody th a").first.click()
    supervisor.look("48-confirm-lock")
    supervisor.press("确认")
    expect(operator.page.locator("h1")).to_have_text("种子已锁定")
    operator.look("49-screen-seed")
    operator.press("开始抽签编班")
    expect(operator.page.locator("h1")).to_have_text("编班完成", timeout=DRAW_PATIENCE)
    operator.look("51-screen-drawn")
    operator.follow(FIRST.title)
    operator.look("52-screen-balance")
    operator.follow("看班级名单")
    operator.look("53-screen-list")
    operator.page.get_by_role("link", name="退出大屏幕").click()
    inspector = came[INSPECTOR]
    to_session(inspector)
    inspector.look("54-inspector-session")


def _type_cards(person: Visitor, *, is_first: bool) -> None:
    cards = {f"card{place}": card for place, card in enumerate(CARDS, start=1)}
    person.fill(public=DICE, **cards)
    person.enter("录入" if is_first else "逐行核对")

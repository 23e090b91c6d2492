"""From the lists to the lock: disc, representatives, lots, signatures, effect, publication."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

from playwright.sync_api import expect

from tests.browser.county_made import (
    DRAWN,
    FIRST,
    OPERATOR,
    SUPERVISOR,
    SchoolMade,
    a_pdf,
    office_time,
)
from tests.browser.holding import Came, post_notice, to_session
from tests.browser.visitors import Platform, Visitor

ROLES = ("县教育局人员", "纪检监察人员", "家长代表")
JOB_PATIENCE_SECONDS = 180
SMALL_DICE, SMALL_CARDS = "31415926", "27182818 16180339"


def record_video_and_scan(operator: Visitor, folder: Path) -> None:
    """Where the video is kept, and the scan of the paper that everybody signed."""
    to_session(operator)
    operator.follow("登记录像")
    operator.fill(
        file_name="现场会全程录像.mp4",
        keeper="青禾县教育局电教站",
        starts_at=office_time(hours=-1),
        ends_at=office_time(),
    )
    operator.look("60-recording")
    operator.press("登记")
    operator.follow("上传全场扫描件")
    operator.page.set_input_files("[name=file]", _scan(folder))
    operator.look("61-scan")
    operator.page.locator("main form button").first.click()
    assert "扫描件已加密保存" in operator.said


def make_disc(came: Came) -> Sequence[str]:
    """Each office writes its half of the passphrase down; the disc is made behind the pages."""
    operator, supervisor = came[OPERATOR], came[SUPERVISOR]
    to_session(operator)
    operator.look("62-drawn-session")
    operator.follow("抄写前半（教育局）")
    operator.press("显示前半")
    to_session(supervisor)
    supervisor.follow("抄写后半（纪检监督）")
    supervisor.press("显示后半")
    supervisor.look("63-passphrase")
    halves = [p.page.locator("main .once").inner_text() for p in (operator, supervisor)]
    to_session(operator)
    operator.follow("做存档光盘")
    operator.look("64-disc")
    operator.press("做光盘")
    wait_for_papers(operator)
    expect(operator.page.get_by_role("rowheader", name="光盘镜像")).to_be_visible()
    operator.look("65-papers")
    to_session(operator)
    operator.press("都抄好了，从平台清除")
    return halves


def draw_lots(school: SchoolMade, clerk: Visitor, principal: Visitor) -> None:
    """At a school: the parents' representatives, then the homeroom teachers' lots."""
    is_first = school is FIRST
    for person in (clerk, principal):
        _to_school(person, school)
        if is_first and person is clerk:
            person.look("70-school-after-draw")
        person.follow("抽家长代表")
        person.fill(public=SMALL_DICE, cards=SMALL_CARDS)
        if is_first and person is clerk:
            person.look("71-representatives")
        person.press("录入完毕")
    principal.press("与签字的记录表完全一致，记入流水账")
    assert "家长代表已抽定" in principal.said, principal.said
    for person in (clerk, principal):
        _to_school(person, school)
        person.follow("录入班主任签")
        person.fill(**_lots_of(school))
        if is_first and person is clerk:
            person.look("72-lots")
        person.press("录入完毕")
    if is_first:
        principal.look("73-lots-agreed")
    principal.press("与签字的记录表完全一致，记入流水账")
    assert "班主任签已记入流水账" in principal.said


def _lots_of(school: SchoolMade) -> dict[str, str]:
    """What the people drew: groups upwards from the second number, teachers downwards."""
    count = school.classes
    groups = {f"group{place}": str(place % count + 1) for place in range(1, count + 1)}
    return groups | {f"teacher{place}": str(count + 1 - place) for place in range(1, count + 1)}


def wait_for_papers(person: Visitor) -> None:
    """What is signed has to be printed first: look until nothing is being printed any more."""
    to_session(person)
    person.follow("表格和文件")
    states = person.page.locator("table", has_text="在后台做").locator("tbody td:last-child")
    for _ in range(JOB_PATIENCE_SECONDS):
        if set(states.all_inner_texts()) == {"完成"}:
            return
        person.page.wait_for_timeout(1000)
        person.page.reload()
    raise AssertionError("the papers are not printed")


def sign(school: SchoolMade, clerk: Visitor, folder: Path) -> None:
    """Every required role signed the printed paper; the result takes effect."""
    _to_school(clerk, school)
    for role in ROLES:
        clerk.follow("登记一个签字")
        clerk.page.select_option("[name=role]", role)
        clerk.fill(name="某某", organisation="青禾县", signed_at=office_time())
        if school is FIRST and role == ROLES[0]:
            clerk.look("74-sign")
        clerk.press("登记")
    clerk.follow("上传扫描件")
    clerk.page.set_input_files("[name=file]", _scan(folder))
    clerk.page.locator("main form button").first.click()
    if school is FIRST:
        clerk.look("75-ready")
    clerk.press("签字齐全，生效")
    assert "结果已生效" in clerk.said


def publish(operator: Visitor, clerks: Mapping[str, Visitor], folder: Path) -> str:
    """Publish everything; every school posts its result. Gives the public address."""
    to_session(operator)
    operator.press("公示已生效的结果")
    assert "已公示" in operator.said
    operator.look("80-published")
    address = str(operator.page.locator("main dd a[href*='/draw/']").get_attribute("href"))
    for school in DRAWN:
        post_notice(clerks[school.code], school, "分班结果公示", folder)
    return address


def let_the_days_pass(platform: Platform) -> None:
    """The notices of the results hang for a week: here the last day is written back instead."""
    with closing(connect(platform.folder / "junheng.sqlite3", timeout=20)) as database, database:
        yesterday = office_time(days=-1)[:10]
        command = "UPDATE notices_notice SET shown_until = ? WHERE kind = 'result'"
        assert database.execute(command, (yesterday,)).rowcount == len(DRAWN)


def lock(operator: Visitor) -> None:
    """Each school's lists are locked; the ledger and the county on one page."""
    for school in DRAWN:
        _to_school(operator, school)
        operator.press("公示期满，锁定")
        assert "已锁定" in operator.said
    operator.look("81-locked")
    to_session(operator)
    operator.follow("流水账")
    operator.look("82-ledger")
    operator.page.locator("nav").get_by_role("link", name="全县总览").click()
    operator.look("83-overview")


def look_at_the_trail(auditor: Visitor) -> None:
    """The audit administrator finds everything written down, and the chain whole."""
    auditor.page.locator("nav").get_by_role("link", name="审计记录").click()
    auditor.look("84-trail")


def _to_school(person: Visitor, school: SchoolMade) -> None:
    to_session(person)
    person.follow(school.title)


def _scan(folder: Path) -> Path:
    path = folder / "签字表.pdf"
    path.write_bytes(a_pdf())
    return path

"""A year's monitoring in a real browser, from its opening to a shortfall that is worked off.

The bureau opens the year, a school fills in with faults and then right, hands in, is given back and
accepted; the county is judged, published and taken into a rectification. Every page is examined on
the office screen and on a telephone; the county's verdict on 390 px too.
"""

import io

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser

from junheng.apps.monitoring.columns import SHEET
from junheng.apps.monitoring.models import MonitoringPeriod
from junheng.apps.monitoring.services import filling
from junheng.apps.rectifications.models import Rectification
from tests.apps.monitoring.monitoring_made import (
    YEAR,
    county_filled,
    earlier,
    figures,
    good_values,
    submission_of,
)
from tests.browser.test_complaints_pages import county, visitor  # noqa: F401 - a fixture
from tests.browser.visitors import OFFICE, Visitor
from tests.people import OTHER_SCHOOL, OWN_SCHOOL

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW = {"width": 390, "height": 800}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REASON = "网络多媒体教室比上年少一半，请说明原因。"


def _opens(operator: Visitor) -> MonitoringPeriod:
    operator.go("/monitoring/")
    operator.look("m01-list")
    operator.follow("建立新年度")
    today = timezone.localdate().isoformat()
    operator.fill(year=str(YEAR), opens_on=today, closes_on=today)
    operator.page.select_option("[name=catalogue_name]", "national-2017")
    operator.look("m02-open")
    operator.press("建立")
    operator.look("m03-period")
    return MonitoringPeriod.objects.get(year=YEAR)


def _workbook_of(clerk: Visitor, **changes: object) -> bytes:
    """The workbook as the browser got it, with its cells filled in."""
    with clerk.page.expect_download() as coming:
        clerk.page.get_by_role("link", name="下载数据表").click()
    book = openpyxl.load_workbook(io.BytesIO(coming.value.path().read_bytes()))
    values = good_values(**changes)
    keys = {one.item.title: one.item.key for one in filling.asked_of(submission_of())}
    for title, _, value, *_ in book[SHEET].iter_rows(min_row=4):
        if str(title.value) in keys:
            value.value = float(values[keys[str(title.value)]])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _uploads(clerk: Visitor, content: bytes) -> None:
    file = {"name": "数据表.xlsx", "mimeType": XLSX, "buffer": content}
    clerk.page.locator("[name=file]").first.set_input_files(file)  # type: ignore[arg-type] # a file
    clerk.press("上传填好的表")


def _fills_in(clerk: Visitor) -> None:
    clerk.go("/")
    clerk.follow(f"城关第一小学{YEAR}年优质均衡监测")
    clerk.look("m04-school")
    _uploads(clerk, _workbook_of(clerk, training_funds=-5, teachers=-1))
    assert "什么也没有写入" in clerk.said
    clerk.look("m05-faults")
    _uploads(clerk, _workbook_of(clerk, multimedia_rooms=6))
    assert "数据已经写入" in clerk.said
    assert "上年是 12，今年是 6" in clerk.page.locator(".doubts").inner_text()
    clerk.fill(words="四间教室改作图书室，另两间设备报废。")
    clerk.look("m06-doubts")
    clerk.press("保存情况说明")
    clerk.page.get_by_text("上传材料").click()
    clerk.page.select_option("[name=indicator]", "A7")
    paper = {"name": "清单.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"}
    clerk.page.locator("[name=file]").last.set_input_files(paper)  # type: ignore[arg-type] # a file
    clerk.press("上传")
    clerk.look("m07-evidence")


def _is_reviewed(principal: Visitor, reviewer: Visitor) -> None:
    own = f"/monitoring/schools/{submission_of().code}/"
    principal.go(own)
    principal.look("m08-submit")
    principal.press("报送教育局")
    reviewer.go("/")
    reviewer.follow("1 所学校的数据等待审核")
    reviewer.follow("城关第一小学")
    reviewer.look("m09-review")
    reviewer.follow("退回")
    reviewer.fill(reason=REASON)
    reviewer.look("m10-return")
    reviewer.press("退回")
    principal.go(own)
    assert REASON in principal.said
    principal.look("m11-returned")
    principal.press("报送教育局")
    reviewer.go(own)
    reviewer.press("通过")
    assert "已经通过" in reviewer.said
    reviewer.go(f"/monitoring/schools/{submission_of(OTHER_SCHOOL).code}/")
    reviewer.follow("不再填报")
    reviewer.fill(reason="本年度撤并，不再填报。")
    reviewer.press("不再填报")


def _is_judged(operator: Visitor, period: MonitoringPeriod) -> None:
    assert county_filled(period, figures(YEAR).own) == ()
    at = f"/monitoring/{period.code}/"
    operator.go(f"{at}county/")
    operator.look("m12-county-figures")
    operator.go(at)
    operator.press("结束填报")
    assert "填报已经结束" in operator.said
    operator.follow("全县一页")
    assert "1 所学校资源配置未达标" in operator.said
    operator.look("m13-result")
    _read_on_a_telephone(operator)
    for name in ("heat", "trends", "classes", "investments"):
        operator.go(f"{at}{name}/")
        operator.look(f"m14-{name}")
    operator.go(f"{at}result/")
    operator.follow("A7 每百名学生拥有网络多媒体教室数")
    operator.look("m15-indicator")
    operator.page.locator("a.part[href$='#multimedia_rooms']").first.click()
    operator.page.wait_for_load_state()
    assert operator.page.url.endswith("#multimedia_rooms")
    line = operator.page.locator("tr#multimedia_rooms")
    assert line.locator("td").first.inner_text() == "6"
    _asks_what_if(operator, at)
    operator.go(f"{at}result/")
    with operator.page.expect_download() as coming:
        operator.page.get_by_role("button", name="监测报告", exact=True).click()
    assert coming.value.suggested_filename.endswith("监测报告.docx")


def _read_on_a_telephone(operator: Visitor) -> None:
    page = operator.page
    page.set_viewport_size(NARROW)  # type: ignore[arg-type] # a size
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert Axe().run(page).response["violations"] == []
    box = page.locator("table.coefficients").bounding_box()
    assert box is not None
    assert box["width"] <= NARROW["width"]
    page.set_viewport_size(OFFICE)  # type: ignore[arg-type] # a size


def _asks_what_if(operator: Visitor, at: str) -> None:
    operator.go(f"{at}what-if/")
    page = operator.page
    page.select_option("[name=c1-school]", OWN_SCHOOL)
    page.select_option("[name=c1-quantity]", "multimedia_rooms")
    page.fill("[name=c1-added]", "-99")
    operator.press("试算")
    assert "减到了零以下" in operator.said
    page.fill("[name=c1-added]", "6")
    operator.press("试算")
    assert "城关第一小学资源配置：未达到 → 达到" in page.locator("main").inner_text()
    operator.look("m16-what-if")


def _is_public(reviewer: Visitor, stranger: Visitor, period: MonitoringPeriod) -> None:
    reviewer.go(f"/monitoring/{period.code}/result/")
    reviewer.press("公布公开版")
    assert "已经公布" in reviewer.said
    reviewer.look("m17-published")
    stranger.go(f"/public/monitoring/{YEAR}/")
    stranger.look("m18-public")


def _is_put_right(operator: Visitor, principal: Visitor, reviewer: Visitor, code: str) -> None:
    operator.go(f"/monitoring/{code}/shortfalls/")
    operator.page.locator("[name=shortfall]").first.check()
    operator.look("m19-shortfalls")
    operator.press("发出整改")
    assert "已发出整改 1 件" in operator.said
    item = f"/rectifications/{Rectification.objects.get().code}/"
    principal.go(item)
    principal.look("m20-rectification")
    principal.follow("申请核查")
    principal.fill(words="新装六间网络多媒体教室，已经验收，共十二间。")
    principal.press("申请核查")
    reviewer.go(item)
    reviewer.follow("核查通过")
    reviewer.fill(words="到校清点，十二间都能正常使用。")
    reviewer.look("m21-close")
    reviewer.press("通过，销号")
    assert Rectification.objects.get().state == "closed"
    operator.go(f"/monitoring/{code}/shortfalls/")
    assert "已销号" in operator.page.locator("main").inner_text()


def test_a_year_from_its_opening_to_a_shortfall_put_right(
    county: str,  # noqa: F811 - the fixture
    chromium: Browser,
) -> None:
    kinds = ("operator", "reviewer", "clerk", "principal", "nobody")
    people = [visitor(chromium, county, kind) for kind in kinds]
    operator, reviewer, clerk, principal, stranger = people
    earlier()

    period = _opens(operator)
    _fills_in(clerk)
    _is_reviewed(principal, reviewer)
    _is_judged(operator, period)
    _is_public(reviewer, stranger, period)
    _is_put_right(operator, principal, reviewer, period.code)

    assert [one.findings for one in people] == [[], [], [], [], []]

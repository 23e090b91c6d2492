"""Pages of the monitoring, from the opening of a year to a rectification."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from junheng.apps.monitoring import queries
from junheng.apps.monitoring.models import IndicatorEvidence, MonitoringPeriod
from junheng.apps.rectifications.models import Rectification
from junheng.core.access.models import Proposal
from tests.apps.monitoring.monitoring_made import (
    YEAR,
    county_filled,
    earlier,
    figures,
    filled_workbook,
    good_values,
    submission_of,
    submitted,
)
from tests.jobs_carried_out import carry_out_jobs
from tests.notices_made import photograph
from tests.people import AT, OTHER_SCHOOL, OWN_SCHOOL, names_in_package, signed_in

pytestmark = pytest.mark.usefixtures("year")

TODAY = AT.date().isoformat()


def text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return html.unescape(answer.content.decode())


def sent(browser: Client, address: str, **given: object) -> str:
    answer = browser.post(address, given, follow=True)
    assert answer.status_code == 200, (address, answer.status_code)
    return html.unescape(answer.content.decode())


def workbook(**changes: object) -> SimpleUploadedFile:
    content = filled_workbook(submission_of(), good_values(**changes))
    return SimpleUploadedFile("数据表.xlsx", content)


def opened_by_page() -> MonitoringPeriod:
    sent(
        signed_in("operator"),
        "/monitoring/open/",
        year=YEAR,
        catalogue_name="national-2017",
        opens_on=TODAY,
        closes_on=TODAY,
    )
    return MonitoringPeriod.objects.get(year=YEAR)


def test_from_the_opening_of_a_year_to_a_rectification() -> None:
    earlier()
    period = opened_by_page()
    operator, reviewer = signed_in("operator"), signed_in("reviewer")
    clerk, principal = signed_in("clerk"), signed_in("principal")

    # The school's clerk finds the year on the workbench, downloads, fills in, uploads.
    assert f"城关第一小学{YEAR}年优质均衡监测" in text(clerk, "/")
    own = f"/monitoring/schools/{submission_of().code}/"
    assert clerk.get(f"{own}workbook/").content.startswith(b"PK")
    page = sent(clerk, f"{own}upload/", file=workbook(training_funds=-5))
    assert "数不能是负的" in page
    page = sent(clerk, f"{own}upload/", file=workbook(multimedia_rooms=6))
    assert "上年是 12，今年是 6" in page
    sent(clerk, f"{own}explain/", words="四间教室改作图书室，另两间设备报废。")
    picture = SimpleUploadedFile("照片.jpg", photograph(), "image/jpeg")
    assert "A7 的材料" in sent(clerk, f"{own}evidence/", indicator="A7", file=picture)

    # The principal hands in, the bureau returns and then accepts.
    assert "已经报送" in sent(principal, f"{own}submit/")
    reason = "请说明报废的两间是否已经补上。"
    sent(reviewer, f"{own}step/return/", reason=reason)
    assert reason in text(clerk, own)
    sent(principal, f"{own}submit/")
    assert "已经通过" in sent(reviewer, f"{own}accept/")
    elsewhere = f"/monitoring/schools/{submission_of(OTHER_SCHOOL).code}/"
    sent(reviewer, f"{elsewhere}step/waive/", reason="本年度撤并，不再填报。")

    # The county is judged; a figure leads down to the cell.
    assert county_filled(period, figures(YEAR).own) == ()
    at = f"/monitoring/{period.code}/"
    assert "1 所学校资源配置未达标" in text(operator, f"{at}result/")
    drilled = text(operator, f"{at}indicators/A7/")
    assert f"{own}#multimedia_rooms" in drilled
    assert 'id="multimedia_rooms"' in text(operator, own)

    # The year is closed, reported, and the shortfall worked off.
    assert "填报已经结束" in sent(operator, f"{at}close/")
    answer = operator.post(f"{at}reports/report/")
    assert answer.content.startswith(b"PK")
    page = text(operator, f"{at}shortfalls/")
    key = re.findall(r'name="shortfall" value="([^"]+)"', page)[0]
    assert "已发出整改 1 件" in sent(operator, f"{at}shortfalls/", shortfall=key)
    started = Rectification.objects.get()
    assert own in text(principal, f"/rectifications/{started.code}/")
    assert not Proposal.objects.exists()


def test_every_page_of_the_county_opens_and_none_for_a_school() -> None:
    earlier(backbone_teachers=1)
    period = earlier(YEAR, homework_reasonable=0)
    pages = [
        f"/monitoring/{period.code}/{one}"
        for one in ("", "county/", "result/", "heat/", "trends/", "classes/", "what-if/",
                    "investments/", "shortfalls/", "indicators/A2/", "indicators/5.8/",
                    "indicators/4.8/")
    ]  # fmt: skip

    for kind in ("operator", "reviewer", "inspector", "supervisor"):
        browser = signed_in(kind)
        assert {page: browser.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    for kind in ("clerk", "principal"):
        browser = signed_in(kind)
        assert {page: browser.get(page).status_code for page in pages} == dict.fromkeys(pages, 403)


def test_a_school_sees_itself_and_no_other() -> None:
    earlier()
    own, other = (submission_of(code, YEAR - 1).code for code in (OWN_SCHOOL, OTHER_SCHOOL))
    clerk = signed_in("clerk")

    assert clerk.get(f"/monitoring/schools/{own}/").status_code == 200
    for part in ("", "workbook/"):
        assert clerk.get(f"/monitoring/schools/{other}/{part}").status_code == 404
    assert other not in text(clerk, "/monitoring/")


@pytest.mark.parametrize(
    ("indicator", "content", "words"),
    [
        ("A7", b"PK\x03\x04 a Word document", "不是照片（JPG、PNG、WebP），也不是 PDF"),
        ("A7", b"<html>a page called a picture</html>", "不是照片（JPG、PNG、WebP），也不是 PDF"),
        ("A1", b"%PDF-1.7\n", "这个指标不需要材料"),
        ("4.8", b"%PDF-1.7\n", "这个指标不需要材料"),
    ],
)
def test_what_proves_nothing_is_refused_with_a_sentence(
    indicator: str, content: bytes, words: str
) -> None:
    opened_by_page()
    own = f"/monitoring/schools/{submission_of().code}/"
    file = SimpleUploadedFile("证明.jpg", content, "image/jpeg")

    page = sent(signed_in("clerk"), f"{own}evidence/", indicator=indicator, file=file)

    assert words in page
    assert not IndicatorEvidence.objects.exists()


def test_what_is_asked_for_and_what_came_stands_before_the_bureau() -> None:
    opened_by_page()
    own = f"/monitoring/schools/{submission_of().code}/"
    paper = SimpleUploadedFile("平面图.pdf", b"%PDF-1.7\n", "application/pdf")
    sent(signed_in("clerk"), f"{own}evidence/", indicator="A4", file=paper)

    page = text(signed_in("reviewer"), own)
    rows = {
        code: row
        for row in re.findall(r"<tr>(.*?)</tr>", page.partition("需要材料的指标")[2], re.DOTALL)
        for code in re.findall(r'<th scope="row">(\S+) ', row)[:1]
    }

    # By 教督〔2017〕6号 these are of schools and rest on papers; A1 on nothing but the count.
    assert {"A2", "A4", "A5", "A6", "A7", "4.3", "5.3"} <= set(rows)
    assert "A1" not in rows
    assert "校舍平面图" in rows["A4"]
    assert "还没有" not in rows["A4"]
    assert "还没有" in rows["A5"]
    [address] = re.findall(rf'href="({own}evidence/[^"]+)"', rows["A4"])
    answer = signed_in("reviewer").get(address)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7\n"  # type: ignore[attr-defined]


def test_what_if_answers_from_its_address_and_keeps_nothing() -> None:
    period = earlier(multimedia_rooms=6, backbone_teachers=3)
    asked = (
        f"/monitoring/{period.code}/what-if/?c1-school={OWN_SCHOOL}&c1-quantity=multimedia_rooms"
        f"&c1-added=4&c2-school={OWN_SCHOOL}&c2-quantity=backbone_teachers&c2-stage=primary"
        "&c2-added=1"
    )

    page = text(signed_in("inspector"), asked)

    assert "城关第一小学资源配置：未达到 → 达到" in page
    assert submission_of(year=YEAR - 1).values["multimedia_rooms"] == 6


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("c1-quantity=multimedia_rooms&c1-added=", "请写增加多少"),
        ("c1-quantity=&c1-added=3", "请选择改什么"),
        ("c1-school=010001&c1-quantity=multimedia_rooms&c1-added=-99", "减到了零以下"),
        ("c1-school=010001&c1-quantity=multimedia_rooms&c1-added=0.5", "只能增减整数"),
    ],
)
def test_a_wrong_what_if_says_what_is_wrong(query: str, words: str) -> None:
    period = earlier()

    assert words in text(signed_in("operator"), f"/monitoring/{period.code}/what-if/?{query}")


def test_investments_are_asked_for_worked_out_and_shown() -> None:
    period = earlier(multimedia_rooms=6, qualified_teachers=14)
    operator, address = signed_in("operator"), f"/monitoring/{period.code}/investments/"
    plan_form = text(operator, address)
    prices = dict(re.findall(r'name="(\w+)" value="(\d+)"', plan_form))

    assert "正在计算" in sent(operator, address, **prices)
    carry_out_jobs(AT)

    page = text(operator, address)
    assert "已证明没有更省的方案" in page
    assert "城关第一小学" in page


def test_a_year_without_figures_says_so_and_is_no_fault() -> None:
    period = opened_by_page()

    answer = signed_in("operator").get(f"/monitoring/{period.code}/result/")

    assert answer.status_code == 409
    assert "还没有学校填报数据" in html.unescape(answer.content.decode())


def test_whoever_is_late_stands_on_the_page_and_on_the_workbench() -> None:
    opened_by_page()
    MonitoringPeriod.objects.update(opens_on="2026-01-01", closes_on="2026-01-02")

    assert "2 所学校逾期没有报送" in text(signed_in("operator"), "/")
    period = queries.newest_period()
    assert period is not None
    assert "逾期没有报送：" in text(signed_in("reviewer"), f"/monitoring/{period.code}/")


def test_reports_name_no_person() -> None:
    period = opened_by_page()
    submitted()
    operator = signed_in("operator")

    for name in ("report", "self", "public", "tables"):
        answer = operator.post(f"/monitoring/{period.code}/reports/{name}/")
        assert answer.status_code == 200
        assert names_in_package(answer.content) == []
    assert operator.post(f"/monitoring/{period.code}/reports/none/").status_code == 404

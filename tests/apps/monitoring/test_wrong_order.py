"""Whoever does everything in the wrong order gets a sentence each time, and nothing is lost."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from junheng.apps.monitoring.exports.workbook import school_workbook
from junheng.apps.monitoring.models import MonitoringPeriod
from junheng.apps.monitoring.services import reviewing
from tests.apps.monitoring.monitoring_made import (
    LATER,
    YEAR,
    earlier,
    filled,
    filled_workbook,
    good_values,
    opened,
    submission_of,
    submitted,
)
from tests.people import OTHER_SCHOOL, OWN_SCHOOL, actor, signed_in

pytestmark = pytest.mark.usefixtures("year")


def told(browser: Client, address: str, **given: object) -> str:
    """What the page says; never a fault of the program."""
    answer = browser.post(address, given, follow=True)
    assert answer.status_code in {200, 403, 404, 409}, (address, answer.status_code)
    return html.unescape(answer.content.decode())


def own_page() -> str:
    return f"/monitoring/schools/{submission_of().code}/"


def uploaded(content: bytes, name: str = "数据表.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_handing_in_before_filling_in() -> None:
    opened()

    assert "还没有上传数据表" in told(signed_in("principal"), f"{own_page()}submit/")


def test_the_workbook_of_another_school_and_of_last_year() -> None:
    earlier()
    opened()
    clerk = signed_in("clerk")
    other = school_workbook(submission_of(OTHER_SCHOOL))
    old = filled_workbook(submission_of(year=YEAR - 1), good_values())

    assert "不是本校" in told(clerk, f"{own_page()}upload/", file=uploaded(other))
    page = told(clerk, f"{own_page()}upload/", file=uploaded(old))
    assert f"不是 {YEAR} 年的" in page
    assert not submission_of().is_filled


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("数据表.xlsx", b"a picture called a workbook", "数据表"),
        ("数据表.docx", b"PK\x03\x04", "数据表"),
        ("数据表.xlsx", b"", "空"),
    ],
)
def test_no_workbook_at_all(name: str, content: bytes, words: str) -> None:
    opened()

    page = told(signed_in("clerk"), f"{own_page()}upload/", file=uploaded(content, name))

    assert words in page
    assert "平台出了问题" not in page
    assert not submission_of().is_filled


def test_two_files_one_after_the_other_and_the_later_one_counts() -> None:
    opened()
    clerk = signed_in("clerk")
    for rooms in (12, 13):
        content = filled_workbook(submission_of(), good_values(multimedia_rooms=rooms))
        assert "数据已经写入" in told(clerk, f"{own_page()}upload/", file=uploaded(content))

    assert submission_of().values["multimedia_rooms"] == 13


def test_two_tabs_hand_in_twice() -> None:
    opened()
    submitted()

    page = told(signed_in("principal"), f"{own_page()}submit/")

    assert "现在是“待审核”，不能改动" in page


def test_uploading_what_was_handed_in() -> None:
    opened()
    submitted()
    content = filled_workbook(submission_of(), good_values(multimedia_rooms=20))

    page = told(signed_in("clerk"), f"{own_page()}upload/", file=uploaded(content))

    assert "请教育局退回或重新开放" in page
    assert submission_of().values["multimedia_rooms"] != 20


def test_two_reviewers_decide_on_the_same_school() -> None:
    opened()
    submitted()
    reviewing.accept(submission_of().code, by=actor("reviewer"), at=LATER)
    reviewer = signed_in("reviewer")

    again = told(reviewer, f"{own_page()}accept/")
    returned = told(reviewer, f"{own_page()}step/return/", reason="面积与登记不一致。")

    assert "已通过" in again
    assert "已通过" in returned
    assert submission_of().state == "accepted"


def test_closing_before_everybody_is_done() -> None:
    period = opened()

    page = told(signed_in("operator"), f"/monitoring/{period.code}/close/")

    assert "有 2 所学校没有通过审核" in page


def test_filling_in_after_the_closing_day_is_late_and_still_counts() -> None:
    opened()
    MonitoringPeriod.objects.update(opens_on="2026-01-01", closes_on="2026-01-02")

    assert filled().is_filled
    page = html.unescape(signed_in("clerk").get(own_page()).content.decode())
    assert "已经截止，还没有报送" in page


def test_filling_in_before_the_first_day() -> None:
    opened()
    MonitoringPeriod.objects.update(opens_on="2098-01-01", closes_on="2098-12-31")
    content = filled_workbook(submission_of(), good_values())

    page = told(signed_in("clerk"), f"{own_page()}upload/", file=uploaded(content))

    assert "还没有到开始填报的日子" in page


def test_the_same_year_opened_twice() -> None:
    opened()
    given = {"year": YEAR, "catalogue_name": "national-2017"}
    days = {"opens_on": "2026-09-01", "closes_on": "2026-09-30"}

    page = told(signed_in("operator"), "/monitoring/open/", **given, **days)

    assert f"{YEAR} 年的监测已经建立" in page


def test_days_the_wrong_way_round() -> None:
    period = opened()
    days = {"opens_on": "2026-09-30", "closes_on": "2026-09-01"}

    page = told(signed_in("operator"), f"/monitoring/{period.code}/dates/", **days)

    assert "截止日期不能早于开始日期" in page


def test_a_school_added_twice() -> None:
    period = opened()
    given = {"school_code": OWN_SCHOOL, "name": "又一所", "kind": "小学"}

    page = told(signed_in("operator"), f"/monitoring/{period.code}/add-school/", **given)

    assert "已经在本年度的监测里" in page


def test_publishing_twice_and_taking_down_what_does_not_hang() -> None:
    period = earlier()
    reviewer, at = signed_in("reviewer"), f"/monitoring/{period.code}/"
    told(reviewer, f"{at}publish/")

    assert "已经公布，正在公开" in told(reviewer, f"{at}publish/")
    assert "请局复核先撤下" in told(signed_in("operator"), f"{at}reopen/")
    told(reviewer, f"{at}withdraw/", reason="有一所学校填错了。")
    answer = reviewer.post(f"{at}withdraw/", {"reason": "有一所学校填错了。"})
    assert answer.status_code == 404

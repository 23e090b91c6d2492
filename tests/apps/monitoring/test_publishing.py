"""What of a year's monitoring anybody may see, from when and until when."""

import html
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from junheng.apps.monitoring.models import Publication, Submission
from junheng.apps.monitoring.services import periods, publishing
from junheng.apps.portal import rules
from junheng.core.access import NotAllowed, StepRefused
from junheng.core.files import services as files
from junheng.engine.errors import JunhengError
from junheng.profiles import Rule, load_profile
from junheng.web import clock
from junheng.web.kept_pages import SHELF
from tests.apps.monitoring.monitoring_made import YEAR, earlier, opened
from tests.people import AT, OWN_SCHOOL, actor, names_in_package

pytestmark = pytest.mark.usefixtures("year")

LAST = YEAR - 1
MOST_BYTES = 100_000


def page(address: str, status: int = 200) -> str:
    SHELF.clear()
    answer = Client().get(address)
    assert answer.status_code == status, address
    return html.unescape(answer.content.decode())


def publish(period_code: str) -> Publication:
    return publishing.publish(period_code, by=actor("reviewer"), at=AT)


def test_a_year_is_public_only_from_its_publication_on() -> None:
    period = earlier(multimedia_rooms=6)
    address = f"/public/monitoring/{LAST}/"
    assert "学校之间均衡吗" not in page("/public/")
    page(address, 404)
    page("/public/monitoring/last-year/", 404)

    publish(period.code)

    assert "学校之间均衡吗" in page("/public/")
    assert address in page("/public/monitoring/")
    shown = page(address)
    assert "1 所学校资源配置未达标" in shown
    assert "城关第一小学" in shown
    assert "<script" not in shown


def test_an_open_year_is_not_published_and_a_public_one_not_opened_again() -> None:
    period = opened()
    with pytest.raises(StepRefused, match="monitoring_not_closed"):
        publish(period.code)

    closed = earlier()
    publish(closed.code)
    with pytest.raises(StepRefused, match="monitoring_published_already"):
        publish(closed.code)
    with pytest.raises(StepRefused, match="monitoring_is_published"):
        periods.reopen(closed.code, by=actor("operator"), at=AT)


@pytest.mark.parametrize("kind", ["operator", "inspector", "supervisor", "clerk", "principal"])
def test_nobody_but_the_reviewer_publishes(kind: str) -> None:
    period = earlier()

    with pytest.raises(NotAllowed):
        publishing.publish(period.code, by=actor(kind), at=AT)


def test_what_was_published_stays_as_it_was_whatever_changes_behind() -> None:
    period = earlier()
    publish(period.code)
    before = page(f"/public/monitoring/{LAST}/")

    Submission.objects.filter(period=period, school_code=OWN_SCHOOL).update(school_name="改了名的")

    assert page(f"/public/monitoring/{LAST}/") == before


def test_it_comes_down_with_its_reason_and_says_so() -> None:
    period = earlier()
    publish(period.code)
    with pytest.raises(JunhengError, match="monitoring_reason_missing"):
        publishing.withdraw(period.code, reason="错", by=actor("reviewer"), at=AT)

    publishing.withdraw(period.code, reason="一所学校的面积填错了。", by=actor("reviewer"), at=AT)

    gone = page(f"/public/monitoring/{LAST}/", 410)
    assert "已由教育局撤下" in gone
    assert "面积填错" not in gone
    assert "城关第一小学" not in gone
    page(f"/public/monitoring/{LAST}/report/", 404)
    assert periods.reopen(period.code, by=actor("operator"), at=AT).is_open


def test_it_comes_down_by_itself_where_the_rules_give_it_days(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    national = load_profile("national")
    days = Rule(30, national.monitoring_public_days.source)
    ruled = replace(national, monitoring_public_days=days)
    monkeypatch.setattr(publishing, "profile_in_use", lambda: ruled)
    published = publish(earlier().code)
    assert published.shown_until == AT.date() + timedelta(days=30)

    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=30))
    assert "公开到" in page(f"/public/monitoring/{LAST}/")
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=31))
    assert "已按规定撤下" in page(f"/public/monitoring/{LAST}/", 410)
    assert "学校之间均衡吗" not in page("/public/")


def test_the_national_rules_take_nothing_down_by_themselves() -> None:
    assert publish(earlier().code).shown_until is None


def test_the_document_is_whole_and_names_nobody() -> None:
    published = publish(earlier().code)
    SHELF.clear()

    answer = Client().get(f"/public/monitoring/{LAST}/report/")

    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined] # a stored file
    assert content == files.read_bytes(published.file)
    assert names_in_package(content) == []


def test_the_page_of_a_county_of_a_hundred_and_fifty_schools_stays_light() -> None:
    published = publish(earlier().code)
    table = {
        "title": "小学各校指标",
        "headings": ["学校", *"ABCDEFG", "达标项数", "判定"],
        "rows": [[f"第{n}中心小学", *["10.25"] * 7, "7", "达标"] for n in range(100)],
    }
    sections = [{"heading": "三、资源配置", "paragraphs": [], "tables": [table, table]}]
    published.content = published.content | {"sections": sections}
    published.save()

    assert len(page(f"/public/monitoring/{LAST}/").encode()) < MOST_BYTES


def test_a_table_longer_than_the_page_bears_is_in_the_document_only() -> None:
    table = {"title": "各校", "headings": ["学校", "空"], "rows": [["甲", ""]] * 101}

    content = {"sections": [{"heading": "一", "paragraphs": [], "tables": [table]}]}
    [section] = rules.public_sections(content)

    assert section.tables[0].is_left_out
    assert section.tables[0].rows == ()
    assert section.tables[0].headings == ("学校",)

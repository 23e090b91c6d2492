import re

import pytest

from junheng.engine.errors import JunhengError
from junheng.reporting.balance import NumericRow
from junheng.reporting.balance_page import balance_html
from tests.reporting.examples import EVEN_ROWS, balance_report, level


@pytest.fixture(scope="module")
def public_page():
    return balance_html([balance_report()])


@pytest.fixture(scope="module")
def internal_page():
    return balance_html([balance_report()], audience="internal")


def test_the_page_names_no_address_and_holds_no_script(public_page):
    assert "http" not in public_page
    assert "<script" not in public_page
    assert not re.search(r"\b(src|href)=\"(?!#)", public_page)
    assert "url(" not in public_page
    assert "@import" not in public_page


def test_the_page_begins_with_the_verdict_then_the_picture_then_the_table(public_page):
    places = [
        public_page.index(mark)
        for mark in ("每一项都已做到最均衡", "<svg", "各项均衡情况", "规则和依据", "核对用的编码")
    ]

    assert places == sorted(places)


def test_the_picture_shows_this_draw(public_page):
    assert "本次分班：0" in public_page
    assert "Microsoft YaHei" in public_page


def test_the_public_page_shows_no_counts_of_children_per_class(public_page):
    bars = re.findall(r'class="bars"[^>]*aria-label="([^"]*)"', public_page)

    assert bars == ["1班 45 人，2班 45 人，3班 45 人"]
    for level_name in ("布依族", "苗族", "汉族"):
        assert level_name not in public_page


def test_the_public_page_withholds_an_attribute_of_fewer_than_five(public_page):
    assert "随班就读" not in public_page
    assert "本校有 1 项未列出" in public_page


def test_the_internal_page_shows_counts_per_class(internal_page):
    assert "1班 1 人，2班 1 人，3班 2 人" in internal_page
    assert "民族：苗族" in internal_page
    assert "内部，注意保密" in internal_page


def test_many_classes_get_a_line_of_their_own():
    counts = (9,) * 14
    report = balance_report(
        (level("gender", "性别", "男", counts, best=0),),
        student_count=14 * 18,
        class_sizes=(18,) * 14,
        class_titles=tuple(f"{number}班" for number in range(1, 15)),
        numerics=(NumericRow("age", "年龄", "岁", (1230,) * 14),),
    )

    page = balance_html([report], audience="internal")

    assert 'class="under"' in page
    assert "12.3　12.3" in page


def test_a_rehearsal_carries_its_watermark():
    page = balance_html([balance_report(is_rehearsal=True)])

    assert '<div class="watermark" aria-hidden="true"><span>演练</span></div>' in page
    assert "演练，不是正式结果" in page


def test_a_real_draw_carries_no_watermark(public_page):
    assert "演练" not in public_page


def test_several_schools_get_contents():
    short = balance_report(
        (*EVEN_ROWS[:7], level("ethnic", "民族", "布依族", (5, 3, 4), best=0), EVEN_ROWS[8]),
        school="第二中学",
    )
    single = balance_report(
        (),
        school="教学点",
        class_titles=("1班",),
        class_sizes=(135,),
        status="exempt_single_class",
        simulated_totals=(),
    )

    page = balance_html([balance_report(), short, single])

    assert page.count('<section class="school"') == 3
    assert 'href="#s3"' in page
    assert "△ 民族未到最均衡" in page
    assert "△ 差 2 人" in page
    assert "只有 1 个班" in page


def test_names_are_escaped():
    page = balance_html([balance_report(school="<b>三中</b>")])

    assert "<b>三中" not in page
    assert "&lt;b&gt;三中" in page


def test_equal_reports_give_the_same_page(public_page):
    assert balance_html([balance_report()]) == public_page


def test_a_wide_range_of_simulations_is_drawn_in_few_bars():
    report = balance_report(simulated_totals=tuple(range(50, 450)), total_excess=300)

    page = balance_html([report])

    assert page.count('<path d="M') < 60
    assert "本次分班：300" in page


def test_no_reports_are_refused():
    with pytest.raises(JunhengError) as refusal:
        balance_html([])

    assert refusal.value.code == "report_empty"

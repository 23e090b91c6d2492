import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest
from docx import Document

from junheng.engine.scrutiny import Level
from junheng.reporting.scrutiny import ScrutinyReport, scrutiny_document, scrutiny_html
from junheng.reporting.scrutiny.charts import finding_chart
from tests.reporting.scrutiny.examples import (
    MADE_AT,
    a_report,
    quiet_section,
    refused_section,
    striking_section,
)


@pytest.fixture(scope="module")
def page():
    return scrutiny_html(a_report())


def test_the_examples_are_what_they_are_called():
    assert quiet_section().result.scrutiny.level is Level.NO_SIGN
    assert striking_section().result.scrutiny.level is Level.LOOK_CLOSER


def test_the_page_names_no_address_and_holds_no_script(page):
    assert "<script" not in page
    assert not re.findall(r"https?://", page)
    assert " style=" not in page


def test_the_page_says_that_it_is_internal_and_what_the_test_cannot_see(page):
    assert "不得公开" in page
    assert "检验看不出什么" in page
    assert "只换了几名学生" in page


def test_every_list_has_its_verdict_in_words(page):
    assert page.count("没有看出不随机的迹象") == 2  # in the table of schools, and as the verdict
    assert page.count("需要进一步核查") == 2
    assert "没有检验" in page
    assert "只有一个班。" in page
    assert "最突出的是一班" in page
    assert "甲&lt;单位" in page or "甲<单位" not in page


def test_schools_stand_by_strength_in_the_table(page):
    table = page[page.index("各校一览") : page.index('class="school"')]

    assert table.index("东湖中学") < table.index("青禾中学")
    assert "西坪小学" not in table


def test_a_picture_stands_beside_each_finding(page):
    assert page.count("<svg") == page.count('class="chart"') >= 2
    assert "这份名单" in page


def test_seed_fingerprint_and_number_of_lists_are_on_the_page(page):
    scrutiny = striking_section().result.scrutiny

    assert scrutiny.seed in page
    assert scrutiny.digest in page
    assert "499 份" in page


def test_one_school_needs_no_table_of_schools():
    assert "各校一览" not in scrutiny_html(ScrutinyReport((quiet_section(),), MADE_AT))


def test_equal_reports_give_the_same_page(page):
    assert scrutiny_html(a_report()) == page


def test_the_document_says_the_same_and_holds_the_pictures():
    content = scrutiny_document(a_report())

    document = Document(io.BytesIO(content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "结论：需要进一步核查。" in text
    assert "没有检验：只有一个班。" in text
    assert "检验看不出什么" in text
    assert len(document.tables) == 5
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert sum(name.endswith(".png") for name in parts.namelist()) >= 2


def test_a_document_of_a_list_that_was_not_tested_is_a_document():
    assert scrutiny_document(ScrutinyReport((refused_section(),), MADE_AT))[:2] == b"PK"


def test_a_picture_of_a_list_far_outside_reaches_as_far_as_the_list():
    finding = striking_section().result.scrutiny.striking[0]

    svg = finding_chart(finding, "inline").decode()

    assert finding.observed > finding.high
    assert finding.histogram.edges[-1] >= finding.observed
    assert svg.count("<svg") == 1
    assert "xmlns" not in svg


def test_a_picture_for_itself_is_a_whole_drawing_and_the_one_inside_a_page_is_not():
    finding = striking_section().result.scrutiny.striking[0]

    whole = ET.fromstring(finding_chart(finding, "svg"))  # noqa: S314 - our own drawing
    inline = ET.fromstring(finding_chart(finding, "inline"))  # noqa: S314

    # A viewer takes an element for a drawing by its namespace, and its size for its own.
    assert whole.tag == "{http://www.w3.org/2000/svg}svg"
    assert float(whole.get("width")) > 0
    assert float(whole.get("height")) > 0
    # Inside HTML it is as wide as its place and names no address.
    assert inline.tag == "svg"
    assert inline.get("width") == "100%"
    assert inline.get("viewBox") == whole.get("viewBox")
    assert b"http" not in finding_chart(finding, "inline")

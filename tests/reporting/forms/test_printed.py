import dataclasses
import io

import pikepdf
import pytest

from junheng.engine.errors import JunhengError
from junheng.reporting.forms import (
    PublicClass,
    PublicEntry,
    class_sheets_pdf,
    process_record_pdf,
    public_lists_pdf,
)
from junheng.reporting.forms.printing import minute_words
from tests.reporting.examples import MOMENT, class_sheets, process_record, public_lists
from tests.reporting.forms.read_back import layout_of, pages_of, words_of

PRINTERS = {
    "public": lambda **head: public_lists_pdf(public_lists(**head)),
    "sheets": lambda **head: class_sheets_pdf(class_sheets(**head)),
    "record": lambda **head: process_record_pdf(process_record(head)),
}


@pytest.mark.parametrize("form", PRINTERS)
def test_a_form_is_marked_as_pdf_a_2b_with_title_date_and_embedded_fonts(form):
    printed = PRINTERS[form]()

    with pikepdf.open(io.BytesIO(printed)) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
        assert "清河县第三中学2026年七年级" in metadata["dc:title"]
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260824")
        assert "/OutputIntents" in pdf.Root
        for page in pdf.pages:
            width, height = page.mediabox[2], page.mediabox[3]
            assert (round(width), round(height)) == (595, 842)
            for font in page.Resources.Font.values():
                descriptor = font.DescendantFonts[0].FontDescriptor
                assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


@pytest.mark.parametrize("form", PRINTERS)
def test_the_same_input_gives_the_same_bytes(form):
    assert PRINTERS[form]() == PRINTERS[form]()


@pytest.mark.parametrize("form", PRINTERS)
def test_every_page_carries_number_time_hotline_and_result_code(form):
    for number, words in enumerate(pages_of(PRINTERS[form]()), start=1):
        assert f"第{number}页" in words
        assert "打印时间：2026年8月24日10:05" in words
        assert "监督电话：0851-12345678" in words
        assert "2d60d2c7109b64d4/0" in words
        assert "账尾：2d60d2c7109b64d4" in words


@pytest.mark.parametrize("form", PRINTERS)
def test_a_rehearsal_is_marked_on_every_page(form):
    pages = pages_of(PRINTERS[form](is_rehearsal=True))

    assert all("演" in page and "练" in page for page in pages)
    assert "不是正式结果" in pages[0]


@pytest.mark.parametrize("form", PRINTERS)
def test_a_real_form_is_not_marked_as_rehearsal(form):
    assert "演练" not in words_of(PRINTERS[form]())


@pytest.mark.parametrize("form", PRINTERS)
def test_before_a_result_the_code_is_said_to_be_missing(form):
    assert "结果码：（尚未产生）" in words_of(PRINTERS[form](result_code_lines=()))


def test_the_public_list_holds_masked_names_and_number_ends_only():
    words = words_of(public_lists_pdf(public_lists()))

    for masked in ("张*0011", "李*明0012", "欧阳*明0013", "阿***·**提0014", "王*0021"):
        assert masked in words
    for full in ("张三", "李小明", "欧阳小明", "阿卜杜拉", "B0001", "男", "女"):
        assert full not in words


def test_the_public_list_tells_period_query_and_hotline():
    words = words_of(public_lists_pdf(public_lists()))

    assert "公示期为2026年8月24日至2026年8月30日" in words
    assert "凭查询码查询本人孩子的结果" in words
    assert "扫码查询" in words
    assert "清河县第三中学（盖章）" in words


def test_the_public_list_without_names_shows_numbers():
    numbers = (PublicEntry("", "B00011"), PublicEntry("", "B00012"))
    lists = dataclasses.replace(
        public_lists(), classes=(PublicClass("1班", numbers, "王立"),), query_address=""
    )

    words = words_of(public_lists_pdf(lists))

    assert "不公布姓名" in words
    assert "1B000112B00012" in words
    assert "班主任：王立" in words
    assert "扫码查询" not in words


def test_each_class_sheet_begins_a_page_and_ends_with_signatures():
    printed = class_sheets_pdf(class_sheets(class_count=3))

    with pikepdf.open(io.BytesIO(printed)) as pdf:
        assert len(pdf.pages) == 3
    for number, words in enumerate(pages_of(printed), start=1):
        assert f"七年级{number}班师生情况一览表" in words
        assert "阿卜杜拉·买买提" in words
        assert "合计总人数4人随迁子女1人" in words
        assert all(role in words for role in ("家长代表", "责任督学", "纪检监察"))


def test_a_full_class_fits_one_page():
    names = tuple(f"学生{number}" for number in range(55))

    with pikepdf.open(io.BytesIO(class_sheets_pdf(class_sheets(names, 1)))) as pdf:
        assert len(pdf.pages) == 1


def test_the_process_record_names_the_refused_columns():
    words = words_of(process_record_pdf(process_record()))

    assert "下列2列不得作为或影响分班依据" in words
    assert "小升初成绩成绩不得作为编班依据" in words
    assert "2名学生毕业小学未填写" in words
    assert "SG1-SEED/1" in words


def test_the_process_record_of_a_clean_roster_says_so():
    record = process_record(refused_columns=(), warnings=(), rules=(), incidents="14:05 停电。")

    words = words_of(process_record_pdf(record))

    assert "没有不得使用的列" in words
    assert "14:05停电。" in words


def test_marks_of_the_typesetter_are_printed_as_they_are():
    names = ("#let x", "*张*", "_李_", "$x^2$")

    words = words_of(class_sheets_pdf(class_sheets((*names, "<a>@b", '"引\\'))))

    for name in ("#letx", "*张*", "_李_", "$x^2$", "<a>@b", '"引\\'):
        assert name in words


def test_a_character_without_a_glyph_is_substituted_and_noted():
    words = words_of(class_sheets_pdf(class_sheets(("张\U0002aed0",), 1)))

    assert "张〓" in words
    assert "本表有1个字在字库中没有" in words


def test_a_print_time_without_a_zone_is_refused():
    with pytest.raises(JunhengError) as refusal:
        PRINTERS["record"](printed_at=MOMENT.replace(tzinfo=None))

    assert refusal.value.code == "form_time_without_zone"


def test_no_moment_is_printed_as_nothing():
    assert minute_words(None) == ""


def test_a_long_name_breaks_only_after_a_dot():
    names = ("阿卜杜热合曼·买买提吐尔逊", "李小明")

    posted = layout_of(public_lists_pdf(public_lists(names)))
    internal = layout_of(class_sheets_pdf(class_sheets(names, 1)))

    assert "阿*****·" in posted
    assert "*****逊" in posted
    assert "阿卜杜热合曼·" in internal
    assert "买买提吐尔逊" in internal

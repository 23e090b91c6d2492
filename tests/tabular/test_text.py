import pytest

from junheng.tabular import normalise_header, normalise_text
from tests.tabular.builders import wide


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        (wide("360121"), "360121"),
        ("　张　三 ", "张 三"),
        ("张\u200b三\ufeff", "张三"),
        ("'110105", "110105"),
        ("\uff07110105", "110105"),
        ("‘110105", "110105"),
        ("王\n小明", "王 小明"),
        (wide("A-1"), "A-1"),
        ("", ""),
        ("'", ""),
    ],
)
def test_width_and_spaces_become_plain(typed: str, normal: str) -> None:
    assert normalise_text(typed) == normal


@pytest.mark.parametrize("name", ["𠮷田", "㛃", "䶮", "兀\ufa0c", "買買提·艾力"])
def test_characters_of_names_are_not_replaced(name: str) -> None:
    assert normalise_text(name) == name


@pytest.mark.parametrize(
    "heading",
    [
        "姓名",
        "姓 名",
        "姓　名",
        "*姓名",
        "★姓名",
        "姓名（必填）",
        "姓名(必填)：",
        "【必填】姓名",
        "姓名\n[文本]",
    ],
)
def test_headings_are_recognised_through_their_decoration(heading: str) -> None:
    assert normalise_header(heading) == "姓名"


def test_latin_headings_become_small() -> None:
    assert normalise_header(wide("XM")) == "xm"

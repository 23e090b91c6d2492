"""Ethnic groups in all the forms schools write."""

import pytest

from junheng.rosters.ethnic import ethnic_names, read_ethnicity
from junheng.tabular import Cell, CellFault


def test_there_are_fifty_six_groups_and_two_codes_beside_them() -> None:
    codes = list(ethnic_names())
    assert codes[:56] == [f"{code:02d}" for code in range(1, 57)]
    assert codes[56:] == ["97", "98"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("汉", "01"), ("汉族", "01"), ("01", "01"), ("1", "01"), (1.0, "01"), (" 汉 族 ", "01"),
        ("土家", "15"), ("土家族", "15"), ("土", "30"), ("土族", "30"), ("仡佬", "37"),
        ("维吾尔族", "05"), ("5", "05"), ("藏", "04"), ("京族", "49"), ("56", "56"),
        ("其他", "97"), ("97", "97"), ("穿青人", "97"), ("外国血统中国籍人士", "98"),
    ],
)  # fmt: skip
def test_every_written_form_has_its_code(written: str | float, code: str) -> None:
    assert read_ethnicity(Cell(written)) == code


@pytest.mark.parametrize("written", ["汉语", "57", "00", "少数民族", "民族"])
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(CellFault) as caught:
        read_ethnicity(Cell(written))
    assert caught.value.code == "ethnicity_unknown"

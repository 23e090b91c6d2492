import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from junheng.tabular import Cell, CellFault, IdentityNumber, IdentityNumberValue
from tests.tabular.builders import TODAY, identity_number, wide

COLUMN = IdentityNumber("身份证号", to="identity_number", today=TODAY)


def fault_of(value: str | float) -> tuple[str, dict[str, object]]:
    with pytest.raises(CellFault) as caught:
        COLUMN.parse(Cell(value))
    return caught.value.code, dict(caught.value.params)


def test_the_first_number_of_the_standard_is_read() -> None:
    value = COLUMN.parse(Cell("11010519491231002X"))

    assert value == IdentityNumberValue(
        "11010519491231002X", dt.date(1949, 12, 31), "female", "110105"
    )


def test_an_odd_sequence_number_is_a_boy() -> None:
    assert COLUMN.parse(Cell("34052419800101001X")).sex == "male"


@pytest.mark.parametrize(
    ("body", "check"),
    [
        ("11010519491231002", "X"),
        ("44052418800101001", "4"),
        ("34052419800101001", "X"),
        ("51310119820113001", "4"),
        ("37010119010203997", "3"),
    ],
)
def test_check_digits_agree_with_published_numbers(body: str, check: str) -> None:
    assert ric.calc_check_digit(body + "0") == check
    assert identity_number(int(body[14:]), birth=body[6:14], region=body[:6])[-1] == check


@pytest.mark.parametrize(
    "typed",
    [
        " 11010519491231002x ",
        "'11010519491231002X",
        wide("11010519491231002X"),
        "110105 19491231 002X",
        "110105\u300019491231\u200b002x",
    ],
)
def test_form_is_forgiven(typed: str) -> None:
    assert COLUMN.parse(Cell(typed)).number == "11010519491231002X"


def test_a_number_born_before_1900_is_impossible_here() -> None:
    assert fault_of("440524188001010014") == ("identity_number_impossible_date", {})


@pytest.mark.parametrize("value", [3.60121201408189e17, 360121201408189565, 1e15])
def test_a_number_typed_as_number_has_a_code_of_its_own(value: float) -> None:
    assert fault_of(value) == ("identity_number_typed_as_number", {})


@pytest.mark.parametrize("value", ["3.60121E+17", "3.6e17", "3E+17"])
def test_scientific_notation_has_a_code_of_its_own(value: str) -> None:
    assert fault_of(value) == ("identity_number_in_scientific_notation", {})


@pytest.mark.parametrize("value", ["360121140818956", 360121140818956.0, 360121140818956])
def test_15_digits_have_a_code_of_their_own(value: str | float) -> None:
    assert fault_of(value) == ("identity_number_has_15_digits", {})


@pytest.mark.parametrize(
    ("value", "length"), [("36012120140818956", 17), ("3" * 19, 19), (12.0, 2)]
)
def test_a_wrong_length_is_told(value: str | float, length: int) -> None:
    assert fault_of(value) == ("identity_number_wrong_length", {"length": length})


@pytest.mark.parametrize(
    ("value", "position"),
    [
        ("36012120140818956A", 18),
        ("3601212O1408189565", 8),
        ("X60121201408189565", 1),
        ("36012120140818956²", 18),
        ("36012120140818956٣", 18),
    ],
)
def test_a_wrong_character_is_told_by_its_place(value: str, position: int) -> None:
    assert fault_of(value) == ("identity_number_wrong_character", {"position": position})


@pytest.mark.parametrize("birth", ["20140230", "20141301", "00000101", "20140500"])
def test_a_day_that_never_was_is_refused(birth: str) -> None:
    assert fault_of(identity_number(1, birth=birth))[0] == "identity_number_impossible_date"


def test_a_birth_after_today_is_refused_and_today_is_not() -> None:
    assert fault_of(identity_number(1, birth="20260811"))[0] == "identity_number_born_in_future"
    assert COLUMN.parse(Cell(identity_number(1, birth="20260810"))).birth_date == TODAY


def test_three_zeros_with_a_bad_check_digit_are_lost_digits() -> None:
    assert fault_of("360121201408189000") == ("identity_number_digits_lost", {})


@settings(derandomize=True, max_examples=60)
@given(serial=st.integers(0, 999), place=st.integers(14, 17), step=st.integers(1, 9))
def test_one_wrong_digit_behind_the_date_is_always_seen(serial: int, place: int, step: int) -> None:
    number = identity_number(serial)
    old = 10 if number[place] == "X" else int(number[place])
    wrong = number[:place] + str((old + step) % 10 if old < 10 else step) + number[place + 1 :]

    assert COLUMN.parse(Cell(number)).number == number
    assert fault_of(wrong)[0] in {
        "identity_number_wrong_check_digit",
        "identity_number_digits_lost",
    }

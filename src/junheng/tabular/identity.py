"""Resident identity numbers (公民身份号码, GB 11643-1999), with a reason for every refusal."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Literal

from stdnum.cn import ric

from junheng.tabular.cells import LARGEST_EXACT_NUMBER, Cell
from junheng.tabular.faults import CellFault

LENGTH: Final = 18
OLD_LENGTH: Final = 15
_SCIENTIFIC: Final = re.compile(r"\d(\.\d+)?E\+?\d+")
_WRONG_CHARACTER: Final = re.compile(r"[^0-9](?!$)|[^0-9X]$")
_EARLIEST_BIRTH: Final = dt.date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class IdentityNumberValue:
    """A correct identity number and what it says; `region` is the six-digit code of GB/T 2260."""

    number: str
    birth_date: dt.date
    sex: Literal["male", "female"]
    region: str


def read_identity_number(cell: Cell, *, today: dt.date) -> IdentityNumberValue:
    """Read a cell as an identity number.

    Unknown region codes are accepted: districts that no longer exist live on in the numbers.
    Raises `CellFault` with the one reason that helps most.
    """
    number = cell.text.replace(" ", "").upper()
    if isinstance(cell.value, int | float):
        _refuse_number(abs(float(cell.value)))
    _check_form(number)
    born = _birth_date(number, today)
    if ric.calc_check_digit(number) != number[-1]:
        # Excel keeps 15 digits and fills up with zeros.
        code = (
            "identity_number_digits_lost"
            if number.endswith("000")
            else "identity_number_wrong_check_digit"
        )
        raise CellFault(code)
    sex: Literal["male", "female"] = "male" if int(number[16]) % 2 else "female"
    return IdentityNumberValue(number, born, sex, number[:6])


def _refuse_number(value: float) -> None:
    """A number has lost its last digits for good as soon as it is longer than 15 digits."""
    if value >= LARGEST_EXACT_NUMBER:
        raise CellFault("identity_number_typed_as_number")


def _check_form(number: str) -> None:
    if _SCIENTIFIC.fullmatch(number):
        raise CellFault("identity_number_in_scientific_notation")
    if len(number) == OLD_LENGTH and number.isdecimal():
        raise CellFault("identity_number_has_15_digits")
    if len(number) != LENGTH:
        raise CellFault("identity_number_wrong_length", length=len(number))
    wrong = _WRONG_CHARACTER.search(number)
    if wrong:
        raise CellFault("identity_number_wrong_character", position=wrong.start() + 1)


def _birth_date(number: str, today: dt.date) -> dt.date:
    try:
        born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise CellFault("identity_number_impossible_date") from None
    if born > today:
        raise CellFault("identity_number_born_in_future")
    if born < _EARLIEST_BIRTH:
        raise CellFault("identity_number_impossible_date")
    return born

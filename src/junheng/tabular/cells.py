"""One cell of a sheet as it was found."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from junheng.tabular.text import normalise_text

CellValue = (
    str | int | float | bool | dt.date | dt.time | dt.timedelta | None
)  # `datetime.datetime` is a date


@dataclass(frozen=True, slots=True)
class Cell:
    """Value of a cell (`None` when empty), and what the value does not show.

    `is_formula`: the value is the stored result of a formula, `None` when it was never computed.
    `is_error`: the cell shows an error such as #N/A.
    """

    value: CellValue = None
    is_formula: bool = False
    is_error: bool = False

    @property
    def text(self) -> str:
        """Normalised text of the value; whole numbers without a decimal point, dates as ISO."""
        value = self.value
        if value is None:
            return ""
        if isinstance(value, str):
            return normalise_text(value)
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, dt.datetime) and value.time() == dt.time():
            return value.date().isoformat()
        if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_EXACT_NUMBER:
            return str(int(value))
        return str(value)

    @property
    def is_blank(self) -> bool:
        """Whether the cell shows nothing: no value, or only spaces."""
        return not self.is_error and not self.text


# Excel keeps 15 significant digits; beyond that the digits are not those that were typed.
LARGEST_EXACT_NUMBER: Final = 10**15
EMPTY: Final = Cell()

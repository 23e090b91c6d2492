"""What is wrong with a sheet, as places and codes; the sentences live in `core.messages`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong at one place of a sheet.

    `row` is the row number the user sees (1-based, `None` for the whole sheet), `column` the
    heading as the user sees it, `column_index` its 0-based position. `params` fill the places of
    the sentence and never hold the content of a cell. A warning stops nothing.
    """

    sheet: str
    row: int | None
    column: str | None
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    column_index: int | None = None
    severity: Severity = "error"


class CellFault(Exception):  # noqa: N818 - a finding about a cell, not a failure
    """Raised by a column's `parse`: the table adds the place and goes on with the next cell."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, object] = params

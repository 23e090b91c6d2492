"""The columns of a list as found in class that the comparison with the locked lists reads.

The test reads the same file by `rosters.class_lists`, which keeps no names; here names and numbers
live for the comparison alone.
"""

from collections.abc import Sequence

from junheng.rosters.class_lists import CLASS_ALIASES
from junheng.rosters.columns import IDENTITY_ALIASES, NAME_ALIASES
from junheng.tabular import Cell, Column, Custom, Text


def _plain(cell: Cell) -> str:
    return cell.text.strip()


def _number(cell: Cell) -> str:
    """A number as it stands; a wrong one is a student who is not found by it."""
    return cell.text.replace(" ", "").removeprefix("'").upper()


def columns(class_column: str) -> Sequence[Column]:
    """Name, class, and the identity number where there is one."""
    aliases = CLASS_ALIASES if class_column in CLASS_ALIASES else ()
    return (
        Text(
            "姓名", to="name", required=True, longest=50, aliases=NAME_ALIASES,
            help="与教室里点名的一致；遮住中间的字（张*明）也可以。",
        ),
        Custom(
            class_column, to="school_class", required=True, parse=_plain, aliases=aliases,
            help="如 1班、七（1）班。",
        ),
        Custom(
            "身份证号", to="identity_number", parse=_number, accepts_formula=False,
            aliases=IDENTITY_ALIASES,
            help="可不填；填了核对得更准，比完不留。",
        ),
    )  # fmt: skip

"""Ethnic groups (民族) as written by schools, to codes of GB 3304-91 (GB/T 3304)."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from junheng.tabular import Cell, CellFault

OTHER = "97"
FOREIGN = "98"

# Written by schools beside the names of the standard: groups without a code of their own.
_WRITTEN_AS_OTHER = (
    "其它",
    "其它民族",
    "其他民族",
    "未识别民族",
    "未识别",
    "穿青人",
    "穿青",
    "革家人",
)


@cache
def ethnic_names() -> Mapping[str, str]:
    """Code → full name, in the order of the codes; 97 and 98 stand beside the standard."""
    return {line["code"]: line["name_zh"] for line in _lines()}


@cache
def _codes() -> Mapping[str, str]:
    """Every written form → code: 汉族, 汉, 01, 1 (spreadsheets drop the zero)."""
    codes = dict.fromkeys(_WRITTEN_AS_OTHER, OTHER)
    codes |= dict.fromkeys(("外国血统", "外籍"), FOREIGN)
    for line in _lines():
        code, name = line["code"], line["name_zh"]
        for form in (name, name.removesuffix("族"), code, str(int(code))):
            codes[form] = code
    return codes


def _lines() -> list[dict[str, str]]:
    text = (files("junheng.rosters") / "data" / "ethnic.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def read_ethnicity(cell: Cell) -> str:
    """The two-digit code of a cell; raises CellFault("ethnicity_unknown")."""
    code = _codes().get(cell.text.replace(" ", ""))
    if code is None:
        raise CellFault("ethnicity_unknown")
    return code

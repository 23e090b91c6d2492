"""Calamine reads a stranger's workbook in a process of its own (`engine.own_process`).

A file can make it ask for a terabyte, which ends the process, or run in a circle. `workbook` puts
the question. Nothing but the library is imported here: the process starts with every program that
reads one file.
"""

import io
import json
from base64 import b64decode
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum


def answer(line: str) -> str:
    """All sheets of a file, those that are seen with their cells; null if unreadable.

    The question is `content` in base64 and the most `cells` of all its sheets together: the sheet
    that would have more comes without any, and is the last. What JSON has no value for is an
    object of one name, as `workbook` reads it.
    """
    try:
        question = json.loads(line)
        found = _sheets(b64decode(question["content"]), question["cells"])
        return json.dumps(found, default=_named)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - a panic of the reader is no Exception
        return "null"


def _sheets(raw: bytes, left: int) -> list[dict[str, Any]]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    sheets = []
    for found in workbook.sheets_metadata:
        sheet: dict[str, Any] = {
            "name": found.name,
            "is_worksheet": found.typ == SheetTypeEnum.WorkSheet,
            "is_visible": found.visible == SheetVisibleEnum.Visible,
        }
        sheets.append(sheet)
        if sheet["is_worksheet"] and sheet["is_visible"]:
            content = workbook.get_sheet_by_name(found.name)
            row, column = content.end or (-1, -1)
            left -= (row + 1) * (column + 1)
            if left < 0:
                break
            sheet["rows"] = content.to_python(skip_empty_area=False)
            sheet["merged"] = content.merged_cell_ranges or []
    return sheets


def _named(value: object) -> dict[str, Any]:
    match value:
        case datetime():
            return {"datetime": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case timedelta():
            return {"timedelta": [value.days, value.seconds, value.microseconds]}
    raise TypeError

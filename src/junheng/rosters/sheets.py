"""What stands around a table: the title above it and the school it belongs to."""

import re
from typing import Final

from junheng.tabular import Sheet, Table

_FILLING_LINE: Final = re.compile(
    r"^(填报单位|填报学校|学校名称|学校|单位)(\([^()]*\))?:(?P<school>.+)$"
)
_SCHOOL_PART: Final = re.compile(
    r"^(?P<school>.*?(学校|小学|中学|初中|教学点|完小|学院|分校|校区|实验学校)(\([^()]*\))?"
    r"(?:[^\d\s]{0,8}(?:分校|校区))?)"
)
_AFTER_SCHOOL: Final = re.compile(
    r"\d{2,4}\s*[年级届学秋春]|[一七]年级|初一|新生|学生|名册|名单|花名|信息|报名|情况|登记"
)
_NO_NAME: Final = re.compile(
    r"(sheet|工作表)\s*\d*|[一七]年级(新生)?|新生(名册|名单|花名册)?|学生信息.*|名册|名单",
    re.IGNORECASE,
)
_LONGEST_TITLE: Final = 60


def texts_above(sheet: Sheet, table: Table) -> tuple[str, ...]:
    """Texts of the rows above the header: title and filling lines."""
    rows = sheet.rows[: max(table.header_row - 1, 0)]
    return tuple(cell.text for row in rows for cell in row if not cell.is_blank)


def value_texts(sheet: Sheet, table: Table, index: int) -> list[str]:
    """The texts of one column on the rows that hold students. Looked at, never kept."""
    return [sheet.rows[row.number - 1][index].text for row in table.rows]


def school_title(sheet: Sheet, table: Table, file_stem: str) -> str:
    """The school: from its column, a filling line, the title, the sheet's or the file's name."""
    named = {row.seen["school"] for row in table.rows if row.seen.get("school")}
    if len(named) == 1:
        return named.pop()
    texts = texts_above(sheet, table)
    for text in texts:
        filled = _FILLING_LINE.match(text)
        if filled:
            return filled["school"].strip()
    for text in (*texts, sheet.name):
        title = _school_in_title(text)
        if title:
            return title
    if _NO_NAME.fullmatch(sheet.name):
        return file_stem
    return sheet.name


def _school_in_title(text: str) -> str:
    """The part of a title before year, grade or the kind of list: ××县第三中学2026年…花名册."""
    end = _AFTER_SCHOOL.search(text)
    part = text[: end.start()] if end else text
    if len(part) > _LONGEST_TITLE or not _SCHOOL_PART.match(part):
        return ""
    return part.strip()

"""Class lists as an inspector finds them: who sits in which class, and what is known of them.

Not a roster for a draw: nothing here ever steers an assignment. Marks are read only where the
inspector names their column, and live only in the value that is returned. Names are not
kept; of identity numbers only sex and month of birth remain.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from junheng.engine.errors import JunhengError
from junheng.engine.scrutiny import Attribute, ClassList, Measure, TeacherScore
from junheng.profiles import JurisdictionProfile
from junheng.rosters import cells
from junheng.rosters.class_names import class_key, grade_of, has_special_name, is_no_class
from junheng.rosters.columns import IDENTITY_ALIASES, NAME_ALIASES, student_columns
from junheng.rosters.ethnic import ethnic_names
from junheng.rosters.sheets import school_title
from junheng.rosters.students import Note
from junheng.tabular import (
    Cell,
    CellFault,
    Column,
    Custom,
    Fault,
    Row,
    Sheet,
    Table,
    normalise_header,
    read_table,
    read_workbook,
)

MARK_UNIT: Final = 10
MOST_MARK: Final = 2_000
MOST_WITHOUT_CLASS: Final = 0.05

CLASS_ALIASES: Final = (
    "班级", "班级名称", "班名", "班别", "班", "班号", "分班", "所在班级", "所在班", "就读班级",
    "现班级", "现在班级", "编入班级", "分到班级", "分入班级", "行政班", "BJ",
)  # fmt: skip
_NO_MARK: Final = frozenset(["缺考", "缺", "免考", "免试", "-", "—", "/", "无"])
_NUMBER: Final = re.compile(r"-?\d{1,4}(\.\d+)?")
_IDENTITY: Final = re.compile(r"\d{6}(?P<year>\d{4})(?P<month>\d{2})\d{2}\d{2}(?P<sex>\d)[\dXx]")
_MONTHS: Final = 12
_GROUPS: Final = {
    "area": (
        "居住地区", "现居住地", "家庭住址", "住址", "现住址", "居住小区", "小区", "社区",
        "居委会", "村", "村居", "片区", "施教区", "户籍地址", "乡镇街道",
    ),
    "unit": (
        "家长单位", "父母单位", "父母工作单位", "家长工作单位", "监护人单位", "监护人工作单位",
        "父亲单位", "父亲工作单位", "母亲单位", "母亲工作单位", "工作单位",
    ),
}  # fmt: skip
_TITLES: Final = {
    "gender": "性别", "ethnic": "民族", "origin": "毕业学校", "migrant": "随迁子女",
    "sen": "随班就读", "left_behind": "留守儿童", "boarding": "寄宿", "birth_month": "出生月份",
    "area": "居住地区", "unit": "家长单位", "order": "报名顺序",
}  # fmt: skip
_SUBJECTS: Final = {
    "ethnicity": "ethnic", "household": "migrant", "disability": "sen", "attendance": "boarding",
    "birth_date": "birth_month",
}  # fmt: skip
"""What a column is called in the results, where not by its own key."""

_FROM_ROSTERS: Final = frozenset(
    (
        "gender", "migrant", "household", "ethnicity", "origin", "left_behind", "boarding",
        "attendance", "sen", "disability", "birth_date",
    )
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ListChoices:
    """What the inspector says about a file: titles of columns, and what was balanced.

    `balanced` None: what the rules of the place balance. Otherwise titles, or none at all.
    """

    class_column: str = "班级"
    marks: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    teachers: tuple[str, ...] = ()
    order: str | None = None
    balanced: tuple[str, ...] | None = None


@dataclass(frozen=True)
class FoundList:
    """One sheet, one school, one grade.

    `class_names` are as written, in the order of the classes of `class_list`. `titles` names each
    subject, `texts` each code of an attribute. `class_list` is None where `refusals` say why.
    """

    sheet: str
    school: str
    class_names: tuple[str, ...]
    class_list: ClassList | None
    titles: Mapping[str, str]
    texts: Mapping[str, Mapping[int, str]]
    notes: tuple[Note, ...]
    refusals: tuple[Note, ...]
    warnings: tuple[Fault, ...]


def read_class_lists(
    path: Path,
    profile: JurisdictionProfile,
    choices: ListChoices,
    *,
    today: date,
    sheets: Sequence[str] = (),
) -> tuple[FoundList, ...]:
    """Read every visible sheet that has the column of classes, or the sheets named.

    Raises what `read_workbook` raises, and JunhengError: sheet_not_found,
    class_column_not_found, list_column_not_found (with the title).
    """
    visible = [sheet for sheet in read_workbook(path).sheets if sheet.is_visible]
    for name in sheets:
        if all(sheet.name != name for sheet in visible):
            known = "、".join(sheet.name for sheet in visible)
            raise JunhengError("sheet_not_found", sheet=name, known=known)
    chosen = [sheet for sheet in visible if not sheets or sheet.name in sheets]
    columns = _columns(profile, choices, today)
    tables = [(sheet, read_table(sheet, columns)) for sheet in chosen]
    with_classes = [
        (sheet, table)
        for sheet, table in tables
        if any(use.to == "class" and use.use == "read" for use in table.headers)
    ]
    if not with_classes:
        raise JunhengError("class_column_not_found", column=choices.class_column, file=path.name)
    _refuse_unknown_titles([table for _, table in with_classes], choices)
    return tuple(
        _Builder(sheet, table, profile, choices, path.stem).build() for sheet, table in with_classes
    )


def _columns(profile: JurisdictionProfile, choices: ListChoices, today: date) -> tuple[Column, ...]:
    """The columns named come first, so that a name used twice belongs to them."""
    aliases = CLASS_ALIASES if choices.class_column in CLASS_ALIASES else ()
    named: list[Column] = [
        Custom(choices.class_column, to="class", parse=cells.read_plain, aliases=aliases)
    ]
    named += [
        Custom(title, to=f"mark:{title}", parse=_read_mark, accepts_formula=True)
        for title in choices.marks
    ]
    named += [Custom(t, to=f"group:{t}", parse=cells.read_plain) for t in choices.groups]
    named += [Custom(t, to=f"teacher:{t}", parse=_read_score) for t in choices.teachers]
    order = (choices.order,) if choices.order else ()
    named += [
        Custom(
            choices.order or "报名号",
            to="order",
            parse=cells.read_plain,
            aliases=order or ("报名序号", "报名编号", "录取序号", "报名顺序"),
        ),
        Custom(
            "身份证号",
            to="identity",
            parse=_read_identity,
            aliases=IDENTITY_ALIASES,
        ),
    ]
    named += [
        Custom(titles[0], to=key, parse=cells.read_plain, aliases=titles[1:])
        for key, titles in _GROUPS.items()
    ]
    named.append(
        Custom("年级", to="grade", parse=cells.read_plain, aliases=("所在年级", "就读年级", "NJ"))
    )
    # A name helps to find the header of a list that holds little else; its cells are not kept.
    named.append(Custom("姓名", to="name", parse=_read_nothing, aliases=NAME_ALIASES))
    known = [
        _without_demands(column)
        for column in student_columns(profile, today)
        if column.to in _FROM_ROSTERS
    ]
    return (*named, *known)


def _without_demands(column: Column) -> Column:
    """A column of a roster that may be missing here, and whose blank cells stay unknown."""

    def parse(cell: Cell) -> object:
        return column.parse(cell)

    return Custom(column.title, to=column.to, parse=parse, aliases=column.aliases)


def _read_nothing(_cell: Cell) -> None:
    return None


def _read_mark(cell: Cell) -> int | None:
    """Tenths of a mark; `None` for who was absent."""
    text = cell.text.replace(" ", "")
    if text in _NO_MARK:
        return None
    if not _NUMBER.fullmatch(text) or abs(float(text)) > MOST_MARK:
        raise CellFault("mark_unreadable")
    whole, _, tenths = text.partition(".")
    sign = -1 if whole.startswith("-") else 1
    rounded = int((tenths + "00")[:2])
    return sign * (abs(int(whole)) * MARK_UNIT + (rounded + 5) // 10)


def _read_score(cell: Cell) -> int:
    text = cell.text.replace(" ", "")
    if not re.fullmatch(r"\d{1,3}", text):
        raise CellFault("number_not_whole")
    return int(text)


def _read_identity(cell: Cell) -> tuple[int, int] | None:
    """Month of birth since year 0 and sex; the number itself goes no further."""
    found = _IDENTITY.fullmatch(cell.text)
    if not found or not 1 <= int(found["month"]) <= _MONTHS:
        return None
    return int(found["year"]) * _MONTHS + int(found["month"]), 2 - int(found["sex"]) % 2


def _refuse_unknown_titles(tables: Sequence[Table], choices: ListChoices) -> None:
    """A column that was asked for by name must be in a sheet."""
    read = {use.to for table in tables for use in table.headers if use.use == "read"}
    asked = [f"mark:{t}" for t in choices.marks] + [f"group:{t}" for t in choices.groups]
    asked += [f"teacher:{t}" for t in choices.teachers]
    asked += ["order"] if choices.order else []
    for key in asked:
        if key not in read:
            title = key.partition(":")[2] or choices.order
            raise JunhengError("list_column_not_found", column=title)
    headings = {
        normalise_header(use.title.rpartition("/")[2])
        for table in tables
        for use in table.headers
        if use.use == "read"
    }
    for title in choices.balanced or ():
        if normalise_header(title) not in headings:
            raise JunhengError("list_column_not_found", column=title)


class _Builder:
    """One sheet on its way to a `ClassList`."""

    def __init__(
        self,
        sheet: Sheet,
        table: Table,
        profile: JurisdictionProfile,
        choices: ListChoices,
        file_stem: str,
    ) -> None:
        self._sheet, self._table, self._choices = sheet, table, choices
        self._school = school_title(sheet, table, file_stem)
        self._declared = _declared(profile, choices, table)
        self._notes: list[Note] = []
        self._refusals: list[Note] = []
        self._titles: dict[str, str] = {}
        self._texts: dict[str, Mapping[int, str]] = {}
        self._rows = [
            row
            for row in table.rows
            if row.values.get("class") and not is_no_class(str(row.values["class"]))
        ]
        self._read = {use.to for use in table.headers if use.use == "read"}

    def build(self) -> FoundList:
        """Read classes first, then everything else."""
        self._count_rows_without_class()
        self._refuse_several_grades()
        names, classes = self._classes()
        class_list = None
        if not self._refusals:
            class_list = ClassList(
                len(names),
                classes,
                self._attributes(),
                self._measures(),
                self._teachers(classes, len(names)),
                self._order(),
            )
        return FoundList(
            self._sheet.name,
            self._school,
            names,
            class_list,
            self._titles,
            self._texts,
            tuple(self._notes),
            tuple(self._refusals),
            tuple(fault for fault in self._table.faults if fault.code not in _OF_NO_MATTER),
        )

    def _count_rows_without_class(self) -> None:
        without = len(self._table.rows) - len(self._rows)
        if not self._rows:
            self._refusals.append(Note("list_without_students"))
        elif without > MOST_WITHOUT_CLASS * len(self._table.rows):
            self._refusals.append(Note("list_classes_missing", params={"count": without}))
        elif without:
            self._notes.append(Note("list_rows_without_class", params={"count": without}))

    def _refuse_several_grades(self) -> None:
        """一年级1班 and 二年级1班 would be taken for one class."""
        written = {str(row.values["class"]) for row in self._rows}
        grades = {grade for text in written if (grade := grade_of(text)) is not None}
        in_column = {str(told) for row in self._rows if (told := row.values.get("grade"))}
        if len(grades) > 1 or len(in_column) > 1:
            self._refusals.append(Note("list_of_several_grades"))

    def _classes(self) -> tuple[tuple[str, ...], tuple[int, ...]]:
        written = [str(row.values["class"]) for row in self._rows]
        spellings: dict[tuple[int, str], Counter[str]] = {}
        for text in written:
            spellings.setdefault(class_key(text), Counter())[text] += 1
        keys = sorted(spellings, key=lambda key: (key[0] == 0, key))
        names = tuple(min(spellings[key].items(), key=lambda s: (-s[1], s[0]))[0] for key in keys)
        joined = sum(len(found) > 1 for found in spellings.values())
        if joined:
            self._notes.append(Note("list_class_spellings_joined", params={"count": joined}))
        if has_special_name(names):
            self._notes.append(Note("list_class_name_special"))
        number_of = {key: number for number, key in enumerate(keys)}
        return names, tuple(number_of[class_key(text)] for text in written)

    def _attributes(self) -> tuple[Attribute, ...]:
        readers: dict[str, Callable[[Row], object]] = {
            "gender": self._gender,
            "ethnic": lambda row: row.values.get("ethnicity"),
            "migrant": _either("migrant", "household"),
            "sen": _either("sen", "disability"),
            "left_behind": _either("left_behind"),
            "boarding": _either("boarding", "attendance"),
            "origin": lambda row: row.values.get("origin"),
            "area": lambda row: row.values.get("area"),
            "unit": lambda row: row.values.get("unit"),
        }
        sources = {
            "gender": ("gender", "identity"), "ethnic": ("ethnicity",),
            "migrant": ("migrant", "household"), "sen": ("sen", "disability"),
            "boarding": ("boarding", "attendance"),
        }  # fmt: skip
        found = []
        for key, reader in readers.items():
            if self._read & set(sources.get(key, (key,))):
                values = [reader(row) for row in self._rows]
                is_group = key in {"origin", *_GROUPS}
                found.append(self._attribute(key, _TITLES[key], values, is_group=is_group))
        for title in self._choices.groups:
            if f"group:{title}" in self._read:
                values = [row.values.get(f"group:{title}") for row in self._rows]
                found.append(self._attribute(title, title, values, is_group=True))
        return tuple(found)

    def _gender(self, row: Row) -> object:
        identity = row.values.get("identity")
        return row.values.get("gender") or (identity[1] if isinstance(identity, tuple) else None)

    def _attribute(
        self, key: str, title: str, values: Sequence[object], *, is_group: bool
    ) -> Attribute:
        """Code the values by their text, so that the order of rows does not matter."""
        texts = [
            None if not value and value is not False else _text_of(key, value) for value in values
        ]
        distinct = sorted({text for text in texts if text is not None})
        self._titles[key], self._texts[key] = title, dict(enumerate(distinct))
        code_of = {text: code for code, text in enumerate(distinct)}
        codes = tuple(None if text is None else code_of[text] for text in texts)
        return Attribute(key, codes, is_declared=key in self._declared, is_group=is_group)

    def _measures(self) -> tuple[Measure, ...]:
        found = []
        if self._read & {"birth_date", "identity"}:
            months = [_month(row) for row in self._rows]
            if any(month is not None for month in months):
                first = min(month for month in months if month is not None)
                self._titles["birth_month"] = _TITLES["birth_month"]
                found.append(
                    Measure(
                        "birth_month",
                        tuple(None if month is None else month - first for month in months),
                        is_declared="birth_month" in self._declared,
                    )
                )
        for title in self._choices.marks:
            values = tuple(_whole(row.values.get(f"mark:{title}")) for row in self._rows)
            if any(value is not None for value in values):
                self._titles[f"mark:{title}"] = title
                found.append(Measure(f"mark:{title}", values, is_mark=True, unit=MARK_UNIT))
            elif f"mark:{title}" in self._read:
                self._notes.append(Note("list_marks_unread", title, {"column": title}))
        return tuple(found)

    def _teachers(self, classes: Sequence[int], class_count: int) -> tuple[TeacherScore, ...]:
        found = []
        for title in self._choices.teachers:
            by_class: list[set[int]] = [set() for _ in range(class_count)]
            for row, school_class in zip(self._rows, classes, strict=True):
                score = _whole(row.values.get(f"teacher:{title}"))
                if score is not None:
                    by_class[school_class].add(score)
            if all(len(scores) == 1 for scores in by_class):
                self._titles[title] = title
                found.append(TeacherScore(title, tuple(scores.pop() for scores in by_class)))
            else:
                self._notes.append(Note("list_teacher_not_of_class", title, {"column": title}))
        return tuple(found)

    def _order(self) -> tuple[int | None, ...] | None:
        if "order" not in self._read:
            return None
        self._titles["order"] = _TITLES["order"]
        texts = [str(row.values.get("order") or "") for row in self._rows]
        filled = [text for text in texts if text]
        if len(set(filled)) < len(filled):
            self._notes.append(Note("list_order_repeated"))
            return None
        ranked = sorted(filled, key=lambda text: (not text.isdigit(), len(text), text))
        rank_of = {text: rank for rank, text in enumerate(ranked)}
        return tuple(rank_of.get(text) for text in texts)


_OF_NO_MATTER: Final = frozenset(
    ("header_repeated", "header_missing", "header_missing_or_renamed", "blanks_read_as")
)


def _declared(profile: JurisdictionProfile, choices: ListChoices, table: Table) -> set[str]:
    """The subjects that were balanced: by the rules of the place, or by the headings named."""
    if choices.balanced is None:
        attributes = {attribute.name for attribute in profile.attributes}
        return attributes | {numeric.name for numeric in profile.numerics}
    named = {normalise_header(title) for title in choices.balanced}
    return {
        _SUBJECTS.get(use.to, use.to.removeprefix("group:"))
        for use in table.headers
        if use.to is not None and normalise_header(use.title.rpartition("/")[2]) in named
    }


def _either(*keys: str) -> Callable[[Row], object]:
    """The first of several columns that says something about a row; blank cells mean no."""

    def read(row: Row) -> object:
        said = [row.values[key] for key in keys if row.values.get(key) is not None]
        return said[0] if said else False

    return read


def _text_of(key: str, value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if key == "gender":
        return "男" if value == 1 else "女"
    if key == "ethnic":
        return ethnic_names().get(str(value), str(value))
    return str(value).replace(" ", "")


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _month(row: Row) -> int | None:
    born, identity = row.values.get("birth_date"), row.values.get("identity")
    if isinstance(born, date):
        return born.year * _MONTHS + born.month
    return identity[0] if isinstance(identity, tuple) else None

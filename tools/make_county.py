"""Write the roster workbook of a made-up county: `python3 run.py county FOLDER`.

Five schools, a sheet each, as schools send them: title rows, two-line headers, totals rows, a
hidden code table, twins with wishes, and a score column that must be refused. Names and identity
numbers are invented (the check digits are right); the same seed gives the same people.
"""

import hashlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from junheng.engine.randomness.stream import RandomStream

COUNTY = "青禾县"
SCHOOLS = (
    ("第一中学", 412, ("城关一小", "城关二小", "城关三小", "东门小学", "柳溪小学")),
    ("第二中学", 268, ("城关二小", "西坪小学", "铁厂小学", "柳溪小学")),
    ("民族中学", 187, ("民族小学", "西坪小学", "雷山小学", "北乡小学")),
    ("河口镇初级中学", 96, ("河口中心小学", "下坝小学", "北乡小学")),
    ("云岭教学点", 28, ("云岭小学",)),
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "梓涵宇轩欣怡浩然诗雨子睿思佳俊杰雅琪文博语桐嘉宁一诺晨曦若溪明泽静瑶景行知远安乐书言"
MINORITIES = ("苗族", "布依族", "侗族", "土家族", "彝族", "仡佬族", "回族")
FIRST_BIRTHDAY = date(2013, 9, 1)
HEADINGS = (
    ("序号", None),
    ("学生基本信息", ("姓名", "性别", "身份证件号码", "民族")),
    ("生源", ("毕业小学", "入学测试分")),
    ("照顾类别", ("是否随迁子女", "是否随班就读", "是否留守儿童", "是否寄宿")),
    ("多胞胎", ("多胞胎姓名", "多胞胎意愿")),
    ("监护人姓名", None),
)
CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass
class Person:
    """One invented student, as the cells of a row after 序号."""

    name: str
    gender: str
    identity_number: str
    ethnicity: str
    origin: str
    score: int
    migrant: str
    inclusion: str
    left_behind: str
    boarding: str
    twin: str = ""
    wish: str = ""
    guardian: str = ""

    def cells(self) -> tuple[str | int, ...]:
        """The row."""
        return (
            self.name, self.gender, self.identity_number, self.ethnicity, self.origin, self.score,
            self.migrant, self.inclusion, self.left_behind, self.boarding, self.twin, self.wish,
            self.guardian,
        )  # fmt: skip


def write_county(file: Path, seed: str = "青禾县 2026") -> None:
    """Write the workbook."""
    stream = RandomStream(hashlib.sha256(seed.encode()).digest())
    workbook = xlsxwriter.Workbook(file)
    title = workbook.add_format({"bold": True, "font_size": 16, "align": "center"})
    heading = workbook.add_format({"bold": True, "border": 1, "align": "center"})
    taken: set[str] = set()
    for school, size, origins in SCHOOLS:
        people = make_people(size, origins, taken, stream)
        sheet = workbook.add_worksheet(school)
        sheet.merge_range(0, 0, 0, 13, f"{COUNTY}{school}2026年秋季学期七年级新生信息表", title)
        _write_headings(sheet, heading)
        sheet.set_column(3, 3, 22)
        for row, person in enumerate(people, start=3):
            sheet.write_number(row, 0, row - 2)
            for column, cell in enumerate(person.cells(), start=1):
                sheet.write(row, column, cell)
        sheet.write(size + 3, 1, "合计")
        sheet.write_number(size + 3, 2, size)
    codes = workbook.add_worksheet("代码表")
    codes.write_column(0, 0, ["是", "否"])
    codes.hide()
    workbook.close()


def write_teachers(
    file: Path, class_counts: Mapping[str, int], seed: str = "青禾县 2026 班主任"
) -> None:
    """Write the list of homeroom teachers: a sheet a school, a name for each of its classes."""
    stream = RandomStream(hashlib.sha256(seed.encode()).digest())
    workbook = xlsxwriter.Workbook(file)
    for school, count in class_counts.items():
        sheet = workbook.add_worksheet(school)
        sheet.write_column(0, 0, ["姓名", *make_names(count, stream)])
    workbook.close()


def make_people(
    size: int,
    origins: Sequence[str],
    taken: set[str],
    stream: RandomStream,
    *,
    first_birthday: date = FIRST_BIRTHDAY,
) -> list[Person]:
    """Invent `size` students, two pairs of twins among them where there is room.

    All are born within the year from `first_birthday` on; `taken` are identity numbers in use.
    """
    people = [_make_person(origins, taken, stream, first_birthday) for _ in range(size)]
    if size > 50:
        _make_twins(people[-1], people[-2], "同班")
        _make_twins(people[-3], people[-4], "不同班")
    order = list(range(len(people)))
    stream.shuffle(order)
    return [people[place] for place in order]


def make_names(count: int, stream: RandomStream) -> list[str]:
    """Invent names of grown-up people, no two the same."""
    names: list[str] = []
    while len(names) < count:
        name = _pick(SURNAMES, stream) + _pick(GIVEN, stream) + _pick(GIVEN, stream)
        names += [name] if name not in names else []
    return names


def _make_person(
    origins: Sequence[str], taken: set[str], stream: RandomStream, first_birthday: date
) -> Person:
    is_girl = _happens(480, stream)
    is_migrant = _happens(130, stream)
    length = 2 if _happens(850, stream) else 1
    name = _pick(SURNAMES, stream) + "".join(_pick(GIVEN, stream) for _ in range(length))
    birthday = first_birthday + timedelta(days=stream.below(365))
    region = "360124" if is_migrant else "522121"
    return Person(
        name=name,
        gender="女" if is_girl else "男",
        identity_number=_identity_number(region, birthday, is_girl, taken, stream),
        ethnicity=_pick(MINORITIES, stream) if _happens(140, stream) else "汉族",
        # Two draws, the smaller counts: some primary schools send many, some few.
        origin=origins[min(stream.below(len(origins)), stream.below(len(origins)))],
        score=60 + stream.below(41),
        migrant="是" if is_migrant else "否",
        inclusion="是" if _happens(12, stream) else "否",
        left_behind="是" if not is_migrant and _happens(90, stream) else "否",
        boarding="是" if _happens(220, stream) else "否",
        guardian=name[0] + _pick(GIVEN, stream) + _pick(GIVEN, stream),
    )


def _make_twins(one: Person, other: Person, wish: str) -> None:
    other.name = one.name[0] + other.name[1:] + ("" if len(other.name) > 1 else "安")
    if other.name == one.name:
        other.name += "宁"
    # The same birthday and district; a sequence number far from any that was drawn for it.
    sequence = (int(one.identity_number[14:17]) + 500 + (one.gender != other.gender)) % 1000
    other.identity_number = _checked(f"{one.identity_number[:14]}{sequence:03}")
    other.origin, other.ethnicity, other.migrant = one.origin, one.ethnicity, one.migrant
    other.guardian = one.guardian
    one.twin, other.twin = other.name, one.name
    one.wish = other.wish = wish


def _happens(per_thousand: int, stream: RandomStream) -> bool:
    return stream.below(1000) < per_thousand


def _identity_number(
    region: str,
    birthday: date,
    is_girl: bool,  # noqa: FBT001 - the number's parity is the sex
    taken: set[str],
    stream: RandomStream,
) -> str:
    while True:
        sequence = 2 * stream.below(500) + (not is_girl)
        number = _checked(f"{region}{birthday:%Y%m%d}{sequence:03}")
        if number not in taken:
            taken.add(number)
            return number


def _checked(digits: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(digits, CHECK_WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


def _pick(choices: Sequence[str], stream: RandomStream) -> str:
    return choices[stream.below(len(choices))]


def _write_headings(sheet: "xlsxwriter.worksheet.Worksheet", form: object) -> None:
    column = 0
    for parent, children in HEADINGS:
        if children is None:
            sheet.merge_range(1, column, 2, column, parent, form)
            column += 1
            continue
        sheet.merge_range(1, column, 1, column + len(children) - 1, parent, form)
        for child in children:
            sheet.write(2, column, child, form)
            column += 1


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "county")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{COUNTY}新生名册.xlsx"
    write_county(target)
    print(f"已生成：{target}")

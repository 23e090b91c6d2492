"""Rosters invented for one test: small, correct, and the same every time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import xlsxwriter

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = "安柏川冬帆歌禾嘉景可岚明宁朴青荣"
HEADINGS = (
    "姓名", "性别", "身份证号", "民族", "毕业小学", "是否随迁", "是否随班就读", "多胞胎姓名",
    "多胞胎意愿",
)  # fmt: skip
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Child:
    """One row of a roster."""

    name: str
    gender: str
    identity_number: str
    ethnicity: str = "汉族"
    origin: str = "东门小学"
    migrant: str = "否"
    inclusion: str = "否"
    twin: str = ""
    wish: str = ""

    def cells(self) -> tuple[str, ...]:
        """The row in the order of the headings."""
        return (
            self.name, self.gender, self.identity_number, self.ethnicity, self.origin,
            self.migrant, self.inclusion, self.twin, self.wish,
        )  # fmt: skip


def identity_number(serial: int, gender: str, *, birth: str = "20140105") -> str:
    """A correct number (GB 11643-1999); no two for different serials."""
    day = 1 + serial // 400 % 28
    digits = f"360121{birth[:6]}{day:02}{2 * (serial % 400) + (gender == '男'):03}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


def children(count: int, *, first: int = 0) -> list[Child]:
    """Invent `count` children; other values of `first` give other children."""
    made = []
    for serial in range(first, first + count):
        gender = "女" if serial % 2 else "男"
        made.append(
            Child(
                name=SURNAMES[serial % 16] + GIVEN[serial // 16 % 16] + GIVEN[serial // 256 % 16],
                gender=gender,
                identity_number=identity_number(serial, gender),
                ethnicity="苗族" if serial % 7 == 0 else "汉族",
                origin=("东门小学", "西坪小学", "柳溪小学")[serial % 3],
                migrant="是" if serial % 5 == 0 else "否",
            )
        )
    return made


def twins(one: Child, other: Child, wish: str) -> tuple[Child, Child]:
    """Two children as twins: one birthday, each names the other."""
    serial = int(other.identity_number[14:17]) // 2 + 1
    other = replace(other, name=one.name[0] + other.name[1:] + "安")
    numbered = identity_number(serial + 100, other.gender, birth=one.identity_number[6:14])
    return (
        replace(one, twin=other.name, wish=wish),
        replace(other, identity_number=numbered, twin=one.name, wish=wish),
    )


def write_roster(
    file: Path, sheets: Mapping[str, Sequence[Child]], *, grade: str = "七年级"
) -> Path:
    """Write a workbook with one school a sheet: a title, headings, the children from row 3."""
    workbook = xlsxwriter.Workbook(file)
    for name, members in sheets.items():
        sheet = workbook.add_worksheet(name)
        sheet.write(0, 0, f"{name}2026年秋季{grade}新生名册")
        sheet.write_row(1, 0, HEADINGS)
        for row, child in enumerate(members, start=2):
            for column, cell in enumerate(child.cells()):
                if cell:
                    sheet.write_string(row, column, cell)
    workbook.close()
    return file

"""A made-up county of five schools for the journey: its people, its sheets, its papers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from openpyxl import load_workbook
from PIL import Image, ImageDraw

COUNTY: Final = "青禾县"
COUNTY_CODE: Final = "520199"
ROSTERS: Final = Path("tests/data/rosters/county-5-schools.xlsx")
_FAMILY: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"

_LAST: Final = "芳敏静丽强"
_SECOND: Final = {
    "第一中学": "文", "第四中学": "志", "民族中学": "晓", "乡镇初级中学": "建", "教学点": "海"
}  # fmt: skip


@dataclass(frozen=True)
class SchoolMade:
    """A school with its sheet in the county's workbook and the classes that its size asks for."""

    code: str
    sheet: str
    students: int
    classes: int

    @property
    def name(self) -> str:
        """As it stands in the bureau's list and above its roster."""
        return COUNTY + self.sheet

    @property
    def title(self) -> str:
        """Its starting grade as the pages call it."""
        return f"{self.name}七年级"

    @property
    def teachers(self) -> list[str]:
        """Homeroom teachers, one a class; nobody's name twice in the county."""
        second = _SECOND[self.sheet]
        return [f"{_FAMILY[n]}{second}{_LAST[n % len(_LAST)]}" for n in range(self.classes)]


FIRST: Final = SchoolMade("010001", "第一中学", 487, 10)
SCHOOLS: Final = (
    FIRST,
    SchoolMade("010004", "第四中学", 301, 7),
    SchoolMade("010005", "民族中学", 214, 5),
    SchoolMade("020001", "乡镇初级中学", 88, 2),
    SchoolMade("020002", "教学点", 31, 1),
)
DRAWN: Final = SCHOOLS[:4]


@dataclass(frozen=True)
class PersonMade:
    """Somebody with posts; `schools` are the codes of those that a post at a school is at."""

    name: str
    username: str
    role: str
    schools: tuple[str, ...] = ()


_OTHERS: Final = tuple(school.code for school in SCHOOLS[1:])
OPERATOR: Final = PersonMade("林操作", "lincaozuo", "bureau_operator")
REVIEWER: Final = PersonMade("何复核", "hefuhe", "bureau_reviewer")
INSPECTOR: Final = PersonMade("许督学", "xuduxue", "inspector")
SUPERVISOR: Final = PersonMade("严纪检", "yanjijian", "supervisor")
CLERK: Final = PersonMade("陈填报", "chentianbao", "school_clerk", (FIRST.code,))
CLERK_OF_OTHERS: Final = PersonMade("周填报", "zhoutianbao", "school_clerk", _OTHERS)
PRINCIPAL: Final = PersonMade("孙校长", "sunxiaozhang", "principal", (FIRST.code,))
PRINCIPAL_OF_OTHERS: Final = PersonMade("吴校长", "wuxiaozhang", "principal", _OTHERS)
PEOPLE: Final = (
    OPERATOR, REVIEWER, INSPECTOR, SUPERVISOR,
    CLERK, CLERK_OF_OTHERS, PRINCIPAL, PRINCIPAL_OF_OTHERS,
)  # fmt: skip


def schools_sheet(folder: Path) -> Path:
    """The bureau's list of schools."""
    path = folder / "学校名单.csv"
    lines = [f"{school.code},{school.name},初中,公办,否" for school in SCHOOLS]
    path.write_text("\n".join(["学校代码,学校名称,学段,举办者,热点学校", *lines]), encoding="utf-8")
    return path


def roster_of(school: SchoolMade, folder: Path) -> Path:
    """One school's sheet out of the county's workbook, as its clerk has it."""
    book = load_workbook(ROSTERS)
    for name in book.sheetnames:
        if name not in {school.sheet, "代码表"}:
            del book[name]
    sheet = book[school.sheet]
    sheet["A1"] = str(sheet["A1"].value).replace("××县", COUNTY)
    path = folder / f"{school.sheet}新生登记表.xlsx"
    book.save(path)
    return path


def roster_without_number(school: SchoolMade, folder: Path) -> Path:
    """The same sheet with one identity number mistyped and a column that may not be used."""
    book = load_workbook(roster_of(school, folder))
    sheet = book[school.sheet]
    sheet["D4"] = str(sheet["D4"].value)[:-1] + "5"
    path = folder / f"{school.sheet}新生登记表（初稿）.xlsx"
    book.save(path)
    return path


def plan_document(folder: Path) -> Path:
    """The stamped plan, as a PDF."""
    path = folder / "工作方案.pdf"
    path.write_bytes(a_pdf())
    return path


def a_pdf() -> bytes:
    """A small PDF: one grey page."""
    held = BytesIO()
    Image.new("L", (210, 297), 245).save(held, "PDF")
    return held.getvalue()


def photograph(folder: Path, name: str = "张贴照片.png") -> Path:
    """A photograph of a notice board."""
    picture = Image.new("RGB", (640, 480), (196, 178, 150))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((220, 60, 420, 340), fill=(250, 250, 248))
    for line in range(90, 320, 16):
        draw.line((240, line, 400, line), fill=(90, 90, 90), width=3)
    path = folder / name
    picture.save(path)
    return path


def office_time(**from_now: int) -> str:
    """The office's clock, so many days or hours from now, as the field of a form wants it."""
    now = datetime.now(ZoneInfo("Asia/Shanghai"))  # noqa: TID251 - people look at their clock
    return f"{now + timedelta(**from_now):%Y-%m-%dT%H:%M}"

"""What the printed forms say: frozen dataclasses that the ceremony fills (SG1 §10.2)."""

import datetime as dt
from dataclasses import dataclass, field

from junheng.reporting.balance import RuleSource


@dataclass(frozen=True)
class Letterhead:
    """What every page of a form carries.

    `result_code_lines` are the lines of the result code (结果码) ready for paper, each with its
    check digit; empty before a result exists. `ledger_head` is the ledger head (账尾) at printing,
    as a short string ready for paper. `printed_at` needs a time zone; it is also the date inside
    the PDF, so that the same input gives the same bytes.
    """

    county: str
    school: str
    grade: str
    year: int
    printed_at: dt.datetime
    result_code_lines: tuple[str, ...] = ()
    ledger_head: str = ""
    hotline: str = ""
    mailbox: str = ""
    is_rehearsal: bool = False


@dataclass(frozen=True)
class PublicEntry:
    """One child on the public list: masked name and the end of the registration number."""

    masked_name: str
    registration_tail: str


@dataclass(frozen=True)
class PublicClass:
    """One class of the public list, its children in the order to be printed."""

    title: str
    entries: tuple[PublicEntry, ...]
    homeroom_teacher: str = ""


@dataclass(frozen=True)
class PublicLists:
    """分班名单公示表: what is posted at the school gate.

    `query_address` is printed as a QR code when given; `query_way` says in words how parents
    look up their own child.
    """

    letterhead: Letterhead
    classes: tuple[PublicClass, ...]
    notice_from: dt.date
    notice_to: dt.date
    query_way: str
    query_address: str = ""


@dataclass(frozen=True)
class SheetStudent:
    """One child on the internal class sheet."""

    name: str
    gender: str
    registration: str
    note: str = ""


@dataclass(frozen=True)
class ClassSheet:
    """One class of the internal sheets.

    `teachers` pairs a subject with a name; `summary` pairs a label with its figure, e.g.
    ("随迁子女", "5 人"). What is not drawn yet stays empty, to be filled in.
    """

    title: str
    students: tuple[SheetStudent, ...]
    summary: tuple[tuple[str, str], ...]
    homeroom_teacher: str = ""
    lot: str = ""
    teachers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ClassSheets:
    """班级师生情况一览表: internal, signed by the supervisors one by one."""

    letterhead: Letterhead
    classes: tuple[ClassSheet, ...]
    signature_roles: tuple[str, ...]
    copies: str = ""


@dataclass(frozen=True)
class ProcessRecord:
    """编班过程记录表: how the draw was made, signed on the spot.

    `refused_columns` pairs a column heading with the reason it was not loaded. Texts left empty
    are printed as lines to fill in by hand. The hash fields are lines ready for paper.
    """

    letterhead: Letterhead
    place: str = ""
    host: str = ""
    operators: tuple[str, ...] = ()
    software: str = ""
    engine: str = ""
    approval_number: str = ""
    roster_file: str = ""
    roster_rows: int = 0
    roster_digest_lines: tuple[str, ...] = ()
    student_count: int = 0
    class_count: int = 0
    rules: tuple[RuleSource, ...] = ()
    refused_columns: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    freeze_code_lines: tuple[str, ...] = ()
    seed_text_lines: tuple[str, ...] = ()
    seed_lines: tuple[str, ...] = ()
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    equipment_checks: tuple[str, ...] = (
        "电脑已断网",
        "未接移动存储等外设",
        "回收站已清空",
        "打印纸当场拆封",
        "屏幕全程投影",
    )
    copies: str = ""
    disc_number: str = ""
    video_number: str = ""
    incidents: str = ""
    signature_roles: tuple[str, ...] = field(
        default=("主持人", "操作员", "教育局", "纪检监察", "责任督学", "家长代表")
    )

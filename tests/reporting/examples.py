"""A school as the ceremony would describe it, small enough to reckon by hand."""

import datetime as dt

from junheng.reporting.balance import BalanceReport, LevelRow, RuleSource
from junheng.reporting.forms import (
    ClassSheet,
    ClassSheets,
    Letterhead,
    ProcessRecord,
    PublicClass,
    PublicEntry,
    PublicLists,
    SheetStudent,
    public_entries,
)

MOMENT = dt.datetime(2026, 8, 24, 10, 5, tzinfo=dt.timezone(dt.timedelta(hours=8)))

CODE_LINES = (
    "2d60 d2c7 109b 64d4 /0",
    "4f7d 0172 f062 5975 /b",
    "3f36 1c42 8541 25f7 /e",
    "3911 5628 b7e7 1883 /3",
)

RULES = (RuleSource("各班人数最多相差", "2 人", "“阳光分班”实施方案 二（二）"),)


def level(attribute, title, name, counts, *, best, cause=None, simulated=None):
    total = sum(counts)
    gap = max(counts) - min(counts)
    return LevelRow(
        attribute=attribute,
        title=title,
        level=name,
        total=total,
        counts=counts,
        achieved_gap=gap,
        best_gap=best,
        excess=max(0, gap - (1 if total % len(counts) else 0)),
        cause=cause,
        simulated_gap_hundredths=simulated,
    )


EVEN_ROWS = (
    level("gender", "性别", "男", (23, 23, 22), best=1, simulated=100),
    level("gender", "性别", "女", (22, 22, 23), best=1, simulated=100),
    level("migrant", "随迁子女", "是", (3, 4, 3), best=1, simulated=347),
    level("migrant", "随迁子女", "否", (42, 41, 42), best=1, simulated=347),
    level("sen", "随班就读", "是", (1, 1, 1), best=0, simulated=160),
    level("sen", "随班就读", "否", (44, 44, 44), best=0, simulated=160),
    level("ethnic", "民族", "汉族", (40, 40, 39), best=1, simulated=310),
    level("ethnic", "民族", "布依族", (4, 4, 4), best=0, simulated=290),
    level("ethnic", "民族", "苗族", (1, 1, 2), best=1, simulated=180),
)


def balance_report(rows=EVEN_ROWS, **changes):
    values = {
        "county": "清河县教育局",
        "school": "清河县第三中学",
        "grade": "七年级",
        "year": 2026,
        "student_count": 135,
        "class_titles": ("1班", "2班", "3班"),
        "class_sizes": (45, 45, 45),
        "rows": rows,
        "total_excess": sum(row.excess for row in rows),
        "simulated_totals": (9, 12, 12, 15, 18, 21),
        "bound_reached": True,
        "steps": 41234,
        "freeze_code": "2d60" * 16,
        "result_code": "9f61" * 16,
        "seed": "ab62" * 16,
        "engine": "junheng SG1-ENGINE/1",
        "generated_at": MOMENT,
        "profile_title": "贵阳市某县",
        "profile_version": "2024",
        "rules": RULES,
    }
    return BalanceReport(**(values | changes))


def letterhead(**changes):
    values = {
        "county": "清河县教育局",
        "school": "清河县第三中学",
        "grade": "七年级",
        "year": 2026,
        "printed_at": MOMENT,
        "result_code_lines": CODE_LINES,
        "ledger_head": "2d60 d2c7 109b 64d4",
        "hotline": "0851-12345678",
        "mailbox": "jiandu@edu.example",
    }
    return Letterhead(**(values | changes))


NAMES = ("张三", "李小明", "欧阳小明", "阿卜杜拉·买买提")
REGISTRATIONS = ("B00011", "B00012", "B00013", "B00014")


def public_lists(names=NAMES, **changes):
    entries = public_entries(names, REGISTRATIONS[: len(names)])
    return PublicLists(
        letterhead=letterhead(**changes),
        classes=(PublicClass("1班", entries), PublicClass("2班", (PublicEntry("王*", "0021"),))),
        notice_from=dt.date(2026, 8, 24),
        notice_to=dt.date(2026, 8, 30),
        query_way="凭查询码查询本人孩子的结果。",
        query_address="https://edu.example/cx",
    )


def class_sheets(names=NAMES, class_count=2, **changes):
    students = tuple(SheetStudent(name, "男", f"B{place:05d}") for place, name in enumerate(names))
    sheets = tuple(
        ClassSheet(
            title=f"{number}班",
            students=students,
            summary=(("总人数", "4 人"), ("随迁子女", "1 人")),
            teachers=(("语文", "王立"), ("数学", "赵敏")),
        )
        for number in range(1, class_count + 1)
    )
    return ClassSheets(letterhead(**changes), sheets, ("家长代表", "责任督学", "纪检监察"))


def process_record(letterhead_changes=None, **changes):
    values = {
        "letterhead": letterhead(**(letterhead_changes or {})),
        "place": "阶梯教室",
        "host": "李建国",
        "operators": ("王芳",),
        "software": "均衡 0.1.0",
        "engine": "junheng SG1-ENGINE/1",
        "roster_file": "名册.xlsx",
        "roster_rows": 135,
        "roster_digest_lines": CODE_LINES,
        "student_count": 135,
        "class_count": 3,
        "rules": RULES,
        "refused_columns": (("小升初成绩", "成绩不得作为编班依据"), ("备注", "自由填写，不读入")),
        "warnings": ("2 名学生毕业小学未填写。",),
        "freeze_code_lines": CODE_LINES,
        "seed_text_lines": ("SG1-SEED/1", "suite=intl"),
        "seed_lines": CODE_LINES,
        "started_at": MOMENT,
        "ended_at": MOMENT + dt.timedelta(minutes=48),
    }
    return ProcessRecord(**(values | changes))

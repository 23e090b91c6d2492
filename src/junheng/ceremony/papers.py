"""What people hold in their hands: balance report, lists, forms, filled from a draw."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from junheng.ceremony.comparison import Comparison
from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.frozen import Frozen, FrozenAttribute, FrozenStudent, FrozenUnit
from junheng.engine.assignment.certificate import RowCertificate
from junheng.engine.randomness.seeds import SeedText
from junheng.engine.record.paper import paper_lines
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
    class_sheets_pdf,
    process_record_pdf,
    public_entries,
    public_lists_pdf,
)
from junheng.reporting.lists import ListClass, ListColumn, SchoolLists, lists_workbook

GENDERS = {1: "男", 2: "女"}
GRADES = {"primary": "一年级", "junior": "七年级"}
REFUSED_REASON = "不得作为编班依据"
SUMMARY_ATTRIBUTES = ("migrant", "sen", "left_behind", "boarding")
QUERY_WAY = "凭家长凭条（或本校通知的查询方式）查询本人子女的班级；任何人不得查询他人子女。"


@dataclass(frozen=True)
class Sitting:
    """The facts of one run that every paper carries."""

    frozen: Frozen
    software: str
    started_at: datetime
    ended_at: datetime
    ledger_head: str
    is_rehearsal: bool
    seed: SeedText | None


def assignment_csv(draws: Sequence[UnitDraw]) -> bytes:
    """`internal/assignment.csv` for programs: sheet, row, name, group; in the roster's order."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("sheet", "row", "name", "group"))
    for drawn in draws:
        placed = zip(drawn.unit.students, drawn.classes, strict=True)
        for student, index in sorted(placed, key=lambda pair: pair[0].row):
            writer.writerow((student.sheet, student.row, student.name, f"G{index + 1}"))
    return text.getvalue().encode("utf-8")


def balance_report(sitting: Sitting, drawn: UnitDraw, comparison: Comparison) -> BalanceReport:
    """The balance report of one unit, for both audiences."""
    frozen, unit = sitting.frozen, drawn.unit
    rows = tuple(
        _level_row(unit, attribute, row, comparison)
        for attribute in unit.attributes
        for row in drawn.certificate.rows
        if row.attribute == attribute.name
    )
    return BalanceReport(
        county=sitting.frozen.county,
        school=unit.school,
        grade=GRADES[unit.stage],
        year=sitting.frozen.year,
        student_count=len(unit.students),
        class_titles=class_titles(unit),
        class_sizes=drawn.sizes,
        rows=rows,
        total_excess=sum(row.excess for row in rows),
        simulated_totals=comparison.totals,
        # The bound speaks of equal classes; where a rule makes some smaller it proves nothing.
        bound_reached=_size_reason(unit) is None
        and drawn.assignment.energy <= drawn.assignment.bound,
        steps=drawn.assignment.steps,
        freeze_code=frozen.code,
        result_code=drawn.code,
        seed=str(drawn.document["seed"]),
        engine=f"{frozen.engine['name']} {frozen.engine['version']}",
        generated_at=sitting.ended_at,
        profile_title=str(frozen.profile["title"]),
        profile_version=str(frozen.profile["version"]),
        rules=_rules(frozen.profile),
        most_size_difference=int(unit.params["maxdiff"]),
        size_reason=_size_reason(unit),
        is_rehearsal=sitting.is_rehearsal,
        status="exempt_single_class" if unit.is_exempt else "drawn",
    )


def lists_file(sitting: Sitting, draws: Sequence[UnitDraw]) -> bytes:
    """`lists.xlsx`: the full lists of all classes, for the school."""
    columns = (
        ListColumn("序号", 6),
        ListColumn("姓名", 14),
        ListColumn("性别", 6),
        ListColumn("登记编号", 14),
        ListColumn("名册表", 16),
        ListColumn("名册行号", 10),
    )
    return lists_workbook(
        [
            SchoolLists(
                county=sitting.frozen.county,
                school=drawn.unit.school,
                grade=GRADES[drawn.unit.stage],
                year=sitting.frozen.year,
                columns=columns,
                classes=tuple(
                    ListClass(
                        title=title,
                        rows=tuple(
                            (
                                str(number),
                                student.name,
                                GENDERS[student.gender],
                                student.sid,
                                student.sheet,
                                str(student.row),
                            )
                            for number, student in enumerate(drawn.students_of(index), start=1)
                        ),
                        summary=_summary(drawn.unit, drawn.students_of(index)),
                    )
                    for index, title in enumerate(class_titles(drawn.unit))
                ),
                result_code=drawn.code,
                printed_at=sitting.ended_at,
                is_rehearsal=sitting.is_rehearsal,
            )
            for drawn in draws
        ]
    )


def form_files(sitting: Sitting, drawn: UnitDraw) -> dict[str, bytes]:
    """The forms of one unit as PDF/A, by file name."""
    head = _letterhead(sitting, drawn)
    forms = {
        "分班名单公示表": public_lists_pdf(_public_lists(sitting, drawn, head)),
        "班级师生情况一览表": class_sheets_pdf(_class_sheets(sitting, drawn, head)),
        "编班过程记录表": process_record_pdf(_process_record(sitting, drawn, head)),
    }
    # The school's name for people, the unit's code because two schools may have one name.
    school = re.sub(r'[\\/:*?"<>|\s]+', "", drawn.unit.school)
    return {
        f"forms/{school}-{title}-{drawn.unit.unit}.pdf": content for title, content in forms.items()
    }


def class_titles(unit: FrozenUnit) -> tuple[str, ...]:
    """Groups keep neutral names until lots decide which class each becomes (SG1 §8)."""
    return tuple(f"G{number}" for number in range(1, unit.class_count + 1))


def _level_row(
    unit: FrozenUnit, attribute: FrozenAttribute, row: RowCertificate, comparison: Comparison
) -> LevelRow:
    best_gap, excess, cause = row.best_gap, row.excess, row.cause
    if _size_reason(unit) is not None:
        # A smaller class shall have fewer of everyone: measured against each class's share.
        best_gap, excess = row.achieved_gap - row.outside_share, row.outside_share
        cause = "unequal_sizes" if row.outside_share else None
    return LevelRow(
        attribute=attribute.name,
        title=attribute.title,
        level=attribute.levels[str(row.code)],
        total=row.total,
        counts=row.counts,
        achieved_gap=row.achieved_gap,
        best_gap=best_gap,
        excess=excess,
        cause=cause,
        simulated_gap_hundredths=comparison.mean_gaps_hundredths.get((attribute.name, row.code)),
    )


def _rules(profile: Mapping[str, Any]) -> tuple[RuleSource, ...]:
    return tuple(
        RuleSource(title=rule["title"], value=rule["value"], source=rule["source"])
        for rule in profile["rules"]
    )


def _size_reason(unit: FrozenUnit) -> str | None:
    if "reduction" in unit.params:
        return "companion_seats"
    return "given_sizes" if "sizes" in unit.params else None


def _letterhead(sitting: Sitting, drawn: UnitDraw) -> Letterhead:
    hotline: Mapping[str, str] = next(iter(sitting.frozen.profile["hotlines"]), {})
    return Letterhead(
        county=sitting.frozen.county,
        school=drawn.unit.school,
        grade=GRADES[drawn.unit.stage],
        year=sitting.frozen.year,
        printed_at=sitting.ended_at,
        result_code_lines=paper_lines(drawn.code),
        ledger_head=sitting.ledger_head[:16],
        hotline=hotline.get("phone", ""),
        mailbox=hotline.get("email", ""),
        is_rehearsal=sitting.is_rehearsal,
    )


def _public_lists(sitting: Sitting, drawn: UnitDraw, head: Letterhead) -> PublicLists:
    profile = sitting.frozen.profile
    opens = sitting.ended_at.date()
    return PublicLists(
        letterhead=head,
        classes=tuple(
            PublicClass(title, _public_entries(drawn.students_of(index), profile["public_names"]))
            for index, title in enumerate(class_titles(drawn.unit))
        ),
        notice_from=opens,
        notice_to=opens + timedelta(days=int(profile["notice_days"])),
        query_way=QUERY_WAY,
    )


def _public_entries(
    students: Sequence[FrozenStudent], public_names: str
) -> tuple[PublicEntry, ...]:
    names = [student.name for student in students]
    entries = public_entries(names, [student.sid for student in students])
    match public_names:
        case "full":
            return tuple(
                PublicEntry(name, entry.registration_tail)
                for name, entry in zip(names, entries, strict=True)
            )
        case "none":
            return tuple(PublicEntry("", student.sid) for student in students)
        case _:
            return entries


def _class_sheets(sitting: Sitting, drawn: UnitDraw, head: Letterhead) -> ClassSheets:
    return ClassSheets(
        letterhead=head,
        classes=tuple(
            ClassSheet(
                title=title,
                students=tuple(
                    SheetStudent(student.name, GENDERS[student.gender], student.sid)
                    for student in drawn.students_of(index)
                ),
                summary=tuple(
                    (label, f"{count} 人")
                    for label, count in _summary(drawn.unit, drawn.students_of(index))
                ),
            )
            for index, title in enumerate(class_titles(drawn.unit))
        ),
        signature_roles=tuple(sitting.frozen.profile["supervisor_roles"]),
    )


def _summary(unit: FrozenUnit, students: Sequence[FrozenStudent]) -> tuple[tuple[str, int], ...]:
    """Totals of a class for its sheet: no child can be told from them."""
    lines = [
        ("总人数", len(students)),
        ("男", sum(student.gender == 1 for student in students)),
        ("女", sum(student.gender == 2 for student in students)),  # noqa: PLR2004 - GB/T 2261.1
    ]
    for attribute in unit.attributes:
        codes = [student.leaf["a"][attribute.name] for student in students]
        if attribute.name in SUMMARY_ATTRIBUTES:
            lines.append((attribute.title, sum(codes)))
        elif attribute.name == "ethnic":
            lines.append(("少数民族", sum(code != 1 for code in codes)))
        elif attribute.name == "origin":
            lines.append(("生源校数", len(set(codes))))
    return tuple(lines)


def _process_record(sitting: Sitting, drawn: UnitDraw, head: Letterhead) -> ProcessRecord:
    frozen, unit = sitting.frozen, drawn.unit
    return ProcessRecord(
        letterhead=head,
        place=str(frozen.session["place"]),
        host=str(frozen.session["host"]),
        software=sitting.software,
        engine=f"{frozen.engine['name']} {frozen.engine['version']}",
        roster_file=str(frozen.roster_file["name"]),
        roster_rows=int(frozen.roster_file["rows"]),
        roster_digest_lines=paper_lines(str(frozen.roster_file["digest"])),
        student_count=len(unit.students),
        class_count=unit.class_count,
        rules=_rules(frozen.profile),
        refused_columns=tuple((title, REFUSED_REASON) for title in unit.refused_columns),
        warnings=unit.notes,
        freeze_code_lines=paper_lines(frozen.code),
        seed_text_lines=sitting.seed.lines() if sitting.seed else (),
        seed_lines=paper_lines(str(drawn.document["seed"])),
        started_at=sitting.started_at,
        ended_at=sitting.ended_at,
        signature_roles=tuple(frozen.profile["supervisor_roles"]),
    )

"""The forms of the result: public lists, class sheets, process record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.frozen import FrozenStudent
from junheng.ceremony.lots import LotsRecord, lots_of
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.papers.facts import (
    GENDERS,
    LOTS_STEP,
    RESULT_STEP,
    Sitting,
    UnitDone,
    class_titles,
    form_file,
    letterhead,
    rule_sources,
    summary_of,
)
from junheng.engine.record.paper import paper_lines
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
from junheng.rosters import refusal_reason

REFUSED_REASON = "不得作为编班依据"
QUERY_WAY = "凭家长凭条（或本校通知的查询方式）查询本人子女的班级；任何人不得查询他人子女。"


@dataclass(frozen=True)
class NamedClass:
    """A class as the papers call it: `index` is its place in the draw, counted from 0."""

    index: int
    title: str
    homeroom_teacher: str = ""
    lot: str = ""


def result_papers(sitting: Sitting, draws: Sequence[UnitDraw], done: UnitDone) -> dict[str, bytes]:
    """The lists to post, the class sheets and the process record of every school."""
    files: dict[str, bytes] = {}
    opens = sitting.ended_at.date()
    for drawn in draws:
        head, unit = result_letterhead(sitting, drawn), drawn.unit
        classes = [NamedClass(index, title) for index, title in enumerate(class_titles(unit))]
        files |= _lists_of(sitting, drawn, classes, head, step=RESULT_STEP, opens=opens)
        record = process_record_pdf(_process_record(sitting, drawn, head))
        files[form_file(RESULT_STEP, "编班过程记录表", unit)] = record
        done(unit)
    return files


def named_papers(sitting: Sitting, draws: Sequence[UnitDraw], _done: UnitDone) -> dict[str, bytes]:
    """The lists once more for every school whose lots gave its classes names and teachers."""
    files: dict[str, bytes] = {}
    for drawn in draws:
        lots = lots_of(sitting.ceremony, drawn.unit)
        if lots is None:
            continue
        head = letterhead(sitting, drawn.unit, after="LOTS", result_code=drawn.code)
        classes = _classes_of(lots)
        opens = datetime.fromisoformat(lots.at).date()
        files |= _lists_of(sitting, drawn, classes, head, step=LOTS_STEP, opens=opens)
    return files


def published_classes(ceremony: Ceremony, drawn: UnitDraw) -> tuple[PublicClass, ...]:
    """The classes of one school as the rules let them be published; none before its lots."""
    lots = lots_of(ceremony, drawn.unit)
    if lots is None:
        return ()
    return _public_classes(drawn, _classes_of(lots), ceremony.frozen.profile["public_names"])


def _classes_of(lots: LotsRecord) -> list[NamedClass]:
    return [
        NamedClass(
            index=int(one.group.removeprefix("G")) - 1,
            title=one.title,
            homeroom_teacher=one.teacher_name,
            lot=f"{one.number}（名单 {one.group}）",
        )
        for one in lots.classes
    ]


def _lists_of(
    sitting: Sitting,
    drawn: UnitDraw,
    classes: Sequence[NamedClass],
    head: Letterhead,
    *,
    step: str,
    opens: date,
) -> dict[str, bytes]:
    """公示表 and 一览表 of one school; `opens` is the first day of the public notice."""
    lists = _public_lists(sitting, drawn, classes, head, opens)
    sheets = _class_sheets(sitting, drawn, classes, head)
    return {
        form_file(step, "分班名单公示表", drawn.unit): public_lists_pdf(lists),
        form_file(step, "班级师生情况一览表", drawn.unit): class_sheets_pdf(sheets),
    }


def result_letterhead(sitting: Sitting, drawn: UnitDraw) -> Letterhead:
    """Head and foot of a paper about one unit's result."""
    after = "REHEARSAL" if sitting.is_rehearsal else "DRAW"
    return letterhead(sitting, drawn.unit, after=after, result_code=drawn.code)


def _public_lists(
    sitting: Sitting,
    drawn: UnitDraw,
    classes: Sequence[NamedClass],
    head: Letterhead,
    opens: date,
) -> PublicLists:
    profile = sitting.frozen.profile
    return PublicLists(
        letterhead=head,
        classes=_public_classes(drawn, classes, profile["public_names"]),
        notice_from=opens,
        notice_to=opens + timedelta(days=int(profile["notice_days"])),
        query_way=QUERY_WAY,
    )


def _public_classes(
    drawn: UnitDraw, classes: Sequence[NamedClass], public_names: str
) -> tuple[PublicClass, ...]:
    return tuple(
        PublicClass(
            one.title,
            _public_entries(drawn.students_of(one.index), public_names),
            one.homeroom_teacher,
        )
        for one in classes
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


def _class_sheets(
    sitting: Sitting, drawn: UnitDraw, classes: Sequence[NamedClass], head: Letterhead
) -> ClassSheets:
    teams = sitting.teams.get(drawn.unit.unit, {})
    return ClassSheets(
        letterhead=head,
        classes=tuple(
            ClassSheet(
                title=one.title,
                students=tuple(
                    SheetStudent(student.name, GENDERS[student.gender], student.sid)
                    for student in drawn.students_of(one.index)
                ),
                summary=tuple(
                    (label, f"{count} 人")
                    for label, count in summary_of(drawn.unit, drawn.students_of(one.index))
                ),
                homeroom_teacher=one.homeroom_teacher,
                lot=one.lot,
                teachers=tuple(teams.get(one.title, ())),
            )
            for one in classes
        ),
        signature_roles=("校长", "班主任", *sitting.frozen.profile["supervisor_roles"]),
    )


def _process_record(sitting: Sitting, drawn: UnitDraw, head: Letterhead) -> ProcessRecord:
    frozen, unit, seed = sitting.frozen, drawn.unit, sitting.seed
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
        rules=rule_sources(frozen.profile),
        refused_columns=tuple(
            (title, refusal_reason(title) or REFUSED_REASON) for title in unit.refused_columns
        ),
        warnings=unit.notes,
        freeze_code_lines=paper_lines(frozen.code),
        seed_text_lines=seed.lines() if seed else (),
        seed_lines=paper_lines(str(drawn.document["seed"])),
        started_at=sitting.started_at,
        ended_at=sitting.ended_at,
        signature_roles=tuple(frozen.profile["supervisor_roles"]),
    )

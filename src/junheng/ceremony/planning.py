"""From a read roster and the rules to what will be frozen: units, class counts, codes, pins."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from junheng.ceremony.frozen import FrozenAttribute
from junheng.engine.errors import JunhengError
from junheng.engine.record.documents import Cap, Numeric, Reduction
from junheng.profiles import JurisdictionProfile, Source, Stage
from junheng.rosters import (
    CodedAttribute,
    CodedRoster,
    SchoolRoster,
    attribute_codes,
    classes_needed,
    links_of,
)
from junheng.tabular import Fault

Wording = Callable[[str, Mapping[str, object]], str]

GRADE_CODES = {Stage.PRIMARY: "p1", Stage.JUNIOR: "j1"}
INCLUSION = "sen"
LONGEST_INITIALS = 24


@dataclass(frozen=True, slots=True)
class PlannedStudent:
    """One student with everything that goes into the leaf but the pins."""

    sheet: str
    row: int
    name: str
    gender: int
    identity_number: str
    registration_number: str | None
    attributes: Mapping[str, int]


@dataclass(frozen=True)
class PlannedUnit:
    """One school's starting grade, ready to be frozen; groups hold indexes of students.

    `teachers` are the homeroom teachers, one per class, or nobody where only students are drawn.
    """

    unit: str
    sheet: str
    school: str
    stage: str
    stage_reason: str
    class_count: int
    class_size_limit: int
    max_difference: int
    attributes: tuple[FrozenAttribute, ...]
    weights: Mapping[str, int]
    numerics: tuple[Numeric, ...]
    caps: tuple[Cap, ...]
    sizes: tuple[int, ...] | None
    reduction: Reduction | None
    together: tuple[tuple[int, ...], ...]
    apart: tuple[tuple[int, ...], ...]
    refused_columns: tuple[str, ...]
    notes: tuple[str, ...]
    students: tuple[PlannedStudent, ...]
    teachers: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanOptions:
    """What the person at the keyboard may choose.

    `class_counts` holds the number of classes by sheet name, and under "" the number for every
    sheet; what is not there follows from the class-size limit.
    """

    county_code: str
    year: int
    class_counts: Mapping[str, int]


def plan_units(
    schools: Sequence[SchoolRoster],
    profile: JurisdictionProfile,
    options: PlanOptions,
    wording: Wording,
    warnings: Sequence[Fault] = (),
) -> tuple[PlannedUnit, ...]:
    """Plan every school; `wording` turns codes of notes into the sentences of the papers.

    `warnings` are those of the reading; they stand in the process record, refused columns apart,
    which it lists by themselves.

    Raises JunhengError: class_count_for_unknown_sheet, class_count_out_of_range,
    class_size_above_limit, stage_not_found_for_sheet, and what `links_of` raises.
    """
    sheets = {school.sheet for school in schools}
    for sheet in options.class_counts:
        if sheet and sheet not in sheets:
            raise JunhengError("class_count_for_unknown_sheet", sheet=sheet)
    units: list[PlannedUnit] = []
    for school in schools:
        taken = {planned.unit for planned in units}
        unit = _plan_unit(school, profile, options, wording, taken)
        noted = tuple(
            _noted(fault, wording)
            for fault in warnings
            if fault.sheet == school.sheet and fault.code != "column_refused"
        )
        units.append(replace(unit, notes=(*unit.notes, *noted)))
    return tuple(units)


def _noted(fault: Fault, wording: Wording) -> str:
    row = f"第 {fault.row} 行：" if fault.row is not None else ""
    return f"{row}{wording(fault.code, fault.params)}"


def profile_record(profile: JurisdictionProfile) -> dict[str, Any]:
    """The rules as they are frozen: every value with its document and article."""
    return {
        "name": profile.name,
        "title": profile.title,
        "version": profile.version,
        "notice_days": profile.notice_days.value,
        "notice_hours": profile.notice_hours_before_ceremony.value,
        "public_names": profile.public_names.value,
        "lots_drawn_by": profile.lots_drawn_by.value,
        "supervisor_roles": list(profile.supervisor_roles.value),
        "hotlines": [
            {"unit": line.unit, "phone": line.phone, "email": line.email}
            for line in profile.hotlines.value
        ],
        "rules": [*_rule_lines(profile)],
    }


def _plan_unit(
    school: SchoolRoster,
    profile: JurisdictionProfile,
    options: PlanOptions,
    wording: Wording,
    taken: set[str],
) -> PlannedUnit:
    if school.stage is None:
        raise JunhengError("stage_not_found_for_sheet", sheet=school.sheet)
    coded = attribute_codes(school, profile)
    held = {attribute.name: attribute for attribute in coded.attributes}
    reduction = _reduction(profile, held)
    limit = profile.class_size_limit(school.stage).value
    empty_seats = held[INCLUSION].codes.count(1) * reduction.seats if reduction else 0
    needed = classes_needed(len(school.students) + empty_seats, school.stage, profile)
    class_count = _class_count(school, options, needed=needed, limit=limit)
    links = links_of(school, profile, class_count)
    return PlannedUnit(
        unit=_unit_code(school, options, taken),
        sheet=school.sheet,
        school=school.title,
        stage=school.stage.value,
        stage_reason=str(school.stage_found_by),
        class_count=class_count,
        class_size_limit=limit,
        max_difference=profile.max_class_size_difference.value,
        attributes=tuple(
            FrozenAttribute(
                name=rule.name,
                title=rule.title,
                tolerance=rule.tolerance,
                levels={str(code): text for code, text in held[rule.name].texts.items()},
            )
            for rule in profile.attributes
            if rule.name in held
        ),
        weights={rule.name: rule.weight for rule in profile.attributes},
        numerics=tuple(
            Numeric(rule.name, rule.weight, rule.tolerance, rule.unit) for rule in profile.numerics
        ),
        caps=_caps(profile, held),
        sizes=None,
        reduction=reduction,
        together=links.together,
        apart=links.apart,
        refused_columns=school.refused,
        notes=tuple(wording(note.code, note.params) for note in (*school.notes, *links.notes)),
        students=tuple(
            PlannedStudent(
                sheet=student.sheet,
                row=student.row,
                name=student.name,
                gender=student.gender,
                identity_number=student.identity_number,
                registration_number=student.registration_number,
                attributes=_codes_of(coded, index),
            )
            for index, student in enumerate(school.students)
        ),
    )


def _class_count(school: SchoolRoster, options: PlanOptions, *, needed: int, limit: int) -> int:
    students = len(school.students)
    chosen = options.class_counts.get(school.sheet, options.class_counts.get("", needed))
    place = {"sheet": school.sheet, "students": students, "classes": chosen}
    if not 1 <= chosen <= students:
        raise JunhengError("class_count_out_of_range", **place)
    if chosen < needed:
        size = -(-students // chosen)
        raise JunhengError("class_size_above_limit", **place, size=size, limit=limit, needed=needed)
    return chosen


def _codes_of(coded: CodedRoster, index: int) -> dict[str, int]:
    return {
        **{attribute.name: attribute.codes[index] for attribute in coded.attributes},
        **{numeric.name: numeric.values[index] for numeric in coded.numerics},
    }


def _caps(profile: JurisdictionProfile, held: Mapping[str, CodedAttribute]) -> tuple[Cap, ...]:
    most = profile.inclusion_cap_per_class.value
    return (Cap(INCLUSION, 1, most),) if most and INCLUSION in held else ()


def _reduction(
    profile: JurisdictionProfile, held: Mapping[str, CodedAttribute]
) -> Reduction | None:
    """Smaller classes for inclusion students, where the rules and the roster speak of them."""
    seats = profile.inclusion_size_reduction.value
    if not seats or INCLUSION not in held or 1 not in held[INCLUSION].codes:
        return None
    return Reduction(INCLUSION, 1, seats)


def initials_of(title: str) -> str:
    """The Latin initials of a school's title, for its code in the record: 第一中学 → dyzx."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - a tenth of a second, needed once

    letters = "".join(lazy_pinyin(title, style=Style.FIRST_LETTER))
    return re.sub(r"[^a-z0-9]", "", letters.lower())[:LONGEST_INITIALS] or "school"


def _unit_code(school: SchoolRoster, options: PlanOptions, taken: set[str]) -> str:
    if school.stage is None:
        raise JunhengError("stage_not_found_for_sheet", sheet=school.sheet)
    initials = initials_of(school.title)
    grade = GRADE_CODES[school.stage]
    code = f"{options.county_code}.{initials}.{grade}.{options.year}"
    number = 2
    while code in taken:
        code = f"{options.county_code}.{initials}{number}.{grade}.{options.year}"
        number += 1
    return code


def _rule_lines(profile: JurisdictionProfile) -> list[dict[str, str]]:
    """The rules as lines of the papers: title, value, source."""
    lines = [
        _line(f"均衡：{attribute.title}", f"权重 {attribute.weight}", attribute.source)
        for attribute in profile.attributes
    ]
    lines += [
        _line(f"均衡：{numeric.title}", f"权重 {numeric.weight}", numeric.source)
        for numeric in profile.numerics
    ]
    for title, rule in (
        ("小学班额上限", profile.class_size_limit_primary),
        ("初中班额上限", profile.class_size_limit_junior),
        ("班级人数最大差", profile.max_class_size_difference),
        ("随班就读每人减少班额", profile.inclusion_size_reduction),
    ):
        lines.append(_line(title, f"{rule.value} 人", rule.source))
    same_name = {"apart": "分在不同班", "ignore": "不作要求"}[profile.same_name.value]
    lines.append(_line("同名学生", same_name, profile.same_name.source))
    published = {"none": "不公布姓名", "masked": "姓名脱敏", "full": "公布姓名"}
    lines.append(
        _line("公示姓名", published[profile.public_names.value], profile.public_names.source)
    )
    return lines


def _line(title: str, value: str, source: Source) -> dict[str, str]:
    return {"title": title, "value": value, "source": f"{source.document}，{source.article}"}

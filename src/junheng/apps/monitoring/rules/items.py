"""What is asked of a school of some kind, and of the county, by a catalogue."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from junheng.monitoring import CountyFigures, SchoolFigures, SchoolKind
from junheng.monitoring.columns import SENIOR_STUDENTS, stage_key
from junheng.profiles import Stage
from junheng.profiles.indicators import Catalogue, Level, Quantity

Values = Mapping[str, Fraction]
"""What was filled in, by `Item.key`."""

UNKNOWN: Final = "—"
_SENIORS: Final = Quantity(SENIOR_STUDENTS, "高中学生数", "人", Level.SCHOOL, is_whole=True)


@dataclass(frozen=True)
class Item:
    """One line of a workbook: a quantity, of one stage where the stages have it apart."""

    key: str
    title: str
    quantity: Quantity
    stage: Stage | None = None

    @property
    def help(self) -> str:
        """How it is filled in."""
        if self.quantity.is_yes_no:
            return "选“是”或“否”"
        if self.key == SENIOR_STUDENTS:
            return "用来拆分共用的校舍和设备"
        whole = "整数" if self.quantity.is_whole else "可以有小数，最多四位"
        return f"{whole}；各学段共用的填全校合计" if self.quantity.is_shared else whole


def items_of_school(catalogue: Catalogue, kind: SchoolKind) -> tuple[Item, ...]:
    """What a school of this kind is asked, stage by stage, then what it has as a whole."""
    if kind.is_never_counted:
        return ()
    return tuple(_of_school(catalogue, kind))


def _of_school(catalogue: Catalogue, kind: SchoolKind) -> Iterator[Item]:
    asked = [one for one in catalogue.quantities.values() if not one.sum_of]
    for stage in kind.stages:
        for quantity in asked:
            if quantity.level is Level.STAGE and not quantity.is_shared:
                title = f"{stage.label}{quantity.title}"
                yield Item(stage_key(quantity.name, stage), title, quantity, stage)
    if kind.has_senior:
        yield Item(SENIOR_STUDENTS, _SENIORS.title, _SENIORS)
    for quantity in asked:
        if quantity.level is Level.SCHOOL or quantity.is_shared:
            yield Item(quantity.name, quantity.title, quantity)


def items_of_county(catalogue: Catalogue) -> tuple[Item, ...]:
    """What the bureau is asked for the county."""
    return tuple(
        Item(quantity.name, quantity.title, quantity)
        for quantity in catalogue.quantities.values()
        if quantity.level is Level.COUNTY and not quantity.sum_of
    )


def school_figures(
    catalogue: Catalogue, *, code: str, name: str, kind: SchoolKind, values: Values
) -> SchoolFigures:
    """A school as the judgement takes it."""
    items = items_of_school(catalogue, kind)
    return SchoolFigures(
        code=code,
        name=name,
        kind=kind,
        own={
            one.key: values[one.key]
            for one in items
            if one.stage is None and one.key in values and one.key != SENIOR_STUDENTS
        },
        of_stage={
            stage: {
                one.quantity.name: values[one.key]
                for one in items
                if one.stage is stage and one.key in values
            }
            for stage in kind.stages
        },
        senior_students=int(values.get(SENIOR_STUDENTS, 0)),
    )


def values_of(school: SchoolFigures) -> dict[str, Fraction]:
    """A school's figures line by line; the way back of `school_figures`."""
    values = dict(school.own)
    for stage, own in school.of_stage.items():
        values |= {stage_key(name, stage): value for name, value in own.items()}
    if school.kind.has_senior:
        values[SENIOR_STUDENTS] = Fraction(school.senior_students)
    return values


def county_figures(year: int, schools: tuple[SchoolFigures, ...], own: Values) -> CountyFigures:
    """The county as the judgement takes it."""
    return CountyFigures(year=year, schools=schools, own=dict(own))


def as_json(values: Values) -> dict[str, str]:
    """Exact numbers as they are kept: 839/200 for 4.195."""
    return {key: str(value) for key, value in values.items()}


def from_json(kept: Mapping[str, str]) -> dict[str, Fraction]:
    """The numbers again."""
    return {key: Fraction(text) for key, text in kept.items()}


def shown_figure(value: Fraction | None, quantity: Quantity) -> str:
    """A figure as it was typed: 是, 400, 4.195."""
    if value is None:
        return UNKNOWN
    if quantity.is_yes_no:
        return "是" if value else "否"
    if value.denominator == 1:
        return str(value.numerator)
    return format((Decimal(value.numerator) / Decimal(value.denominator)).normalize(), "f")


def usual_kind(*, has_primary: bool, has_junior: bool) -> SchoolKind:
    """What kind a school of the platform most likely is; it says otherwise where it is not."""
    if has_primary and has_junior:
        return SchoolKind.NINE_YEARS
    return SchoolKind.PRIMARY if has_primary else SchoolKind.JUNIOR

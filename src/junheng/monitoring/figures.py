"""What a county reported, as exact numbers by the names that formulas use."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from junheng.profiles import Stage

Numbers = Mapping[str, Fraction]

SENIOR = "senior"
"""The third stage of a combined school; it has students and takes its part of what is shared."""


class SchoolKind(StrEnum):
    """办学类型, as far as the procedure tells schools apart."""

    PRIMARY = "小学"
    JUNIOR = "初中"
    NINE_YEARS = "九年一贯制学校"
    TWELVE_YEARS = "十二年一贯制学校"
    COMPLETE = "完全中学"
    TEACHING_POINT = "教学点"
    SPECIAL = "特殊教育学校"
    VOCATIONAL = "职业学校"

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of compulsory education that it teaches."""
        return _STAGES[self]

    @property
    def has_senior(self) -> bool:
        """Whether seniors share its rooms."""
        return self in {SchoolKind.TWELVE_YEARS, SchoolKind.COMPLETE}

    @property
    def is_never_counted(self) -> bool:
        """Special and vocational schools are not compared."""
        return self in {SchoolKind.SPECIAL, SchoolKind.VOCATIONAL}


_BOTH = (Stage.PRIMARY, Stage.JUNIOR)
_STAGES: Mapping[SchoolKind, tuple[Stage, ...]] = {
    SchoolKind.PRIMARY: (Stage.PRIMARY,),
    SchoolKind.JUNIOR: (Stage.JUNIOR,),
    SchoolKind.NINE_YEARS: _BOTH,
    SchoolKind.TWELVE_YEARS: _BOTH,
    SchoolKind.COMPLETE: (Stage.JUNIOR,),
    SchoolKind.TEACHING_POINT: (Stage.PRIMARY,),
    SchoolKind.SPECIAL: (),
    SchoolKind.VOCATIONAL: (),
}


@dataclass(frozen=True)
class SchoolFigures:
    """One school: `own` holds what it has as a whole, `of_stage` what each stage has alone."""

    code: str
    name: str
    kind: SchoolKind
    own: Numbers
    of_stage: Mapping[Stage, Numbers]
    senior_students: int = 0


@dataclass(frozen=True)
class CountyFigures:
    """A county's year: its schools in the order of the workbook, and its own figures."""

    year: int
    schools: tuple[SchoolFigures, ...]
    own: Numbers

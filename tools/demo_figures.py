"""Figures of a made-up county of sixty schools over five years, the same in every demo.

The county gets better year by year, some schools lag behind, two of them fall back in the last
year, one difference is over its limit, and a few classes are too large.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final

from junheng.apps.monitoring.rules.items import items_of_county, items_of_school, school_figures
from junheng.engine.randomness.stream import RandomStream
from junheng.monitoring import CountyFigures, SchoolFigures, SchoolKind
from junheng.profiles import Stage
from junheng.profiles.indicators import load_catalogue
from tools.demo_county import SCHOOLS
from tools.make_county import COUNTY

CATALOGUE: Final = load_catalogue("national-2017")
YEARS: Final = 5
SCHOOL_COUNT: Final = 60
_GRADES: Final = {Stage.PRIMARY: 6, Stage.JUNIOR: 3}
_LARGEST_CLASS: Final = {Stage.PRIMARY: 45, Stage.JUNIOR: 50}
# Standards of 教督〔2017〕6号 by stage, around which the schools are invented.
_PER_HUNDRED: Final[Mapping[str, Mapping[Stage, float]]] = {
    "qualified_teachers": {Stage.PRIMARY: 4.2, Stage.JUNIOR: 5.3},
    "backbone_teachers": {Stage.PRIMARY: 1.0, Stage.JUNIOR: 1.0},
    "arts_sports_teachers": {Stage.PRIMARY: 0.9, Stage.JUNIOR: 0.9},
    "multimedia_rooms": {Stage.PRIMARY: 2.3, Stage.JUNIOR: 2.4},
}
_PER_STUDENT: Final[Mapping[str, Mapping[Stage, float]]] = {
    "teaching_rooms_area": {Stage.PRIMARY: 4.5, Stage.JUNIOR: 5.8},
    "sports_grounds_area": {Stage.PRIMARY: 7.5, Stage.JUNIOR: 10.2},
    "equipment_value": {Stage.PRIMARY: 2000, Stage.JUNIOR: 2500},
}
_COUNTY: Final[Mapping[str, int]] = {
    "funding_standard": 720, "national_funding_base": 720, "special_funding": 7000,
    "teacher_wage": 92000, "civil_servant_wage": 90000, "all_teachers": 2400,
    "trained_teachers": 2400, "eligible_teachers": 800, "exchanged_teachers": 118,
    "exchanged_backbone": 26, "primary_zone_pupils": 3100, "primary_in_zone": 3100,
    "junior_zone_pupils": 2700, "junior_in_zone": 2660, "senior_places": 1600,
    "senior_places_shared": 1120, "migrant_pupils": 900, "migrant_pupils_in_public": 882,
    "junior_entered": 2800, "junior_transferred_in": 60, "junior_transferred_out": 70,
    "junior_died": 0, "junior_graduated": 2740, "disabled_children": 180,
    "disabled_in_school": 177, "quality_level": 3, "satisfied_answers": 2710,
    "valid_answers": 3000,
}  # fmt: skip
_VILLAGES: Final = (
    "石桥", "大湾", "青山", "龙潭", "马场", "白岩", "松林", "清溪", "双河", "高峰",
    "三合", "平寨", "新场", "羊场", "花溪", "长坡", "金星", "响水", "岩脚", "茶园",
)  # fmt: skip
_VETOES: Final = frozenset(
    quantity
    for one in CATALOGUE.indicators.values()
    if one.part == "veto"
    for quantity in one.conditions[0].formula.names
)


@dataclass(frozen=True)
class Member:
    """A school of the county; `grade_size` is how many children a grade has in the last year."""

    code: str
    name: str
    kind: SchoolKind
    grade_size: Mapping[Stage, int]


def members(sizes: Mapping[tuple[str, Stage], int]) -> tuple[Member, ...]:
    """The schools of the platform, with the starting grades that they have there, and the rest."""
    stages = {
        "小学": SchoolKind.PRIMARY,
        "初中": SchoolKind.JUNIOR,
        "九年一贯制": SchoolKind.NINE_YEARS,
    }
    own = [
        Member(
            place.code,
            place.name,
            stages[place.stages],
            {stage: sizes.get((place.code, stage), 60) for stage in stages[place.stages].stages},
        )
        for place in SCHOOLS
    ]
    return (*own, *_others(SCHOOL_COUNT - len(own)))


def _others(count: int) -> Iterator[Member]:
    """Schools without a place on the platform of the demo: villages, towns, a teaching point."""
    for number in range(count):
        code = f"{10101 + number:06}"
        village, rest = _VILLAGES[number % len(_VILLAGES)], number // len(_VILLAGES)
        stream = _stream(f"{code} 规模")
        if number % 4 == 3:
            kind, title = SchoolKind.JUNIOR, ("中学", "第二中学", "初级中学")[rest]
        elif number % 10 == 0 and number:
            kind, title = SchoolKind.NINE_YEARS, ("学校", "九年制学校", "实验学校")[rest]
        elif number == count - 1:
            kind, title = SchoolKind.TEACHING_POINT, "教学点"
        else:
            kind, title = SchoolKind.PRIMARY, ("小学", "中心小学", "完全小学")[rest]
        size = 5 if kind is SchoolKind.TEACHING_POINT else 24 + stream.below(90)
        grades = {stage: size + stream.below(12) for stage in kind.stages}
        yield Member(code, f"{village}{title}", kind, grades)


def county(year: int, *, last: int, schools: tuple[Member, ...]) -> CountyFigures:
    """One year of the county; `last` is the last of the five."""
    return CountyFigures(
        year=year,
        schools=tuple(school(one, year, last=last) for one in schools),
        own=county_values(year, last=last),
    )


def school(member: Member, year: int, *, last: int) -> SchoolFigures:
    """One school in one year."""
    return school_figures(
        CATALOGUE,
        code=member.code,
        name=member.name,
        kind=member.kind,
        values=school_values(member, year, last=last),
    )


def school_values(member: Member, year: int, *, last: int) -> dict[str, Fraction]:
    """What a school fills in, line by line."""
    figures = _Figures(member, last - year)
    return {
        item.key: Fraction(figures.of(item.quantity.name, item.stage))
        for item in items_of_school(CATALOGUE, member.kind)
    }


def county_values(year: int, *, last: int) -> dict[str, Fraction]:
    """What the bureau fills in for the county."""
    ago = last - year
    values = {}
    for item in items_of_county(CATALOGUE):
        name = item.quantity.name
        if item.quantity.is_yes_no:
            value = Fraction(name not in _VETOES)
        elif name == "quality_difference":
            value = Fraction(12 + ago, 100)
        elif name == "exchanged_teachers":
            value = Fraction(_COUNTY[name] - 6 * ago)
        else:
            value = Fraction(_COUNTY.get(name, 100))
        values[item.key] = value
    return values


class _Figures:
    """The figures of one school, so many years ago."""

    def __init__(self, member: Member, ago: int) -> None:
        self.member = member
        self.ago = ago
        stream = _stream(f"{member.code} 条件")
        # How well a school is provided, in hundredths of the standard: most stand above it.
        self.level = {name: 96 + stream.below(46) for name in (*_PER_HUNDRED, *_PER_STUDENT)}
        self.is_behind = stream.below(9) == 0
        self.falls_back = member.code in {"010009", "010112"}
        self.has_large_class = member.code in {"010002", "010104", "010123"}

    def students(self, stage: Stage) -> int:
        whole = self.member.grade_size[stage] * _GRADES[stage]
        return whole * (100 - 2 * self.ago) // 100

    def of(self, name: str, stage: Stage | None) -> int:
        if name == "students" and stage is not None:
            return self.students(stage)
        if name in _PER_HUNDRED:
            return self._provided(name, stage, per=100)
        if name in _PER_STUDENT:
            return self._provided(name, stage, per=1)
        if name == "largest_class" and stage is not None:
            return self._largest_class(stage)
        return self._of_school(name)

    def _provided(self, name: str, stage: Stage | None, *, per: int) -> int:
        standards = {**_PER_HUNDRED, **_PER_STUDENT}[name]
        stages = [stage] if stage else list(self.member.kind.stages)
        level = self.level[name] - 3 * self.ago
        if self.is_behind and name in {"backbone_teachers", "sports_grounds_area"}:
            level -= 24
        if self.falls_back and self.ago == 0:
            level -= 18
        if name == "backbone_teachers":  # the widest gap: town schools have most of them
            level = 60 + (level - 96) * 3 + (70 if self.member.code < "010100" else 0)
        if name == "teaching_rooms_area":
            level += 4  # of which some are for sports indoors
        needed = sum((standards[one] * self.students(one) / per for one in stages), 0.0)
        return max(1, ceil(needed * level / 100))

    def _largest_class(self, stage: Stage) -> int:
        size = self.member.grade_size[stage]
        if self.has_large_class and stage is Stage.PRIMARY:
            return (58, 56, 67)[int(self.member.code) % 3]
        classes = ceil(size / _LARGEST_CLASS[stage])
        return min(self.students(stage), ceil(size / classes) + 2)

    def _of_school(self, name: str) -> int:
        stages = self.member.kind.stages
        students = sum(self.students(one) for one in stages)
        classes = sum(
            _GRADES[one] * ceil(self.member.grade_size[one] / _LARGEST_CLASS[one]) for one in stages
        )
        teachers = ceil(students * 7 / 100) + 6
        values = {
            "indoor_sports_area": students // 30,
            "classes": classes,
            "music_rooms": ceil(classes / 12),
            "art_rooms": ceil(classes / 12),
            "smallest_music_room": 96,
            "smallest_art_room": 90,
            "rooms_built_by_2016": 0,
            "is_combined": int(len(stages) > 1),
            "size_is_relaxed": 0,
            "funded_students": max(students, 100),
            "teachers": teachers,
            "certified_teachers": teachers,
            "training_funds": students * 60,
            "operating_budget": students * 1000,
            "homework_reasonable": int(not self.falls_back or self.ago > 0),
        }
        return values.get(name, 1)


def _stream(words: str) -> RandomStream:
    return RandomStream(hashlib.sha256(f"{COUNTY} 监测 {words}".encode()).digest())

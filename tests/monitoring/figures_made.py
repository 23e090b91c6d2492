"""Figures without a workbook: good ones by the names of the national catalogue, changed by name."""

from collections.abc import Mapping
from fractions import Fraction

from junheng.monitoring import CountyFigures, SchoolFigures, SchoolKind
from junheng.profiles import Stage

Given = int | str

# Per hundred students, so that a school of any size meets every standard with the same ease.
_PER_HUNDRED: Mapping[Stage, Mapping[str, str]] = {
    Stage.PRIMARY: {
        "qualified_teachers": "5", "backbone_teachers": "1", "arts_sports_teachers": "1",
    },
    Stage.JUNIOR: {
        "qualified_teachers": "6", "backbone_teachers": "1", "arts_sports_teachers": "1",
    },
}  # fmt: skip
_SHARED_PER_HUNDRED: Mapping[str, str] = {
    "teaching_rooms_area": "700", "indoor_sports_area": "100", "sports_grounds_area": "1000",
    "equipment_value": "300000", "multimedia_rooms": "3",
}  # fmt: skip
_SCHOOL: Mapping[str, int] = {
    "classes": 10, "music_rooms": 1, "art_rooms": 1, "smallest_music_room": 96,
    "smallest_art_room": 90, "rooms_built_by_2016": 0, "is_combined": 0, "size_is_relaxed": 0,
    "funded_students": 400, "teachers": 20, "certified_teachers": 20, "has_charter": 1,
    "manages_by_information": 1, "training_funds": 5, "operating_budget": 100,
    "uses_equipment": 1, "moral_education_good": 1, "courses_complete": 1,
    "homework_reasonable": 1,
}  # fmt: skip
_COUNTY: Mapping[str, Given] = {
    "layout_planned": 1, "same_building_standard": 1, "same_staffing_standard": 1,
    "same_equipment_standard": 1, "funding_standard": 720, "national_funding_base": 720,
    "special_funding": 7000, "teacher_wage": 90000, "civil_servant_wage": 90000,
    "performance_pay_complete": 1, "all_teachers": 900, "trained_teachers": 900,
    "posts_planned_by_county": 1, "eligible_teachers": 300, "exchanged_teachers": 45,
    "exchanged_backbone": 9, "primary_zone_pupils": 800, "primary_in_zone": 800,
    "junior_zone_pupils": 700, "junior_in_zone": 690, "senior_places": 600,
    "senior_places_shared": 420, "senior_places_favour_rural": 1, "left_behind_care": 1,
    "migrant_pupils": 300, "migrant_pupils_in_public": 299, "junior_entered": 1000,
    "junior_transferred_in": 20, "junior_transferred_out": 30, "junior_died": 0,
    "junior_graduated": 980, "disabled_children": 60, "disabled_in_school": 59,
    "quality_level": 3, "quality_difference": "0.12", "satisfied_answers": 900,
    "valid_answers": 1000, "entrance_by_exam": 0, "illegal_school_choice": 0,
    "key_schools_or_classes": 0, "posts_left_empty": 0, "grave_accidents": 0, "false_reports": 0,
}  # fmt: skip


def school(
    code: str, kind: SchoolKind, *students: int, seniors: int = 0, **changes: Given
) -> SchoolFigures:
    """A good school; `students` by stage. A change names a quantity, of every stage."""
    stages = dict(zip(kind.stages, students, strict=True))
    shared = {
        name: Fraction(per) * sum(students) / 100 for name, per in _SHARED_PER_HUNDRED.items()
    }
    own = {**shared, **{name: Fraction(value) for name, value in _SCHOOL.items()}}
    of_stage = {
        stage: {
            "students": Fraction(count),
            "largest_class": Fraction(45),
            **{name: Fraction(per) * count / 100 for name, per in _PER_HUNDRED[stage].items()},
        }
        for stage, count in stages.items()
    }
    for name, value in changes.items():
        for numbers in [own] if name in own else of_stage.values():
            numbers[name] = Fraction(value)
    return SchoolFigures(code, f"第{code}学校", kind, own, of_stage, seniors)


def primary(code: str, students: int = 400, **changes: Given) -> SchoolFigures:
    return school(code, SchoolKind.PRIMARY, students, **changes)


def junior(code: str, students: int = 400, **changes: Given) -> SchoolFigures:
    return school(code, SchoolKind.JUNIOR, students, **changes)


def county(year: int, *schools: SchoolFigures, **changes: Given) -> CountyFigures:
    own = {name: Fraction(value) for name, value in {**_COUNTY, **changes}.items()}
    return CountyFigures(year, schools, own)

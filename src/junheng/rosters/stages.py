"""Which stage a sheet is about (学段): told, written in a word, or seen from the ages."""

import re
from collections.abc import Sequence
from datetime import date
from statistics import median_low
from typing import Final

from junheng.profiles import JurisdictionProfile, Stage
from junheng.rosters.students import StageFoundBy

_GRADE_WORDS: Final = (
    (Stage.PRIMARY, re.compile(r"小?一年级|小一(?!\d)|小学一年|(?<!\d)1年级")),
    (Stage.JUNIOR, re.compile(r"七年级|初一|初中一年级|初中新生|(?<!\d)7年级")),
)
_SCHOOL_WORDS: Final = (
    (Stage.PRIMARY, re.compile(r"小学|完小|村小")),
    (Stage.JUNIOR, re.compile(r"初中|中学|初级中学")),
)
_JUNIOR_GRADE: Final = re.compile(r"初中?一年级")


def grade_words(text: str) -> Stage | None:
    """The stage that a grade in the text belongs to; `None` when none or both are named."""
    return _only(_GRADE_WORDS, _JUNIOR_GRADE.sub("七年级", text.replace(" ", "")))


def grade_of_cell(text: str) -> Stage | None:
    """Like `grade_words`, for a cell of a column 年级, where a bare 1 or 7 is enough."""
    return {"1": Stage.PRIMARY, "一": Stage.PRIMARY, "7": Stage.JUNIOR, "七": Stage.JUNIOR}.get(
        text, grade_words(text)
    )


def _school_words(text: str) -> Stage | None:
    return _only(_SCHOOL_WORDS, text.replace(" ", ""))


def _only(patterns: Sequence[tuple[Stage, re.Pattern[str]]], text: str) -> Stage | None:
    found = [stage for stage, pattern in patterns if pattern.search(text)]
    return found[0] if len(found) == 1 else None


def age_on_entry(born: date, today: date) -> int:
    """Full years on 31 August of the current year, the day before term (义务教育法 art. 11)."""
    return today.year - born.year - ((born.month, born.day) > (8, 31))


def find_stage(
    *,
    option: Stage | None,
    grades: Sequence[Stage],
    texts: Sequence[str],
    ages: Sequence[int],
    profile: JurisdictionProfile,
) -> tuple[Stage | None, StageFoundBy | None]:
    """The stage and how it was found; words of the title and sheet name go before ages.

    `grades` come from a column 年级; a roster with both stages in it has none.
    """
    if option is not None:
        return option, "option"
    if grades:
        return (grades[0], "grade_column") if len(set(grades)) == 1 else (None, None)
    together = " ".join(texts)
    by_grade, by_school = grade_words(together), _school_words(together)
    if by_grade is not None:
        return by_grade, "grade_word"
    if by_school is not None:
        return by_school, "school_word"
    by_ages = stage_of_ages(ages, profile)
    return by_ages, "ages" if by_ages is not None else None


def stage_of_ages(ages: Sequence[int], profile: JurisdictionProfile) -> Stage | None:
    """The stage whose plausible ages hold the median age."""
    if not ages:
        return None
    middle = median_low(ages)
    for stage in Stage:
        youngest, oldest = profile.plausible_ages(stage).value
        if youngest <= middle <= oldest:
            return stage
    return None

"""Four teachers of two subjects in two classes, or any number of classes, with their record."""

import datetime as dt
from dataclasses import replace
from typing import Any

from junheng.engine.randomness.seeds import SeedText
from junheng.engine.randomness.suites import INTL
from junheng.engine.record.canonical import document_hash
from junheng.engine.teams.plan import Plan, levels_of
from junheng.engine.teams.problem import MAYBE, Measure, Problem, Subject, Teacher
from junheng.engine.teams.record import (
    SEED_KIND,
    freeze_document,
    problem_document,
    record_document,
    result_document,
)
from junheng.engine.teams.targets import Bound, Targets
from junheng.reporting.forms.papers import Letterhead

AT = dt.datetime(2026, 8, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
HEAD = Letterhead("青禾县", "青禾中学", "七年级", 2026, AT, is_rehearsal=True)
NAMES = ("王芳", "李强", "张三", "赵四")
SUBJECTS = ("语文", "音乐")


def _months(year: int, month: int) -> int:
    return 12 * year + month


MEASURES = (
    Measure("homeroom_title", "homeroom", 1, (3, 1, 0, 0)),
    Measure("homeroom_years", "homeroom", 5, (20, 4, 0, 0)),
    Measure("senior", "all", 1, (1, 0, 1, 0)),
    Measure("years", "all", 2, (20, 4, 9, 12)),
    Measure("age", "all", 24, (_months(1980, 9), _months(2000, 9), _months(1990, 3),
                               _months(1986, 9))),
    Measure("core_backbone", "core", 1, (0, 1, 0, 0)),
)  # fmt: skip
PLAN = Plan(((0, 2), (1, 3)), (0, 0))
"""王芳 and 张三 teach the first team, 李强 and 赵四 the second; 语文 leads both."""


def problem(classes: int = 2, measures: tuple[Measure, ...] = MEASURES) -> Problem:
    """With as many teachers of each subject as classes, the four above again and again."""
    times = classes // 2
    teachers = [Teacher((0,), 1, 100, 0, MAYBE)] * 2 + [Teacher((1,), 1, 100)] * 2
    many = tuple(replace(one, values=one.values * times) for one in measures)
    return Problem(classes, (Subject(14, is_core=True), Subject(4)), tuple(teachers * times), many)


def targets(
    classes: int = 2, measures: tuple[Measure, ...] = MEASURES, open_at: int = -1
) -> Targets:
    """Every level proven, but that of one measure."""
    asked = problem(classes, measures)
    plan = Plan(
        tuple(
            tuple(teacher + 4 * (c // 2) for teacher in PLAN.teams[c % 2]) for c in range(classes)
        ),
        (0,) * classes,
    )
    levels = levels_of(asked, plan)
    bounds = [
        Bound(level - (index == open_at), "solver" if level else "count")
        for index, level in enumerate(levels)
    ]
    return Targets(asked, plan, levels, tuple(bounds))


def record(found: Targets | None = None, *, is_drawn: bool = False) -> dict[str, Any]:
    """The file of a draft, or of a draw from paper numbers."""
    found = found or targets()
    names = document_hash(INTL, {"_t": "sg1/teams-names"})
    listed = problem_document(
        found.problem, suite=INTL, unit="520123.010001.p1.2026", subjects=SUBJECTS, names=names
    )
    freeze = freeze_document(INTL, listed, found)
    text = None
    if is_drawn:
        code = document_hash(INTL, freeze)
        text = SeedText(SEED_KIND, INTL, code, "d10:55081927", ("20260903", "81736455"))
    result = result_document(INTL, freeze, text, found.plan, found.levels)
    return dict(record_document(listed, freeze, result))

"""Two lists with their results: one random, one with the best students in the first class."""

from datetime import UTC, datetime
from functools import cache

from junheng.engine.scrutiny import Attribute, ClassList, Effort, Measure, scrutinise_several
from junheng.reporting.scrutiny import ScrutinyReport, ScrutinySection

NAMES = ("一班", "二班", "三班")
TITLES = {"home": "家长单位", "mark:期中总分": "期中总分", "order": "报名顺序"}
TEXTS = {"home": {0: "甲<单位", 1: "乙单位", 2: "丙单位"}}
MADE_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def _list(classes):
    marks = tuple(600 + 7 * (p * 37 % 60) for p in range(60))
    homes = tuple(None if p % 11 == 0 else p * 17 % 3 for p in range(60))
    order = tuple(p * 23 % 60 for p in range(60))
    return ClassList(
        3,
        classes(marks),
        (Attribute("home", homes),),
        (Measure("mark:期中总分", marks, is_mark=True, unit=10),),
        order=order,
    )


def _gathered(marks):
    best = sorted(range(60), key=lambda p: -marks[p])[:20]
    return tuple(0 if p in best else 1 + p % 2 for p in range(60))


def _random(marks):
    del marks
    return tuple((p * 29 + p // 7 + p * p // 5) % 3 for p in range(60))


@cache
def _results():
    lists = [("青禾中学", _list(_random)), ("东湖中学", _list(_gathered))]
    return scrutinise_several(lists, effort=Effort(499, 0), workers=1)


def _section(number, remarks=()):
    result = _results()[number]
    return ScrutinySection(result.name, result.name, NAMES, TITLES, TEXTS, result, remarks)


def quiet_section():
    """A list that might be any."""
    return _section(0, ("“民族”：人人相同，没有什么可以检验。",))


def striking_section():
    """A list that is not."""
    return _section(1)


def refused_section():
    """A list of which nothing can be said."""
    return ScrutinySection("西坪小学", "表三", ("一班",), {}, {}, None, ("只有一个班。",))


def a_report():
    """All three."""
    return ScrutinyReport((quiet_section(), striking_section(), refused_section()), MADE_AT)

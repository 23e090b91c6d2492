"""The charts of the county's report (Vega-Lite → SVG for the page, PNG for the document)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

from junheng.reporting.charts import FONTS, VEGA_LITE, converter
from junheng.reporting.county.report import AttributeLine, StateCount

Form = Literal["svg", "png"]

_ROW_HEIGHT = 30
_WIDTH = 520
_KEPT = 16
_BLUE, _PALE, _INK = "#1b4f8f", "#c98a1b", "#222222"
_ACHIEVED, _ATTAINABLE = "实际差距", "可达到的最小差距"


def states_chart(states: Sequence[StateCount], form: Form = "svg") -> bytes:
    """How many starting grades are in each state, one bar a state."""
    return _states(tuple((state.label, state.count) for state in states), form)


def balance_chart(attributes: Sequence[AttributeLine], form: Form = "svg") -> bytes:
    """Mean gap achieved beside the mean of the smallest attainable, two bars an attribute."""
    values = tuple((line.title, line.achieved_mean, line.best_mean) for line in attributes)
    return _balance(values, form)


@lru_cache(maxsize=_KEPT)
def _states(values: tuple[tuple[str, int], ...], form: Form) -> bytes:
    labels = [label for label, _ in values]
    encoding = {
        "y": {"field": "label", "type": "nominal", "sort": labels, "axis": {"title": None}},
        "x": {
            "field": "count",
            "type": "quantitative",
            "axis": {"title": "起始年级（个）", "tickMinStep": 1, "format": "d"},
        },
    }
    bars = {"mark": {"type": "bar", "color": _BLUE}, "encoding": encoding}
    words = {
        "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 14, "color": _INK},
        "encoding": encoding | {"text": {"field": "count", "type": "quantitative"}},
    }
    rows = [{"label": label, "count": count} for label, count in values]
    return _drawn({"data": {"values": rows}, "layer": [bars, words]}, len(rows), form)


@lru_cache(maxsize=_KEPT)
def _balance(values: tuple[tuple[str, str, str], ...], form: Form) -> bytes:
    kinds = [_ACHIEVED, _ATTAINABLE]
    rows = [
        {"title": title, "kind": kind, "gap": float(gap)}
        for title, achieved, best in values
        for kind, gap in zip(kinds, (achieved, best), strict=True)
    ]
    encoding = {
        "y": {
            "field": "title",
            "type": "nominal",
            "sort": [title for title, _, _ in values],
            "axis": {"title": None},
        },
        "yOffset": {"field": "kind", "sort": kinds},
        "x": {
            "field": "gap",
            "type": "quantitative",
            "axis": {"title": "各校平均差距（人）：越短越均衡", "tickCount": 6},
        },
        "color": {
            "field": "kind",
            "scale": {"domain": kinds, "range": [_BLUE, _PALE]},
            "legend": {"title": None, "orient": "top"},
        },
    }
    specification = {"data": {"values": rows}, "mark": "bar", "encoding": encoding}
    return _drawn(specification, 2 * len(values), form)


def _drawn(specification: dict[str, Any], rows: int, form: Form) -> bytes:
    words = {"labelFontSize": 14, "titleFontSize": 14, "titleFontWeight": "normal"}
    whole = specification | {
        "width": _WIDTH,
        "height": max(2, rows) * _ROW_HEIGHT,
        "background": "white",
        "padding": 8,
        "config": {
            "font": FONTS,
            "view": {"stroke": None},
            "axis": words | {"labelColor": _INK, "titleColor": _INK, "gridColor": "#e3e6e8"},
            "legend": {"labelFontSize": 14},
        },
    }
    if form == "svg":
        svg: str = converter().vegalite_to_svg(whole, vl_version=VEGA_LITE)
        return svg.encode()
    png: bytes = converter().vegalite_to_png(whole, vl_version=VEGA_LITE, scale=2)
    return png

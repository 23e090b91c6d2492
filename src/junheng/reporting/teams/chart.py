"""The picture of the report: every team beside the mean, in every measure (Vega-Lite)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, Literal

from junheng.reporting.charts import FONTS, VEGA_LITE, converter
from junheng.reporting.teams.comparison import Comparison, tenths
from junheng.reporting.teams.words import SHORT_TITLES

Form = Literal["svg", "png"]
_CELL_WIDTH, _CELL_HEIGHT, _SECOND_LINE = 50, 25, 20
_KEPT = 8
_BELOW, _EVEN, _ABOVE = "#e0a23a", "#f4f5f6", "#5f93c9"
_INK = "#222222"
_FARTHEST: Final = 2.0
"""Levels from the mean at which the colour is at its fullest."""


def deviation_chart(
    comparisons: Sequence[Comparison], team_names: Sequence[str], form: Form = "svg"
) -> bytes:
    """A row for each team, a column for each measure: how far from the mean, in words and colour.

    The colour counts in levels, so that a year and a person weigh as the comparison weighs them.
    """
    cells = tuple(
        (team, "\n".join(SHORT_TITLES[one.name]), tenths(deviation, signed=True), float(step))
        for one in comparisons
        for team, deviation, step in zip(team_names, one.deviations, one.steps, strict=True)
    )
    return _drawn(cells, form)


@lru_cache(maxsize=_KEPT)
def _drawn(cells: tuple[tuple[str, str, str, float], ...], form: Form) -> bytes:
    teams = list(dict.fromkeys(cell[0] for cell in cells))
    titles = list(dict.fromkeys(cell[1] for cell in cells))
    values = [dict(zip(("team", "title", "words", "step"), cell, strict=True)) for cell in cells]
    axis = {"title": None, "domain": False, "ticks": False}
    places = {
        "y": {"field": "team", "type": "nominal", "sort": teams, "axis": axis},
        "x": {
            "field": "title",
            "type": "nominal",
            "sort": titles,
            "axis": axis
            | {
                "orient": "top",
                "labelAngle": 0,
                "labelExpr": "split(datum.label, '\\n')",
                "labelPadding": _SECOND_LINE,  # lines grow downwards, into the first row
            },
        },
    }
    colour = {
        "field": "step",
        "type": "quantitative",
        "scale": {
            "domain": [-_FARTHEST, 0, _FARTHEST],
            "range": [_BELOW, _EVEN, _ABOVE],
            "clamp": True,
            "interpolate": "rgb",
        },
        "legend": None,
    }
    squares = {
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
        "encoding": places | {"color": colour},
    }
    words = {
        "mark": {"type": "text", "fontSize": 13, "color": _INK},
        "encoding": places | {"text": {"field": "words", "type": "nominal"}},
    }
    whole: dict[str, Any] = {
        "data": {"values": values},
        "layer": [squares, words],
        "width": _CELL_WIDTH * len(titles),
        "height": _CELL_HEIGHT * len(teams),
        "background": "white",
        "padding": 4,
        "config": {
            "font": FONTS,
            "aria": False,
            "view": {"stroke": None},
            "axis": {"labelFontSize": 13, "labelColor": _INK, "grid": False, "labelLimit": 120},
        },
    }
    if form == "svg":
        svg: str = converter().vegalite_to_svg(whole, vl_version=VEGA_LITE)
        return svg.encode()
    png: bytes = converter().vegalite_to_png(whole, vl_version=VEGA_LITE, scale=2)
    return png

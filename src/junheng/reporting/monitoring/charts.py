"""The charts of a monitoring report (Vega-Lite → SVG for a page, PNG for the document)."""

from functools import lru_cache
from typing import Any, Literal

from junheng.reporting.charts import FONTS, VEGA_LITE, converter
from junheng.reporting.monitoring.report import LimitChart, YearsChart

_WIDTH, _ROW_HEIGHT, _HEIGHT, _KEPT = 520, 30, 260, 16
_LETTERS, _PAPER_WIDTH, _PAPER_LETTERS = 14, 380, 16
_BLUE, _RED, _INK = "#1b4f8f", "#b3261e", "#222222"
_WITHIN, _OVER, _LIMIT = "不超过上限", "超过上限", "上限"


@lru_cache(maxsize=_KEPT)
def monitoring_chart(chart: LimitChart | YearsChart, form: Literal["svg", "png"] = "svg") -> bytes:
    """Bars with their limits, or a line for each name over the years."""
    drawn = _limits(chart) if isinstance(chart, LimitChart) else _years(chart)
    # On paper a picture is as wide as the text: a narrow one has letters that can be read there.
    letters, width = (_LETTERS, _WIDTH) if form == "svg" else (_PAPER_LETTERS, _PAPER_WIDTH)
    words = {"labelFontSize": letters, "titleFontSize": letters, "titleFontWeight": "normal"}
    whole = drawn | {
        "width": width,
        "background": "white",
        "padding": 8,
        "config": {
            "font": FONTS,
            "view": {"stroke": None},
            "axis": words | {"labelColor": _INK, "titleColor": _INK, "labelLimit": 26 * letters},
            "legend": {"labelFontSize": letters},
        },
    }
    if form == "svg":
        svg: str = converter().vegalite_to_svg(whole, vl_version=VEGA_LITE)
        return svg.encode()
    png: bytes = converter().vegalite_to_png(whole, vl_version=VEGA_LITE, scale=2)
    return png


def _limits(chart: LimitChart) -> dict[str, Any]:
    rows = [
        {
            "label": bar.label,
            "value": float(bar.value),
            "limit": float(bar.limit),
            "verdict": _WITHIN if bar.is_within else _OVER,
        }
        for bar in chart.bars
    ]
    label = {
        "field": "label",
        "type": "nominal",
        "sort": [bar.label for bar in chart.bars],
        "axis": {"title": None},
    }
    color = {
        "field": "verdict",
        "scale": {"domain": [_WITHIN, _OVER], "range": [_BLUE, _RED]},
        "legend": {"title": None, "orient": "top"},
    }
    title = f"{chart.title}（短竖线是{_LIMIT}）"
    value = {"field": "value", "type": "quantitative", "axis": {"title": title}}
    bars = {"mark": "bar", "encoding": {"y": label, "x": value, "color": color}}
    ticks = {
        "mark": {"type": "tick", "thickness": 3, "size": 22, "color": _INK},
        "encoding": {"y": label, "x": {"field": "limit", "type": "quantitative"}},
    }
    height = max(2, len(rows)) * _ROW_HEIGHT
    return {"data": {"values": rows}, "layer": [bars, ticks], "height": height}


def _years(chart: YearsChart) -> dict[str, Any]:
    rows = [
        {"name": name, "year": str(year), "value": float(value)}
        for name, values in chart.lines
        for year, value in zip(chart.years, values, strict=True)
        if value
    ]
    encoding = {
        "x": {"field": "year", "type": "ordinal", "axis": {"title": None, "labelAngle": 0}},
        "y": {
            "field": "value",
            "type": "quantitative",
            "scale": {"zero": True},
            "axis": {"title": chart.title},
        },
        "color": {"field": "name", "sort": None, "legend": {"title": None, "orient": "right"}},
        "strokeDash": {"field": "name", "sort": None, "legend": {"title": None}},
    }
    mark = {"type": "line", "point": True}
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding, "height": _HEIGHT}

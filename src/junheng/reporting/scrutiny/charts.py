"""The picture of a finding: this list among the random ones (Vega-Lite → SVG or PNG)."""

from functools import lru_cache
from typing import Any, Literal

from junheng.engine.scrutiny import Finding
from junheng.reporting.charts import FONTS, VEGA_LITE, converter, without_addresses
from junheng.reporting.scrutiny.words import axis_words

Form = Literal["inline", "svg", "png"]
"""Inside a page, as wide as its place; a drawing for itself; a picture for a document."""

_THIS_LIST, _RANDOM, _INK = "#8a3b00", "#8fa6b8", "#222222"
_KEPT = 64
_MARGIN = 1 / 40


def finding_chart(finding: Finding, form: Form = "svg") -> bytes:
    """Return how often random lists came to what, and where this list lies.

    An inline drawing has no namespace and no size, as HTML needs neither; an SVG is a whole file
    that any viewer opens, on white.
    """
    histogram = finding.histogram
    return _drawn(histogram.edges, histogram.counts, finding.observed, axis_words(finding), form)


@lru_cache(maxsize=_KEPT)
def _drawn(
    edges: tuple[float, ...], counts: tuple[int, ...], observed: float, axis: str, form: Form
) -> bytes:
    reach = (edges[-1] - edges[0]) * _MARGIN
    domain = [edges[0] - reach, edges[-1] + reach]
    top = max(counts) * 6 // 5 + 1
    is_left = observed * 2 <= domain[0] + domain[1]
    specification = {
        "width": 400,
        "height": 150,
        "padding": 5,
        "background": None if form == "inline" else "white",
        "config": {
            "font": FONTS,
            "aria": False,
            "view": {"stroke": None},
            "axis": {
                "labelFontSize": 13,
                "titleFontSize": 13,
                "titleFontWeight": "normal",
                "labelColor": _INK,
                "titleColor": _INK,
            },
        },
        "layer": [
            _bars(edges, counts, domain, axis),
            _rule(observed, top),
            _words(observed, top, is_left=is_left),
        ],
    }
    if form == "png":
        picture: bytes = converter().vegalite_to_png(specification, vl_version=VEGA_LITE, scale=2)
        return picture
    svg: str = converter().vegalite_to_svg(specification, vl_version=VEGA_LITE)
    if form == "svg":
        return svg.encode()
    svg = without_addresses(svg)
    # The place of the picture carries its words; the parts of a drawing say nothing by themselves.
    return svg.replace("<svg ", '<svg aria-hidden="true" ', 1).encode()


def _bars(
    edges: tuple[float, ...], counts: tuple[int, ...], domain: list[float], axis: str
) -> dict[str, Any]:
    values = [
        {"from": edges[bar], "to": edges[bar + 1], "times": times}
        for bar, times in enumerate(counts)
        if times
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "rect", "color": _RANDOM, "stroke": "white", "strokeWidth": 0.6},
        "encoding": {
            "x": {
                "field": "from",
                "type": "quantitative",
                "scale": {"domain": domain, "nice": False},
                "axis": {"title": axis, "tickCount": 7, "grid": False},
            },
            "x2": {"field": "to"},
            "y": {
                "field": "times",
                "type": "quantitative",
                "axis": {
                    "title": "随机名单（份）",
                    "tickCount": 3,
                    "tickMinStep": 1,
                    "gridColor": "#e3e6e8",
                    "domain": False,
                },
            },
        },
    }


def _rule(observed: float, top: int) -> dict[str, Any]:
    return {
        "data": {"values": [{"at": observed, "low": 0, "high": top}]},
        "mark": {"type": "rule", "color": _THIS_LIST, "strokeWidth": 4},
        "encoding": {
            "x": {"field": "at", "type": "quantitative"},
            "y": {"field": "low", "type": "quantitative"},
            "y2": {"field": "high"},
        },
    }


def _words(observed: float, top: int, *, is_left: bool) -> dict[str, Any]:
    return {
        "data": {"values": [{"at": observed, "high": top}]},
        "mark": {
            "type": "text",
            "align": "left" if is_left else "right",
            "dx": 8 if is_left else -8,
            "dy": 8,
            "fontSize": 15,
            "fontWeight": "bold",
            "color": _THIS_LIST,
            "text": "这份名单",
        },
        "encoding": {
            "x": {"field": "at", "type": "quantitative"},
            "y": {"field": "high", "type": "quantitative"},
        },
    }

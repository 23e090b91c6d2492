"""The picture of the balance report: this draw among the gender-only draws (Vega-Lite → SVG).

The drawing is made on the server, so that the page needs no script; it names fonts that every PC
has one of, since an inline drawing cannot carry its own.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from junheng.reporting.glyphs import font_files

FONTS = "Noto Sans SC, Microsoft YaHei, PingFang SC, SimHei, sans-serif"

VEGA_LITE = "6.4"
_MOST_BARS = 40
_THIS_DRAW = "#b3261e"
_SIMULATED = "#8fa6b8"
_INK = "#222222"


@cache
def simulation_chart(simulated_totals: tuple[int, ...], total_excess: int) -> str:
    """Return an inline SVG: how often each total came up, and where this draw lies.

    Drawn 400 units wide, so that its words stay legible on a phone of 375 px. Kept, because the
    public and the internal report show the same picture.
    """
    width = _bar_width(simulated_totals, total_excess)
    bars = Counter((total // width) * width for total in simulated_totals)
    # The words stand above the bars.
    top = max(bars.values()) * 6 // 5 + 1
    right = max(*simulated_totals, total_excess) + width
    is_left = total_excess * 2 <= right
    specification = {
        "width": 400,
        "height": 190,
        "padding": {"left": 4, "right": 6, "top": 4, "bottom": 4},
        "background": None,
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
            _bars(bars, width, right),
            _marker(total_excess, top),
            _words(total_excess, top, is_left=is_left),
        ],
    }
    return without_addresses(converter().vegalite_to_svg(specification, vl_version=VEGA_LITE))


def _bar_width(totals: Sequence[int], total_excess: int) -> int:
    span = max(*totals, total_excess) - min(*totals, total_excess) + 1
    return -(-span // _MOST_BARS)


def _bars(bars: Counter[int], width: int, right: int) -> dict[str, Any]:
    values = [
        # A bar stands over the totals it counts: 12 reaches from 11.5 to 12.5.
        {"from": start - 0.5, "to": start + width - 0.5, "times": times}
        for start, times in sorted(bars.items())
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "rect", "color": _SIMULATED, "stroke": "white", "strokeWidth": 1},
        "encoding": {
            "x": {
                "field": "from",
                "type": "quantitative",
                "scale": {"domain": [-0.5, right], "nice": False},
                "axis": {
                    "title": "总超出差距（人）：越靠左越均衡",
                    "format": "d",
                    "tickMinStep": 1,
                    "tickCount": 8,
                    "grid": False,
                },
            },
            "x2": {"field": "to"},
            "y": {
                "field": "times",
                "type": "quantitative",
                "axis": {
                    "title": "次数",
                    "format": "d",
                    "tickCount": 4,
                    "tickMinStep": 1,
                    "gridColor": "#e3e6e8",
                    "domain": False,
                },
            },
        },
    }


def _marker(total_excess: int, top: int) -> dict[str, Any]:
    return {
        "data": {"values": [{"at": total_excess, "low": 0, "high": top}]},
        "mark": {"type": "rule", "color": _THIS_DRAW, "strokeWidth": 4},
        "encoding": {
            "x": {"field": "at", "type": "quantitative"},
            "y": {"field": "low", "type": "quantitative"},
            "y2": {"field": "high"},
        },
    }


def _words(total_excess: int, top: int, *, is_left: bool) -> dict[str, Any]:
    return {
        "data": {"values": [{"at": total_excess, "high": top}]},
        "mark": {
            "type": "text",
            "align": "left" if is_left else "right",
            "dx": 8 if is_left else -8,
            "dy": 8,
            "fontSize": 16,
            "fontWeight": "bold",
            "color": _THIS_DRAW,
            "text": f"本次分班：{total_excess}",
        },
        "encoding": {
            "x": {"field": "at", "type": "quantitative"},
            "y": {"field": "high", "type": "quantitative"},
        },
    }


def without_addresses(svg: str) -> str:
    """Return a drawing for the inside of a page, as wide as its place.

    Inside HTML a drawing needs no namespace; without it the page names no address at all.
    """
    inline = re.sub(r'\s+xmlns(:\w+)?="[^"]*"', "", svg, count=2)
    return re.sub(r'width="[\d.]+" height="[\d.]+" (?=viewBox)', 'width="100%" ', inline, count=1)


@cache
def converter() -> Any:
    """The renderer, with our fonts known to it."""
    import vl_convert  # noqa: PLC0415 - a second and 100 MB that only the report needs

    for folder in sorted({str(file.parent) for file in font_files()}):
        vl_convert.register_font_directory(folder)
    return vl_convert

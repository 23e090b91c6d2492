"""How the time of a draw grows with the school, as a picture beside its peers."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from junheng.reporting.charts import VEGA_LITE, converter

PICTURE: Final = Path(__file__).parents[1] / "docs" / "pictures" / "growth.svg"
COLOURS: Final = {
    "draw": "#b3261e",
    "CP-SAT merged": "#44647d",
    "CP-SAT naive": "#93a9ba",
    "anticlust": "#7a8b3c",
    "dealing by gender": "#999999",
}
"""Who is drawn, in the order of the legend."""


@dataclass(frozen=True)
class Point:
    """One measured time, in milliseconds of the processor."""

    students: int
    milliseconds: float
    by: str


def draw(points: Iterable[Point]) -> Path:
    """Write the picture and return where."""
    values = [asdict(point) for point in points]
    drawing = converter().vegalite_to_svg(_specification(values), vl_version=VEGA_LITE)
    PICTURE.write_text(drawing + "\n", encoding="utf-8")
    return PICTURE


def _specification(values: list[dict[str, Any]]) -> dict[str, Any]:
    colours = {"domain": list(COLOURS), "range": list(COLOURS.values())}
    return {
        "data": {"values": values},
        "background": "white",
        "width": 420,
        "height": 280,
        "config": {"font": "sans-serif", "axis": {"titleFontWeight": "normal"}},
        "mark": {"type": "line", "point": {"size": 45}, "opacity": 0.85},
        "encoding": {
            "x": _axis("students", "students of the school", [60, 30_000]),
            "y": _axis("milliseconds", "milliseconds of one processor", [0.01, 100_000]),
            "color": {"field": "by", "title": None, "scale": colours},
        },
    }


def _axis(field: str, title: str, domain: list[float]) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"type": "log", "domain": domain, "nice": False},
        "axis": {"format": ",~g", "tickCount": 6},
    }

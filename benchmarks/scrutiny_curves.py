"""The power of the scrutiny as pictures, from the figures that the study left in a file.

`python3 run.py bench power` measures, writes the file and draws; `bench curves` only draws.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.tables import Report
from junheng.reporting.charts import VEGA_LITE, converter

FIGURES: Final = Path(__file__).parent / "data" / "scrutiny-power.csv"
PICTURES: Final = Path(__file__).parents[1] / "docs" / "method"
FIELDS: Final = ("planted", "size", "classes", "schools", "lists", "scrutiny", "peers")
AXES: Final = {
    "swapped": "strong students swapped into one class",
    "gathered": "per cent of the top tenth in one class",
}
NINE_IN_TEN: Final = 90

_NAMES: Final = {"scrutiny": "scrutiny", "peers": "chi-square, ANOVA"}
_COLOURS: Final = ("#b3261e", "#44647d")

Row = Mapping[str, str]


def measure(*, quick: bool) -> Report:
    """Draw the curves from the stored figures; `quick` makes no difference."""
    del quick
    report = Report("Curves of power")
    rows = read_figures()
    for planted in AXES:
        path = draw(planted, rows)
        report.say(f"{path.relative_to(PICTURES.parents[1])}: found at 1 %, per cent of schools.")
        report.add_table(
            ["classes", "scrutiny finds 9 in 10 from", "peers find 9 in 10 from", "schools a cell"],
            [_smallest(planted, classes, rows) for classes in _classes(rows)],
        )
    return report


def read_figures() -> list[Row]:
    """The stored figures: one line for each manipulation, size and number of classes."""
    with FIGURES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def store_figures(rows: Iterable[Mapping[str, object]]) -> None:
    """Put newly measured figures in the place of the stored ones."""
    with FIGURES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def draw(planted: str, rows: Iterable[Row]) -> Path:
    """Write one picture and return where."""
    points = [
        {
            "size": int(row["size"]),
            "classes": f"{row['classes']} classes",
            "found": int(row[which]),
            "by": name,
        }
        for row in rows
        if row["planted"] == planted
        for which, name in _NAMES.items()
    ]
    drawing = converter().vegalite_to_svg(_specification(planted, points), vl_version=VEGA_LITE)
    path = PICTURES / f"scrutiny-power-{planted}.svg"
    path.write_text(drawing + "\n", encoding="utf-8")
    return path


def _specification(planted: str, points: list[dict[str, Any]]) -> dict[str, Any]:
    across = {"field": "size", "type": "quantitative", "title": AXES[planted]}
    return {
        "data": {"values": points},
        "background": "white",
        "config": {"font": "sans-serif", "axis": {"titleFontWeight": "normal"}},
        "facet": {
            "column": {
                "field": "classes",
                "title": None,
                "sort": [f"{classes} classes" for classes in (4, 8, 16)],
            }
        },
        "spec": {
            "width": 190,
            "height": 170,
            "layer": [
                {
                    "mark": {"type": "rule", "color": "#999999", "strokeDash": [4, 4]},
                    "encoding": {"y": {"datum": NINE_IN_TEN}},
                },
                {
                    "mark": {"type": "line", "point": {"size": 45}, "opacity": 0.85},
                    "encoding": {
                        "x": across,
                        "y": {
                            "field": "found",
                            "type": "quantitative",
                            "title": "schools found, per cent",
                            "scale": {"domain": [0, 100]},
                        },
                        "color": {
                            "field": "by",
                            "title": None,
                            "sort": list(_NAMES.values()),
                            "scale": {"range": list(_COLOURS)},
                            "legend": {"orient": "bottom"},
                        },
                        "strokeDash": {
                            "field": "by",
                            "sort": list(_NAMES.values()),
                            "legend": None,
                        },
                    },
                },
            ],
        },
    }


def _classes(rows: Iterable[Row]) -> list[int]:
    return sorted({int(row["classes"]) for row in rows})


def _smallest(planted: str, classes: int, rows: Iterable[Row]) -> list[object]:
    """The smallest size from which on at least nine in ten are found, by either."""
    own = [row for row in rows if row["planted"] == planted and int(row["classes"]) == classes]
    own.sort(key=lambda row: int(row["size"]))
    found: list[object] = [classes]
    for which in _NAMES:
        sizes = [row["size"] for row in own if int(row[which]) >= NINE_IN_TEN]
        found.append(sizes[0] if sizes else f"more than {own[-1]['size']}")
    return [*found, own[0]["schools"]]

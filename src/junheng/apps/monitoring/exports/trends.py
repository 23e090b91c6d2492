"""The years as lines: each indicator's coefficient or value, drawn in whole units of a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from junheng.apps.monitoring.rules.words import place_of
from junheng.monitoring import Alert, AlertKind, Drop, DropKind, Series, Trends
from junheng.monitoring.showing import UNKNOWN, rounded, shown
from junheng.profiles import Stage
from junheng.profiles.indicators import Indicator

WIDTH, HEIGHT = 240, 96
_LEFT, _RIGHT, _TOP, _BOTTOM = 14, 226, 12, 72
_HEADROOM: Final = Fraction(5, 4)


@dataclass(frozen=True)
class Dot:
    """A year in the picture; `text` is what stands in the table beside it."""

    x: int
    y: int
    year: int
    text: str
    is_met: bool | None


@dataclass(frozen=True)
class Chart:
    """One indicator at one stage over the years, with the height of its limit."""

    code: str
    name: str
    stage: str
    limit: str
    limit_y: int
    dots: tuple[Dot, ...]

    @property
    def path(self) -> str:
        """The line through the dots."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


def charts_of(trends: Trends) -> list[Chart]:
    """The coefficients of every indicator of resources that has a limit."""
    return [
        _chart(series, series.stage, series.indicator.limits[series.stage])
        for series in trends.series
        if series.stage is not None
        and series.stage in series.indicator.limits
        and any(point.coefficient is not None for point in series.points)
    ]


def _chart(series: Series, stage: Stage, limit: Fraction) -> Chart:
    points = [point for point in series.points if point.coefficient is not None]
    values = [point.coefficient or Fraction(0) for point in points]
    top = max(limit, *values) * _HEADROOM
    step = (_RIGHT - _LEFT) // max(1, len(points) - 1)
    return Chart(
        code=series.indicator.code,
        name=series.indicator.name,
        stage=stage.label,
        limit=rounded(limit, 2),
        limit_y=_height(limit, top),
        dots=tuple(
            Dot(
                x=_LEFT + place * step,
                y=_height(value, top),
                year=point.year,
                text=shown(value, 3, limit),
                is_met=point.is_met,
            )
            for place, (point, value) in enumerate(zip(points, values, strict=True))
        ),
    )


def _height(value: Fraction, top: Fraction) -> int:
    return round(_BOTTOM - (_BOTTOM - _TOP) * value / top)


@dataclass(frozen=True)
class DropRow:
    """A fall in words."""

    code: str
    name: str
    stage: str
    what: str
    before: str
    now: str
    year: int
    is_crossing: bool


def drop_rows(drops: Sequence[Drop]) -> list[DropRow]:
    """What fell, with the worst first: what is not met any more."""
    rows = [_drop_row(one) for one in drops]
    return sorted(rows, key=lambda row: not row.is_crossing)


def _drop_row(one: Drop) -> DropRow:
    return DropRow(
        code=one.indicator.code,
        name=one.indicator.name,
        stage=one.stage.label if one.stage else "",
        what=one.kind.label,
        before=_fallen(one.kind, one.before),
        now=_fallen(one.kind, one.now),
        year=one.year,
        is_crossing=one.is_crossing,
    )


def _fallen(kind: DropKind, value: Fraction) -> str:
    match kind:
        case DropKind.ITEM:
            return "达到" if value else "未达到"
        case DropKind.SCHOOLS:
            return f"{rounded(value * 100, 1)}%"
        case DropKind.COEFFICIENT:
            return rounded(value, 3)
        case DropKind.VALUE:
            return rounded(value, 2)


@dataclass(frozen=True)
class AlertRow:
    """A warning in words."""

    code: str
    what: str
    title: str
    place: str
    value: str
    expected: str
    limit: str


def alert_rows(alerts: Sequence[Alert], indicators: dict[str, Indicator]) -> list[AlertRow]:
    """Warnings but for large classes, which have a page of their own."""
    return [
        AlertRow(
            code=one.code if one.code in indicators else "",
            what=one.kind.label,
            title=one.title,
            place=place_of(one.school.name if one.school else "全县", one.stage),
            value=shown(one.value, 3, one.limit),
            expected=UNKNOWN if one.expected is None else shown(one.expected, 3, one.limit),
            limit=rounded(one.limit, 2),
        )
        for one in alerts
        if one.kind is not AlertKind.BAND
    ]

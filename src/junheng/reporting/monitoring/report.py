"""What a monitoring report says, as sections, sentences and tables; numbers are texts already."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ReportTable:
    """A table with a title of at most 31 characters, which also names its sheet."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class LimitBar:
    """A value beside its limit; both as the tables print them."""

    label: str
    value: str
    limit: str
    is_within: bool


@dataclass(frozen=True)
class LimitChart:
    """Values beside their limits, one bar each."""

    title: str
    bars: tuple[LimitBar, ...]


@dataclass(frozen=True)
class YearsChart:
    """A line for each name; a year without a value is an empty text."""

    title: str
    years: tuple[int, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class ReportSection:
    """A numbered part of the report; charts stand before the tables."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[ReportTable, ...] = ()
    charts: tuple[LimitChart | YearsChart, ...] = ()


@dataclass(frozen=True)
class MonitoringReport:
    """The whole report; `verdict` is its first sentence, `cover` the lines of its first page."""

    title: str
    verdict: str
    made_at: datetime
    sections: tuple[ReportSection, ...]
    cover: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[ReportTable, ...]:
        """All tables, in their order."""
        return tuple(table for section in self.sections for table in section.tables)

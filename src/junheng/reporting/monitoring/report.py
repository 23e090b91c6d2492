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
class ReportSection:
    """A numbered part of the report."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[ReportTable, ...] = ()


@dataclass(frozen=True)
class MonitoringReport:
    """The whole report; `verdict` is the one sentence of the cover."""

    title: str
    verdict: str
    made_at: datetime
    sections: tuple[ReportSection, ...]

    @property
    def tables(self) -> tuple[ReportTable, ...]:
        """All tables, in their order."""
        return tuple(table for section in self.sections for table in section.tables)

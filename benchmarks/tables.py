"""What a benchmark hands back: Markdown tables, and what fell short of its threshold."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Report:
    """The section of one benchmark; `unmet` names every threshold that was not kept."""

    title: str
    lines: list[str] = field(default_factory=list)
    unmet: list[str] = field(default_factory=list)

    def say(self, paragraph: str) -> None:
        """Add a paragraph."""
        self.lines += [paragraph, ""]

    def add_table(self, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Add a Markdown table; figures of a column are brought to text by the caller."""
        self.lines += [*markdown_table(header, rows), ""]

    def require(self, requirement: str, *, met: bool) -> None:
        """Note a threshold; it is named at the end where it was not kept."""
        if not met:
            self.unmet.append(requirement)

    def text(self) -> str:
        """Return the section as Markdown."""
        verdict = [f"**Not met:** {requirement}" for requirement in self.unmet]
        return "\n".join([f"## {self.title}", "", *self.lines, *verdict]).rstrip()


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Return the lines of a Markdown table; the first column is left-aligned, the rest right."""
    marks = ["---", *["---:"] * (len(header) - 1)]
    return [_line(header), _line(marks), *map(_line, rows)]


def figure(value: float) -> str:
    """Write a figure with three significant digits, large ones whole."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    digits = 2 if abs(value) < 10 else 1
    return f"{value:.{digits}f}" if abs(value) >= 0.095 else f"{value:.2g}"


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"

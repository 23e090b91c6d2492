"""The report as one page: no script, no address, for the screen, the phone and A4."""

from functools import cache
from pathlib import Path
from typing import Any

from junheng.engine.scrutiny import Finding, Level
from junheng.reporting.charts import FONTS
from junheng.reporting.scrutiny import words
from junheng.reporting.scrutiny.charts import finding_chart
from junheng.reporting.scrutiny.report import ScrutinyReport, ScrutinySection

_TEMPLATES = Path(__file__).parents[1] / "templates"


def scrutiny_html(report: ScrutinyReport) -> str:
    """Return the page."""
    page: str = _template().render(
        report=report,
        sections=[_section(section) for section in report.sections],
        fonts=FONTS,
        blind_spots=words.BLIND_SPOTS,
    )
    return page


def pictured(section: ScrutinySection) -> tuple[Finding, ...]:
    """The findings that get a picture: the striking ones, or the most prominent of a quiet list."""
    if section.result is None:
        return ()
    scrutiny = section.result.scrutiny
    return scrutiny.striking or (min(scrutiny.findings, key=lambda finding: finding.p),)


def _section(section: ScrutinySection) -> dict[str, Any]:
    result = section.result
    if result is None:
        return {"section": section, "result": None}
    scrutiny = result.scrutiny
    return {
        "section": section,
        "result": result,
        "scrutiny": scrutiny,
        "is_quiet": scrutiny.level is Level.NO_SIGN,
        "pictures": [
            (finding, finding_chart(finding, "inline").decode()) for finding in pictured(section)
        ],
    }


@cache
def _template() -> Any:
    import jinja2  # noqa: PLC0415 - only when printing

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["words"] = words
    return environment.get_template("scrutiny.html")

"""balance.html: one file for a session, for the screen, the phone and A4 (均衡报告)."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from junheng.engine.errors import JunhengError
from junheng.reporting import wording
from junheng.reporting.balance import (
    FEWEST_PUBLIC,
    Audience,
    BalanceReport,
    check_report,
    summarize,
)
from junheng.reporting.charts import FONTS, simulation_chart

_TEMPLATES = Path(__file__).parent / "templates"


def balance_html(reports: Sequence[BalanceReport], *, audience: Audience = "public") -> str:
    """Return the page: a section for each school, with contents if there is more than one.

    The page is one file without script and without any address. The public one shows no count
    per class but the class sizes (SG1 §10.5).

    Raises JunhengError: report_empty, and the codes of `check_report` and `summarize`.
    """
    if not reports:
        raise JunhengError("report_empty")
    sections = [_section(report, audience) for report in reports]
    page: str = _template().render(
        sections=sections,
        is_internal=audience == "internal",
        is_rehearsal=any(report.is_rehearsal for report in reports),
        first=reports[0],
        fonts=FONTS,
        fewest_public=FEWEST_PUBLIC,
    )
    return page


def chart_of(report: BalanceReport) -> str:
    """The picture of one school as SVG to stand in a page; empty where nothing was simulated."""
    if report.status != "drawn" or not report.simulated_totals:
        return ""
    return simulation_chart(report.simulated_totals, report.total_excess)


def _section(report: BalanceReport, audience: Audience) -> dict[str, Any]:
    check_report(report)
    summaries = summarize(report, audience)
    is_drawn = report.status == "drawn"
    chart = chart_of(report)
    return {
        "report": report,
        "summaries": [one for one in summaries if one.is_listed],
        "withheld": sum(not one.is_listed for one in summaries),
        "is_drawn": is_drawn,
        "is_best": all(one.is_best for one in summaries),
        "short": [
            one.title if one.is_listed else "未公开项目" for one in summaries if not one.is_best
        ],
        "verdict": wording.verdict(report, summaries),
        "reasons": wording.verdict_reasons(report, summaries),
        "chart": chart,
        "simulation_words": wording.simulation_words(report) if chart else "",
        "best_size_gap": 1 if report.student_count % report.class_count else 0,
        "size_remark": wording.size_remark(report),
        "simulated_mean": _mean_words(report.simulated_totals),
    }


def _mean_words(totals: Sequence[int]) -> str:
    return wording.decimal_words(sum(totals) * 100 // len(totals)) if totals else "—"


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
    environment.filters["decimal"] = wording.decimal_words
    environment.globals["gap_words"] = wording.gap_words
    environment.globals["row_words"] = wording.row_words
    return environment.get_template("balance.html")

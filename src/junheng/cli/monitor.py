"""`junheng monitor`: a county's balance monitoring from one workbook, without a database."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from junheng.ceremony.surroundings import real_surroundings
from junheng.cli.chinese import EXIT_FINDINGS, ChineseCommand
from junheng.cli.files import write_new_file
from junheng.cli.output import say, say_heading, say_json, say_refusal, say_warning
from junheng.cli.roster import SHOWN_FAULTS, fault_line
from junheng.engine.errors import JunhengError
from junheng.monitoring import (
    Assessment,
    InvestmentPlan,
    alerts_of,
    assess,
    county_template,
    investments,
    read_county,
    schools_gone,
    trends_of,
)
from junheng.monitoring.papers import public_report_of, self_assessment_of
from junheng.monitoring.watching import proof_words
from junheng.monitoring.writing import report_of, verdict_words
from junheng.profiles.indicators import (
    Catalogue,
    catalogue_from,
    catalogue_names,
    load_catalogue,
)
from junheng.reporting.monitoring import monitoring_document, monitoring_workbook
from junheng.tabular import Fault

FILE = click.Path(path_type=Path)
DOCUMENT, TABLES = "监测报告.docx", "监测结果.xlsx"
SELF_ASSESSMENT, PUBLIC = "自评报告.docx", "监测报告（公开版）.docx"


@click.command(
    cls=ChineseCommand,
    help=(
        "优质均衡监测：读一张全县数据表，算出各校达标、差异系数和缺口，写出报告和表格。"
        "先用 --template 生成空白数据表。"
    ),
    example="junheng monitor 监测数据.xlsx --county 青禾县 --out 监测2026",
)
@click.argument("file", metavar="[数据表]", type=FILE, required=False)
@click.option(
    "--profile",
    "catalogue_name",
    metavar="指标体系",
    default="national-2017",
    help=f"可用的指标体系：{'、'.join(catalogue_names())}；或者自己的指标体系文件（.toml）",
)
@click.option("--template", metavar="文件", type=FILE, help="生成空白数据表，存到这个文件")
@click.option(
    "--year",
    type=click.IntRange(2000, 2100),
    help="空白数据表的年度，默认今年；计算时写上，用来核对数据表是不是这一年的",
)
@click.option("--out", metavar="文件夹", type=FILE, help="报告和表格写到哪里（新的文件夹）")
@click.option("--county", metavar="县名", default="", help="写在报告标题里，如 青禾县")
@click.option(
    "--previous",
    metavar="数据表",
    type=FILE,
    multiple=True,
    help="往年的数据表，用来比较、看变化、预警；可以写几次",
)
@click.option("--invest", "is_invested", is_flag=True, help="试算让各校都达标的最省投入")
@click.option(
    "--price",
    "prices",
    metavar="数据名=元",
    multiple=True,
    help="试算用的单价，如 multimedia_rooms=60000；不写的用指标体系里的",
)
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def monitor(
    file: Path | None,
    *,
    catalogue_name: str,
    template: Path | None,
    year: int | None,
    out: Path | None,
    county: str,
    previous: tuple[Path, ...],
    is_invested: bool,
    prices: tuple[str, ...],
    is_json: bool,
) -> int:
    """Write an empty workbook, or judge a filled one."""
    catalogue = _catalogue(catalogue_name)
    today = real_surroundings().now()
    if template is not None:
        write_new_file(template, county_template(catalogue, year or today.year))
        say(f"已生成数据表：{template}（{catalogue.title}）")
        return 0
    if file is None or out is None:
        raise JunhengError("monitor_nothing_to_do")
    if out.exists():
        raise JunhengError("monitor_folder_exists", folder=str(out))
    found = _assessed(file, catalogue, is_json=is_json)
    earlier = [_assessed(one, catalogue, is_json=is_json) for one in previous]
    years = [one for one in earlier if one is not None]
    if found is None or len(years) < len(earlier):
        return EXIT_FINDINGS
    _refuse_wrong_years(found, years, year)
    plan = investments(found, prices=_prices(prices)) if is_invested else None
    before = _year_before(found, years)
    if before and not is_json:
        for one in schools_gone(before, found):
            say_warning(f"！上年有、今年没有填报：{one.name}，请核对是撤并还是漏报。")
    files = _papers(found, years, plan, county=county, today=today)
    out.mkdir(parents=True)
    for name, content in files.items():
        write_new_file(out / name, content)
    if is_json:
        say_json(_as_json(found, years, plan))
    else:
        _show(found, years, plan, out)
    return 0


def _catalogue(name: str) -> Catalogue:
    """The catalogue of a name, or of a file of the county's own."""
    if not name.endswith(".toml"):
        return load_catalogue(name)
    try:
        return catalogue_from(Path(name).read_bytes(), Path(name).name)
    except OSError:
        raise JunhengError("monitor_catalogue_unread", file=name) from None


def _refuse_wrong_years(found: Assessment, years: list[Assessment], asked: int | None) -> None:
    """Last year's workbook taken for this year's, or a later one for an earlier."""
    year = found.figures.year
    if asked is not None and asked != year:
        raise JunhengError("monitor_other_year", found=year, asked=asked)
    for one in years:
        if one.figures.year > year:
            raise JunhengError("monitor_previous_is_later", year=year, later=one.figures.year)


def _prices(written: tuple[str, ...]) -> dict[str, int]:
    prices = {}
    for one in written:
        name, _, yuan = one.partition("=")
        if not yuan.isascii() or not yuan.isdecimal():
            raise JunhengError("investments_price_wrong", name=one)
        prices[name] = int(yuan)
    return prices


def _year_before(found: Assessment, years: list[Assessment]) -> Assessment | None:
    earlier = [one for one in years if one.figures.year < found.figures.year]
    return max(earlier, key=lambda one: one.figures.year, default=None)


def _papers(
    found: Assessment,
    years: list[Assessment],
    plan: InvestmentPlan | None,
    *,
    county: str,
    today: datetime,
) -> dict[str, bytes]:
    before = _year_before(found, years)
    report = report_of(
        found, county=county, made_at=today, previous=before, earlier=years, plan=plan
    )
    public = public_report_of(found, county=county, made_at=today, previous=before)
    own = self_assessment_of(found, county=county, made_at=today)
    return {
        DOCUMENT: monitoring_document(report),
        TABLES: monitoring_workbook(report),
        SELF_ASSESSMENT: monitoring_document(own),
        PUBLIC: monitoring_document(public),
    }


def _assessed(file: Path, catalogue: Catalogue, *, is_json: bool) -> Assessment | None:
    """The judgement on a workbook; None after its faults were told."""
    reading = read_county(file, catalogue)
    errors = [fault for fault in reading.faults if fault.severity == "error"]
    if not is_json:
        for fault in reading.faults:
            if fault.severity != "error":
                say_warning(f"！{fault_line(fault)}")
    if reading.figures is not None:
        return assess(catalogue, reading.figures)
    if is_json:
        say_json({"faults": [_fault_as_json(fault) for fault in errors]})
        return None
    for fault in errors[:SHOWN_FAULTS]:
        say_refusal(f"✘ {fault_line(fault)}")
    if len(errors) > SHOWN_FAULTS:
        say_refusal(f"……另有 {len(errors) - SHOWN_FAULTS} 处。")
    say_refusal(f"{file.name}：共 {len(errors)} 处问题，改正后请重新计算；没有写出任何文件。")
    return None


def _show(
    found: Assessment, years: list[Assessment], plan: InvestmentPlan | None, out: Path
) -> None:
    say_heading(f"{found.figures.year}年：{verdict_words(found)}")
    passing = sum(one.passes for one in found.schools)
    say(f"参加比较 {len(found.schools)} 所学校，资源配置达标 {passing} 所。")
    for one in found.left_out:
        say(f"　未计入：{one.school.name}")
    drops, alerts = trends_of([*years, found]).latest_drops, alerts_of([*years, found])
    if years:
        say(f"水平下降 {len(drops)} 处，见报告第八部分。")
    say(f"预警 {len(alerts)} 条，见报告第八部分。")
    if plan:
        say(f"最省投入 {plan.cost} 元，见报告第九部分。{proof_words(plan)}")
    say(f"报告：{out / DOCUMENT}")
    say(f"自评报告：{out / SELF_ASSESSMENT}")
    say(f"公开版：{out / PUBLIC}")
    say(f"表格：{out / TABLES}")


def _as_json(
    found: Assessment, years: list[Assessment], plan: InvestmentPlan | None
) -> dict[str, Any]:
    return {
        "drops": len(trends_of([*years, found]).latest_drops),
        "alerts": len(alerts_of([*years, found])),
        "investments": {"cost": plan.cost, "bound": plan.bound} if plan else None,
        "year": found.figures.year,
        "profile": found.catalogue.name,
        "passes": found.finding.passes,
        "failing_schools": list(found.finding.failing_schools),
        "over_limit": [list(one) for one in found.finding.over_limit],
        "unmet_items": list(found.finding.unmet_items),
        "vetoes": list(found.finding.vetoes),
        "coefficients": {
            f"{code}.{stage}": None if value is None else float(value)
            for (code, stage), value in (
                (key, spread.coefficient()) for key, spread in found.dispersions.items()
            )
        },
    }


def _fault_as_json(fault: Fault) -> dict[str, Any]:
    return {
        "sheet": fault.sheet,
        "row": fault.row,
        "column": fault.column,
        "code": fault.code,
        "params": dict(fault.params),
    }

"""`junheng monitor`: a county's balance monitoring from one workbook, without a database."""

from pathlib import Path
from typing import Any

import click

from junheng.ceremony.surroundings import real_surroundings
from junheng.cli.chinese import EXIT_FINDINGS, ChineseCommand
from junheng.cli.files import write_new_file
from junheng.cli.output import say, say_heading, say_json, say_refusal, say_warning
from junheng.cli.roster import SHOWN_FAULTS, fault_line
from junheng.engine.errors import JunhengError
from junheng.monitoring import Assessment, assess, county_template, read_county
from junheng.monitoring.writing import report_of, verdict_words
from junheng.profiles.indicators import Catalogue, catalogue_names, load_catalogue
from junheng.reporting.monitoring import monitoring_document, monitoring_workbook
from junheng.tabular import Fault

FILE = click.Path(path_type=Path)
DOCUMENT, TABLES = "监测报告.docx", "监测结果.xlsx"


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
    help=f"可用的指标体系：{'、'.join(catalogue_names())}",
)
@click.option("--template", metavar="文件", type=FILE, help="生成空白数据表，存到这个文件")
@click.option("--year", type=click.IntRange(2000, 2100), help="空白数据表的年度，默认今年")
@click.option("--out", metavar="文件夹", type=FILE, help="报告和表格写到哪里（新的文件夹）")
@click.option("--county", metavar="县名", default="", help="写在报告标题里，如 青禾县")
@click.option("--previous", metavar="数据表", type=FILE, help="上一年的数据表，用来比较")
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def monitor(
    file: Path | None,
    *,
    catalogue_name: str,
    template: Path | None,
    year: int | None,
    out: Path | None,
    county: str,
    previous: Path | None,
    is_json: bool,
) -> int:
    """Write an empty workbook, or judge a filled one."""
    catalogue = load_catalogue(catalogue_name)
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
    before = _assessed(previous, catalogue, is_json=is_json) if previous else None
    if found is None or (previous and before is None):
        return EXIT_FINDINGS
    report = report_of(found, county=county, made_at=today, previous=before)
    document, tables = monitoring_document(report), monitoring_workbook(report)
    out.mkdir(parents=True)
    write_new_file(out / DOCUMENT, document)
    write_new_file(out / TABLES, tables)
    if is_json:
        say_json(_as_json(found))
    else:
        _show(found, out)
    return 0


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


def _show(found: Assessment, out: Path) -> None:
    say_heading(verdict_words(found))
    passing = sum(one.passes for one in found.schools)
    say(f"参加比较 {len(found.schools)} 所学校，资源配置达标 {passing} 所。")
    for one in found.left_out:
        say(f"　未计入：{one.school.name}")
    say(f"报告：{out / DOCUMENT}")
    say(f"表格：{out / TABLES}")


def _as_json(found: Assessment) -> dict[str, Any]:
    return {
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

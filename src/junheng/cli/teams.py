"""`junheng teams`: teaching teams that are equal by construction, frozen, then drawn."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from junheng.ceremony.surroundings import real_surroundings
from junheng.ceremony.teams import (
    DrawnRecord,
    draw_frozen,
    freeze_teams,
    frozen_from,
    list_document,
    names_document,
    paper_seed,
)
from junheng.cli.cards import PaperCommand, cards_of
from junheng.cli.chinese import EXIT_FINDINGS
from junheng.cli.files import write_new_file
from junheng.cli.output import say, say_heading, say_json, say_refusal, say_warning
from junheng.cli.roster import fault_document, fault_line
from junheng.cli.teams_words import (
    cause_line,
    measure_table,
    remark_words,
    team_table,
)
from junheng.core.messages import describe, sentence
from junheng.engine.randomness.suites import suite_named
from junheng.engine.record.canonical import canonical_bytes
from junheng.engine.record.paper import paper_lines
from junheng.engine.teams.problem import Problem
from junheng.engine.teams.targets import NoTeamsError
from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.posted import PostedTable
from junheng.reporting.forms.teams import TeamSheet, team_sheet_pdf
from junheng.reporting.teams import (
    TITLES,
    team_report,
    team_report_document,
    team_report_pdf,
)
from junheng.rosters import (
    LoadRules,
    TeamRoster,
    further_causes,
    read_team_roster,
    said_causes,
    teams_problem,
)

FILE = click.Path(path_type=Path)
RECORD, NAMES, SHEET = "teams.json", "internal-names.json", "teams.pdf"
REPORT = "comparability"
EXAMPLE = """junheng teams 任课教师.xlsx --classes 8 --out 团队
junheng teams 任课教师.xlsx --classes 8 --out 团队 --public d10:55081927 --envelope 20260903"""


@click.command(
    cls=PaperCommand,
    help="教学团队：由教师名单组成各班水平相当的团队，冻结后用现场数字抽取。"
    "不给 --public 是草案，正式抽取要给现场数字。",
    example=EXAMPLE,
)
@click.argument("file", metavar="教师名单", type=FILE)
@click.option("--classes", "class_count", metavar="班级数", type=click.IntRange(1, 200),
              required=True, help="几个班")  # fmt: skip
@click.option("--out", metavar="文件夹", type=FILE, required=True, help="结果放在哪里")
@click.option("--sheet", "sheet_name", metavar="表名", help="用哪张工作表；只有一张时不用写")
@click.option("--school", metavar="校名", default="", help="表格抬头上的学校")
@click.option("--grade", metavar="年级", default="起始年级", help="表格抬头上的年级")
@click.option("--unit", metavar="编号", default="000000.school.p1.2026",
              help="单位编号：县码.学校.学段.年份")  # fmt: skip
@click.option("--hours", metavar="学科=课时", multiple=True, help="每班每周课时，如 语文=7")
@click.option("--full-load", "full_loads", metavar="学科=课时", multiple=True,
              help="标准工作量，如 语文=14")  # fmt: skip
@click.option("--most-load", "most_percent", metavar="百分数", default=150,
              type=click.IntRange(1, 1000), help="工作量上限占标准工作量的百分数，默认 150；"
              "当班主任另算半个标准工作量")  # fmt: skip
@click.option("--suite", "suite_name", metavar="密码套件", default="intl",
              type=click.Choice(["intl", "gm"]), help="intl（默认）或 gm（国密）")  # fmt: skip
@click.option("--proof/--no-proof", "is_proof_wanted", default=None,
              help="是否逐项证明不能更均衡；不写时小规模才证明")  # fmt: skip
@click.option("--public", metavar="d10:数字", help="正式抽取：冻结以后当众掷出的数字，至少 8 位")
@click.option("--envelope", "envelopes", metavar="8位数字", multiple=True,
              help="正式抽取：至少 2 张封签卡")  # fmt: skip
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def teams(
    *,
    file: Path,
    class_count: int,
    out: Path,
    sheet_name: str | None,
    school: str,
    grade: str,
    unit: str,
    hours: tuple[str, ...],
    full_loads: tuple[str, ...],
    most_percent: int,
    suite_name: str,
    is_proof_wanted: bool | None,
    public: str | None,
    envelopes: tuple[str, ...],
    is_json: bool,
) -> int:
    """Read, freeze or load the freeze, draw, write."""
    if (public is None) != (not envelopes):
        raise click.UsageError("正式抽取要同时给 --public 和 --envelope。")
    reading = read_team_roster(file, sheet_name)
    if reading.roster is None:
        return _show_faults(reading.faults, is_json=is_json)
    roster = reading.roster
    if not is_json:
        for fault in reading.warnings:
            say_warning(f"！{fault_line(fault)}")
    rules = LoadRules(_numbers(hours, "--hours"), _numbers(full_loads, "--full-load"), most_percent)
    problem = teams_problem(roster, class_count, rules)
    asked = list_document(problem, roster, suite=suite_named(suite_name), unit=unit)
    if (out / RECORD).exists():
        frozen = frozen_from((out / RECORD).read_bytes(), asked)
    else:
        tell = None if is_json else _tell(problem.measures)
        try:
            frozen = freeze_teams(problem, asked, is_proof_wanted=is_proof_wanted, tell=tell)
        except NoTeamsError as error:
            return _show_causes(error, problem, roster, is_json=is_json)
    text = None if public is None else paper_seed(frozen, public, cards_of(envelopes))
    drawn = draw_frozen(frozen, text)
    now, year = real_surroundings().now(), unit.rpartition(".")[2]
    head = Letterhead(
        county="",
        school=school or "（学校）",
        grade=grade,
        year=int(year) if year.isdecimal() else now.year,
        printed_at=now,
        is_rehearsal=drawn.is_draft,
    )
    _write(out, drawn, roster, head)
    _show(drawn, roster, out, is_json=is_json)
    return 0


def _numbers(words: Sequence[str], option: str) -> dict[str, int]:
    numbers = {}
    for word in words:
        subject, _, number = word.partition("=")
        if not subject or not number.isdecimal() or len(number) > 3:  # noqa: PLR2004 - digits
            raise click.UsageError(f"{option} 要写成 学科=课时，如 语文=7。")
        numbers[subject] = int(number)
    return numbers


def _write(out: Path, drawn: DrawnRecord, roster: TeamRoster, head: Letterhead) -> None:
    out.mkdir(parents=True, exist_ok=True)
    measures = _upright(measure_table(drawn.targets, drawn.plan, head.year))
    sheet = TeamSheet(
        head,
        (team_table(drawn.plan, roster), measures),
        tuple(remark_words(drawn.targets, roster)),
        tuple(paper_lines(drawn.code)),
    )
    write_new_file(out / SHEET, team_sheet_pdf(sheet))
    if not drawn.is_draft:
        _write_report(out, drawn, roster, head)
    write_new_file(out / NAMES, canonical_bytes(names_document(roster)))
    write_new_file(out / RECORD, canonical_bytes(drawn.record))


def _write_report(out: Path, drawn: DrawnRecord, roster: TeamRoster, head: Letterhead) -> None:
    """The comparability report; its charts take longer than the teams, so no draft waits for it."""
    report = team_report(drawn.record, [one.name for one in roster.teachers], head)
    write_new_file(out / f"{REPORT}.docx", team_report_document(report))
    write_new_file(out / f"{REPORT}.pdf", team_report_pdf(report))


def _upright(table: PostedTable) -> PostedTable:
    """Teams as rows and measures as columns: many teams grow downwards."""
    columns = list(zip(table.head, *table.rows, strict=True))
    return replace(table, head=("团队", *columns[0][1:]), rows=tuple(columns[1:]))


def _tell(measures: Sequence[Any]) -> Any:
    def tell(_step: str, index: int) -> None:
        say(f"　正在证明：{TITLES[measures[index].name]}……")

    return tell


def _show_faults(faults: Sequence[Any], *, is_json: bool) -> int:
    if is_json:
        say_json({"acceptable": False, "faults": [fault_document(fault) for fault in faults]})
    else:
        for fault in faults:
            say_refusal(f"✘ {fault_line(fault)}")
        say_refusal(f"教师名单有 {len(faults)} 处问题，改正后请重试。")
    return EXIT_FINDINGS


def _show_causes(
    error: NoTeamsError, problem: Problem, roster: TeamRoster, *, is_json: bool
) -> int:
    causes = [cause_line(one) for one in said_causes(error.causes, problem, roster)]
    further = [cause_line(one) for one in further_causes(error.causes, problem, roster)]
    if is_json:
        described = {"code": error.code, "sentence": describe(error)}
        say_json({"error": described, "causes": causes, "further": further})
        return EXIT_FINDINGS
    say_refusal(describe(error))
    for number, line in enumerate(causes, start=1):
        say_refusal(f"　（{number}）{line}")
    if further:
        say_refusal(sentence("teams_causes_further", {}))
        for line in further:
            say_refusal(f"　　{line}")
    return EXIT_FINDINGS


def _show(drawn: DrawnRecord, roster: TeamRoster, out: Path, *, is_json: bool) -> None:
    targets = drawn.targets
    if is_json:
        say_json(
            {
                "mode": "rehearsal" if drawn.is_draft else "draw",
                "out": str(out),
                "freeze": drawn.code,
                "proven": targets.is_proven,
                "measures": [
                    {"measure": one.name, "level": level, "bound": b.level, "proof": b.proof}
                    for one, level, b in zip(
                        targets.problem.measures, targets.levels, targets.bounds, strict=True
                    )
                ],
                "remarks": remark_words(targets, roster),
            }
        )
        return
    say_heading("教学团队草案（不是正式结果）：" if drawn.is_draft else "教学团队已抽取：")
    table = team_table(drawn.plan, roster)
    for row in table.rows:
        cells = [f"{head}：{cell}" for head, cell in zip(table.head[1:], row[1:], strict=True)]
        say(f"　{row[0]}　" + "　".join(cells))
    say_heading("均衡情况：")
    for line in remark_words(targets, roster):
        say(f"　{line}")
    say(f"一览表 {out / SHEET}")
    if not drawn.is_draft:
        say(f"均衡情况报告 {out / REPORT}.docx（.pdf）")
    say(f"记录 {out / RECORD}（用 junheng verify teams 核验）")
    say("冻结码（写进公告）：")
    for line in paper_lines(drawn.code):
        say(f"    {line}")
    if drawn.is_draft:
        say("正式抽取：先张贴冻结码，再当众掷数，然后用同一条命令加上 --public 和 --envelope。")

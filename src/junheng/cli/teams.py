"""`junheng teams`: teaching teams that are equal by construction, frozen, then drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from junheng.ceremony.surroundings import real_surroundings
from junheng.cli.cards import PaperCommand, cards_of
from junheng.cli.chinese import EXIT_FINDINGS
from junheng.cli.files import write_new_file
from junheng.cli.output import say, say_heading, say_json, say_refusal, say_warning
from junheng.cli.roster import fault_document, fault_line
from junheng.cli.teams_words import cause_words, measure_table, remark_words, team_table
from junheng.core.messages import describe
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.seeds import SMALL_CEREMONY, SeedText, check_seed_fits
from junheng.engine.randomness.suites import Suite, suite_named
from junheng.engine.record.canonical import (
    Document,
    canonical_bytes,
    document_hash,
    parse_canonical,
)
from junheng.engine.record.paper import paper_lines
from junheng.engine.teams.draw import draw_teams
from junheng.engine.teams.plan import Plan, levels_of
from junheng.engine.teams.record import (
    SEED_KIND,
    draw_key,
    freeze_document,
    problem_document,
    record_document,
    result_document,
    search_key,
    targets_from,
    teams_seed,
)
from junheng.engine.teams.targets import NoTeamsError, Targets, best_teams
from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.posted import PostedTable
from junheng.reporting.forms.teams import TeamSheet, team_sheet_pdf
from junheng.reporting.teams import TITLES, team_report, team_report_document, team_report_pdf
from junheng.rosters import LoadRules, TeamRoster, read_team_roster, teams_problem

FILE = click.Path(path_type=Path)
RECORD, NAMES, SHEET = "teams.json", "internal-names.json", "teams.pdf"
REPORT = "comparability"
EXAMPLE = """junheng teams 任课教师.xlsx --classes 8 --out 团队
junheng teams 任课教师.xlsx --classes 8 --out 团队 --public d10:55081927 --envelope 20260903"""


@dataclass(frozen=True)
class _Frozen:
    """A freeze in its folder: documents, targets, and what the papers need."""

    suite: Suite
    listed: Document
    freeze: Document
    targets: Targets

    @property
    def code(self) -> str:
        """The freeze code."""
        return document_hash(self.suite, self.freeze)


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
    suite = suite_named(suite_name)
    asked = problem_document(
        problem, suite=suite, unit=unit, subjects=roster.subjects, names=_names_hash(suite, roster)
    )
    frozen = _load(out, asked)
    if frozen is None:
        try:
            targets = best_teams(
                problem,
                search_key(suite, asked),
                is_proof_wanted=is_proof_wanted,
                tell=None if is_json else _tell(problem.measures),
            )
        except NoTeamsError as error:
            words = [cause_words(cause, problem, roster) for cause in error.causes]
            return _show_causes(error, words, is_json=is_json)
        listed = asked | {
            "spread": -1 if targets.problem.spread is None else targets.problem.spread
        }
        frozen = _Frozen(suite, listed, freeze_document(suite, listed, targets), targets)
    text = _seed_text(frozen, public, cards_of(envelopes))
    result, plan = _draw(frozen, text)
    now, year = real_surroundings().now(), unit.rpartition(".")[2]
    head = Letterhead(
        county="",
        school=school or "（学校）",
        grade=grade,
        year=int(year) if year.isdecimal() else now.year,
        printed_at=now,
        is_rehearsal=text is None,
    )
    _write(out, frozen, result, plan, roster, head)
    _show(frozen, result, plan, roster, out, is_json=is_json)
    return 0


def _names_hash(suite: Suite, roster: TeamRoster) -> str:
    return document_hash(suite, _names_document(roster))


def _names_document(roster: TeamRoster) -> Document:
    return {
        "_t": "sg1/teams-names",
        "teachers": [
            {"t": f"T{t}", "name": one.name, "number": one.number}
            for t, one in enumerate(roster.teachers, start=1)
        ],
    }


def _load(out: Path, asked: Document) -> _Frozen | None:
    """The freeze in the folder, if there is one; it must be of the same list and rules."""
    file = out / RECORD
    if not file.exists():
        return None
    try:
        record = parse_canonical(file.read_bytes(), "sg1/teams-record")
        listed, freeze, result = record["list"], record["freeze"], record["result"]
        if {**listed, "spread": 0} != {**asked, "spread": 0}:
            raise JunhengError("teams_folder_taken")
        if result["_t"] == "sg1/teams":
            raise JunhengError("teams_drawn_already")
        suite = suite_named(listed["suite"])
        return _Frozen(suite, listed, freeze, targets_from(listed, freeze))
    except (KeyError, TypeError, ValueError, IndexError) as problem:
        raise JunhengError("teams_record_broken") from problem


def _numbers(words: Sequence[str], option: str) -> dict[str, int]:
    numbers = {}
    for word in words:
        subject, _, number = word.partition("=")
        if not subject or not number.isdecimal() or len(number) > 3:  # noqa: PLR2004 - digits
            raise click.UsageError(f"{option} 要写成 学科=课时，如 语文=7。")
        numbers[subject] = int(number)
    return numbers


def _seed_text(frozen: _Frozen, public: str | None, cards: tuple[str, ...]) -> SeedText | None:
    if public is None:
        return None
    text = SeedText(SEED_KIND, frozen.suite, frozen.code, public, cards)
    check_seed_fits(text, SMALL_CEREMONY)
    return text


def _draw(frozen: _Frozen, text: SeedText | None) -> tuple[Document, Plan]:
    seed = teams_seed(frozen.suite, frozen.freeze, text)
    key = draw_key(frozen.suite, frozen.listed["unit"], seed)
    targets = frozen.targets
    plan = draw_teams(targets.problem, targets.plan, key).plan
    levels = levels_of(targets.problem, plan)
    return result_document(frozen.suite, frozen.freeze, text, plan, levels), plan


def _write(  # noqa: PLR0917 - the papers of one draw
    out: Path, frozen: _Frozen, result: Document, plan: Plan, roster: TeamRoster, head: Letterhead
) -> None:
    out.mkdir(parents=True, exist_ok=True)
    sheet = TeamSheet(
        head,
        (team_table(plan, roster), _upright(measure_table(frozen.targets, plan, head.year))),
        tuple(remark_words(frozen.targets, roster)),
        tuple(paper_lines(frozen.code)),
    )
    record = record_document(frozen.listed, frozen.freeze, result)
    write_new_file(out / SHEET, team_sheet_pdf(sheet))
    if not head.is_rehearsal:
        _write_report(out, record, roster, head)
    write_new_file(out / NAMES, canonical_bytes(_names_document(roster)))
    write_new_file(out / RECORD, canonical_bytes(record))


def _write_report(out: Path, record: Document, roster: TeamRoster, head: Letterhead) -> None:
    """The comparability report; its charts take longer than the teams, so no draft waits for it."""
    report = team_report(record, [one.name for one in roster.teachers], head)
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


def _show_causes(error: NoTeamsError, words: Sequence[str], *, is_json: bool) -> int:
    if is_json:
        say_json({"error": {"code": error.code, "sentence": describe(error)}, "causes": words})
    else:
        say_refusal(describe(error))
        for number, line in enumerate(words, start=1):
            say_refusal(f"　（{number}）{line}")
    return EXIT_FINDINGS


def _show(
    frozen: _Frozen, result: Document, plan: Plan, roster: TeamRoster, out: Path, *, is_json: bool
) -> None:
    targets = frozen.targets
    if is_json:
        say_json(
            {
                "mode": "draw" if result["_t"] == "sg1/teams" else "rehearsal",
                "out": str(out),
                "freeze": frozen.code,
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
    is_draft = result["_t"] != "sg1/teams"
    say_heading("教学团队草案（不是正式结果）：" if is_draft else "教学团队已抽取：")
    table = team_table(plan, roster)
    for row in table.rows:
        cells = [f"{head}：{cell}" for head, cell in zip(table.head[1:], row[1:], strict=True)]
        say(f"　{row[0]}　" + "　".join(cells))
    say_heading("均衡情况：")
    for line in remark_words(targets, roster):
        say(f"　{line}")
    say(f"一览表 {out / SHEET}")
    if not is_draft:
        say(f"均衡情况报告 {out / REPORT}.docx（.pdf）")
    say(f"记录 {out / RECORD}（用 junheng verify teams 核验）")
    say("冻结码（写进公告）：")
    for line in paper_lines(frozen.code):
        say(f"    {line}")
    if is_draft:
        say("正式抽取：先张贴冻结码，再当众掷数，然后用同一条命令加上 --public 和 --envelope。")

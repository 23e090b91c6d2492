"""`junheng draw`: from a roster to finished classes, as rehearsal or as the real draw."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from junheng import __version__
from junheng.ceremony.folder import CeremonyFolder, opened_folder
from junheng.ceremony.freezing import Announcement, freeze, refuse_other_roster
from junheng.ceremony.frozen import Frozen, load_frozen
from junheng.ceremony.opened import Ceremony, open_ceremony
from junheng.ceremony.planning import PlannedUnit, PlanOptions, plan_units, profile_record
from junheng.ceremony.seeding import fix_seed
from junheng.ceremony.sitting import Desk, Finished, draw_for_real, rehearse
from junheng.ceremony.surroundings import Surroundings, real_surroundings
from junheng.cli.chinese import EXIT_FINDINGS, ChineseCommand, joined
from junheng.cli.files import write_new_file
from junheng.cli.interactive import hold_ceremony
from junheng.cli.output import say, say_heading, say_json, say_warning
from junheng.cli.progress import step_bar
from junheng.cli.roster import reading_document, show_reading
from junheng.core.messages import sentence
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.seeds import CeremonyRules
from junheng.engine.randomness.suites import suite_named
from junheng.engine.record.paper import paper_lines
from junheng.profiles import JurisdictionProfile, Stage, load_profile
from junheng.rosters import RosterReading, read_roster

FILE = click.Path(path_type=Path)
DEFAULT_PROFILE = "national"
ENVELOPE = re.compile(r"[0-9]{4,32}|void")
EXAMPLE = """junheng draw 新生名册.xlsx --classes 9 --out 演练结果
junheng draw 新生名册.xlsx --out 正式结果 --freeze
junheng draw 新生名册.xlsx --out 正式结果 --public d10:83470192837465019283 \\
    --envelope 48213377 --envelope 90817263 --envelope 00519428
junheng draw 全县名册.xlsx --sheets --out 全县结果 --interactive"""


@dataclass(frozen=True)
class Choices:
    """What the command line says."""

    file: Path | None
    out: Path
    classes: tuple[str, ...]
    all_sheets: bool
    sheet: str | None
    profile_name: str | None
    suite_name: str
    stage: str | None
    county_code: str
    county: str
    host: str
    place: str
    public: str | None
    envelopes: tuple[str, ...]
    secret_digits: str | None
    passphrase_file: Path | None
    is_interactive: bool
    only_freeze: bool
    has_forms: bool
    is_json: bool


@click.command(
    cls=ChineseCommand,
    help="随机均衡分班。不给 --public 是演练（结果带“演练”水印）；给出现场掷出的数字才是正式分班。",
    example=EXAMPLE,
)
@click.argument("file", metavar="[名册文件]", type=FILE, required=False)
@click.argument("more_envelopes", metavar="", nargs=-1)
@click.option("--out", metavar="文件夹", type=FILE, required=True, help="结果放到哪个文件夹")
@click.option(
    "--classes", metavar="班级数", multiple=True, help="班级数；多张表时写 表名=班级数，可重复"
)
@click.option("--sheets", "all_sheets", is_flag=True, help="工作簿里每张表一所学校，一次全部分班")
@click.option("--sheet", metavar="表名", help="只用这张工作表")
@click.option("--profile", "profile_name", metavar="规则档", help="地方规则档，默认 national")
@click.option("--suite", "suite_name", type=click.Choice(["intl", "gm"]), default="intl",
              metavar="intl|gm", help="密码算法：intl（默认）或 gm（国密）")  # fmt: skip
@click.option("--stage", type=click.Choice(["primary", "junior"]), metavar="primary|junior",
              help="学段；名册上看不出来时才需要")  # fmt: skip
@click.option("--public", metavar="d10:数字", help="现场公开掷出的数字，如 d10:加 20 位数字")
@click.option("--envelope", "envelopes", metavar="8位数字", multiple=True,
              help="封签卡数字，按席位顺序，可重复；空卡写 void")  # fmt: skip
@click.option("--freeze", "only_freeze", is_flag=True, help="只冻结名册，给出要公告的冻结码")
@click.option(
    "--interactive", "is_interactive", is_flag=True, help="一步一步主持现场会，可随时中断再继续"
)
@click.option("--secret-digits", metavar="20位数字", help="纪检人员杯中掷出的保密数字")
@click.option("--county-code", metavar="县码", default="000000", help="六位行政区划代码")
@click.option("--county", metavar="县名", default="", help="表格抬头上的县（区）名")
@click.option("--host", metavar="单位", default="", help="主持单位")
@click.option("--place", metavar="地点", default="", help="现场会地点")
@click.option("--passphrase-file", metavar="文件", type=FILE, help="封存包口令另存到此文件")
@click.option("--no-forms", "has_forms", is_flag=True, flag_value=False, default=True,
              help="不生成 PDF 表格")  # fmt: skip
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def draw(*, more_envelopes: tuple[str, ...], envelopes: tuple[str, ...], **options: Any) -> int:
    """Draw."""
    choices = Choices(envelopes=_envelopes((*envelopes, *more_envelopes)), **options)
    _check_usage(choices)
    return _run(choices, real_surroundings())


def _run(choices: Choices, surroundings: Surroundings) -> int:
    with opened_folder(choices.out) as folder:
        ceremony = (
            _continued(folder, choices, surroundings)
            if folder.has_freeze()
            else _frozen_now(folder, choices, surroundings)
        )
        if ceremony is None:
            return EXIT_FINDINGS
        if choices.only_freeze:
            _show_freeze(ceremony.frozen, choices)
            return 0
        with step_bar(len(ceremony.frozen.units), has_forms=choices.has_forms) as step_done:
            desk = Desk(
                surroundings=surroundings,
                software=f"均衡 Junheng {__version__}",
                county=choices.county,
                has_forms=choices.has_forms,
                step_done=step_done,
            )
            if choices.is_interactive:
                finished = hold_ceremony(ceremony, desk)
            elif choices.public is not None:
                fix_seed(ceremony, choices.public, choices.envelopes)
                finished = draw_for_real(ceremony, desk)
            else:
                finished = rehearse(ceremony, desk)
        if finished is None:
            return 0
        if choices.passphrase_file is not None:
            text = f"{finished.passphrase.first}\n{finished.passphrase.second}\n"
            write_new_file(choices.passphrase_file, text.encode())
        _show_finished(finished, choices)
    return 0


def _frozen_now(
    folder: CeremonyFolder, choices: Choices, surroundings: Surroundings
) -> Ceremony | None:
    """Read, check, plan and freeze; None when the roster has faults, which are then shown."""
    if choices.file is None:
        raise click.UsageError("请给出名册文件。")
    profile = load_profile(choices.profile_name or DEFAULT_PROFILE)
    reading = _read(choices, choices.file, profile, surroundings)
    if not reading.is_acceptable:
        if choices.is_json:
            say_json(reading_document(reading, profile))
        else:
            show_reading(reading, profile)
        return None
    options = PlanOptions(
        county_code=choices.county_code,
        year=surroundings.now().year,
        class_counts=_class_counts(choices.classes),
    )
    planned = plan_units(reading.schools, profile, options, sentence)
    freeze(
        folder,
        planned,
        _announcement(choices, choices.file, profile, planned),
        surroundings,
        secret_digits=choices.secret_digits,
    )
    if not choices.is_json:
        for fault in reading.warnings:
            say_warning(f"！工作表“{fault.sheet}”：{sentence(fault.code, fault.params)}")
    return open_ceremony(folder, surroundings)


def _continued(folder: CeremonyFolder, choices: Choices, surroundings: Surroundings) -> Ceremony:
    """Go on with what was frozen here; a roster given again must be the frozen one."""
    frozen = load_frozen(folder)
    if choices.file is not None:
        profile = load_profile(choices.profile_name or str(frozen.profile["name"]))
        reading = _read(choices, choices.file, profile, surroundings, frozen)
        options = PlanOptions(
            county_code=frozen.units[0].unit.split(".")[0],
            year=int(str(frozen.session["planned"])[:4]),
            class_counts=_class_counts(choices.classes)
            or {unit.sheet: unit.class_count for unit in frozen.units},
        )
        if not reading.is_acceptable:
            raise JunhengError("roster_differs_from_freeze", freeze=frozen.code[:16])
        refuse_other_roster(frozen, plan_units(reading.schools, profile, options, sentence))
    return open_ceremony(folder, surroundings)


def _read(
    choices: Choices,
    file: Path,
    profile: JurisdictionProfile,
    surroundings: Surroundings,
    frozen: Frozen | None = None,
) -> RosterReading:
    sheets = [choices.sheet] if choices.sheet else None
    if frozen is not None and sheets is None:
        sheets = [unit.sheet for unit in frozen.units]
    stage = Stage(choices.stage) if choices.stage else None
    today = surroundings.now().date()
    reading = read_roster(file, profile, today=today, sheets=sheets, stage=stage)
    if len(reading.schools) > 1 and not choices.all_sheets and frozen is None:
        names = joined([school.sheet for school in reading.schools])
        raise JunhengError("several_sheets", sheets=names)
    return reading


def _announcement(
    choices: Choices, file: Path, profile: JurisdictionProfile, planned: Sequence[PlannedUnit]
) -> Announcement:
    least = profile.min_envelopes.value
    if choices.public is not None:
        # The numbers are on the table already: the rules that are frozen now must fit them.
        least = max(1, min(least, sum(card != "void" for card in choices.envelopes)))
    try:
        content = file.read_bytes()
    except OSError as problem:
        raise JunhengError("file_not_found") from problem
    schools = joined([unit.school for unit in planned[:3]])
    return Announcement(
        suite=suite_named(choices.suite_name),
        title=f"{schools}{'等' if len(planned) > 3 else ''}起始年级阳光分班",  # noqa: PLR2004
        host=choices.host,
        place=choices.place,
        ceremony=CeremonyRules(
            public=profile.public_kind.value,
            public_len=profile.public_length.value,
            env_len=profile.envelope_length.value,
            min_env=least,
        ),
        is_clerk_alone=not choices.is_interactive,
        profile=profile_record(profile),
        roster_file={
            "name": file.name,
            "rows": sum(len(unit.students) for unit in planned),
            "digest": hashlib.sha256(content).hexdigest(),
        },
    )


def _check_usage(choices: Choices) -> None:
    if choices.public is None and choices.envelopes:
        raise click.UsageError("给了 --envelope 就要同时给 --public。")
    if choices.public is not None and not choices.envelopes:
        raise click.UsageError("正式分班至少要一张封签卡：--envelope 8位数字。")
    if choices.only_freeze and (choices.public is not None or choices.is_interactive):
        raise click.UsageError("--freeze 只冻结名册，不能和 --public、--interactive 一起用。")
    if choices.is_interactive and choices.public is not None:
        raise click.UsageError("--interactive 会现场询问数字，不要再给 --public。")
    if choices.all_sheets and choices.sheet:
        raise click.UsageError("--sheets 和 --sheet 只能用一个。")
    if choices.secret_digits is not None and not re.fullmatch(r"[0-9]{20}", choices.secret_digits):
        raise click.UsageError("--secret-digits 要正好 20 位数字。")
    if not re.fullmatch(r"[0-9]{6}", choices.county_code):
        raise click.UsageError("--county-code 要六位数字。")


def _envelopes(words: Sequence[str]) -> tuple[str, ...]:
    """Cards one by one, or several in one word with commas."""
    cards = tuple(card for word in words for card in re.split(r"[,，、\s]+", word) if card)
    for card in cards:
        if not ENVELOPE.fullmatch(card):
            raise click.UsageError("封签卡要写 8 位数字，空卡写 void。")
    return cards


def _class_counts(words: Sequence[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        sheet, _, number = word.rpartition("=")
        if not re.fullmatch(r"-?[0-9]{1,6}", number):
            raise click.UsageError("--classes 要写班级数，或 表名=班级数。")
        counts[sheet] = int(number)
    return counts


def _show_freeze(frozen: Frozen, choices: Choices) -> None:
    if choices.is_json:
        say_json({"freeze": frozen.code, "lines": list(paper_lines(frozen.code))})
        return
    say_heading("名册已冻结。请把下面的冻结码写进公告，至少提前一天张贴：")
    for line in paper_lines(frozen.code):
        say(f"    {line}")
    for unit in frozen.units:
        say(f"{unit.school}：{len(unit.students)} 名学生，{unit.class_count} 个班")
    say(f"抽签时用同一个文件夹：--out {choices.out}")


def _show_finished(finished: Finished, choices: Choices) -> None:
    if choices.is_json:
        say_json(_finished_document(finished, choices))
        return
    title = "演练完成（不是正式结果）" if finished.is_rehearsal else "分班完成"
    say_heading(f"{title}：{choices.out}")
    for drawn, report in zip(finished.draws, finished.reports, strict=True):
        unit = drawn.unit
        if unit.is_exempt:
            say(f"{unit.school}：{len(unit.students)} 名学生，只有 1 个班，不需要分班，已登记。")
            continue
        sizes = "、".join(str(size) for size in drawn.sizes)
        say(f"{unit.school}：{len(unit.students)} 名学生分成 {unit.class_count} 个班（{sizes}）")
        if report.total_excess == 0:
            say("　每一项都已做到最均衡。")
        elif report.bound_reached:
            say(f"　总超出 {report.total_excess} 人，已证明不能更小，原因见 balance.html。")
        else:
            say(f"　总超出 {report.total_excess} 人，原因见 balance.html。")
        if not finished.is_rehearsal:
            say(f"　结果码 {drawn.code}")
    say(f"冻结码 {finished.frozen.code}")
    say("封存包口令（分两张纸，教育局、纪检各存一半，不要存在电脑里）：")
    say(f"　前半 {_grouped(finished.passphrase.first)}")
    say(f"　后半 {_grouped(finished.passphrase.second)}")


def _finished_document(finished: Finished, choices: Choices) -> dict[str, Any]:
    return {
        "mode": "rehearsal" if finished.is_rehearsal else "draw",
        "out": str(choices.out),
        "freeze": finished.frozen.code,
        "seed": finished.draws[0].document["seed"],
        "ledger_head": finished.ledger_head,
        "passphrase_halves": [finished.passphrase.first, finished.passphrase.second],
        "units": [
            {
                "unit": drawn.unit.unit,
                "sheet": drawn.unit.sheet,
                "school": drawn.unit.school,
                "students": len(drawn.unit.students),
                "classes": drawn.unit.class_count,
                "sizes": list(drawn.sizes),
                "status": report.status,
                "excess": report.total_excess,
                "bound_reached": report.bound_reached,
                "result": drawn.code,
                "refused_columns": list(drawn.unit.refused_columns),
            }
            for drawn, report in zip(finished.draws, finished.reports, strict=True)
        ],
    }


def _grouped(digits: str) -> str:
    return " ".join(digits[start : start + 5] for start in range(0, len(digits), 5))

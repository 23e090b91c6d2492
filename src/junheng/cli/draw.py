"""`junheng draw`: from a roster to finished classes, as rehearsal or as the real draw."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from junheng.ceremony.folder import CeremonyFolder, opened_folder
from junheng.ceremony.freedom import UnitFreedom, report_freedom
from junheng.ceremony.freezing import (
    announce_notice,
    freeze,
    refuse_other_roster,
    refuse_other_teachers,
)
from junheng.ceremony.frozen import Frozen, load_frozen
from junheng.ceremony.names_on_paper import with_unprintable_names
from junheng.ceremony.opened import Ceremony, open_ceremony
from junheng.ceremony.planning import PlannedUnit, PlanOptions, plan_units, profile_record
from junheng.ceremony.printing import print_after, print_rehearsal
from junheng.ceremony.seeding import Progress, fix_seed, progress_of
from junheng.ceremony.session import Announcement
from junheng.ceremony.sitting import Desk, Finished, draw_for_real, rehearse
from junheng.ceremony.surroundings import Surroundings, real_surroundings
from junheng.ceremony.voided import load_superseded
from junheng.cli.cards import PaperCommand, cards_of
from junheng.cli.chinese import EXIT_FINDINGS, joined
from junheng.cli.choices import (
    DEFAULT_COUNTY_CODE,
    DEFAULT_PROFILE,
    DEFAULT_SUITE,
    Choices,
    check_usage,
    choices_as_before,
    class_counts_of,
    planned_of,
    refuse_other_choices,
)
from junheng.cli.cluster import cluster_choice, fan_out_of, tally_words, warn_of_open_network
from junheng.cli.files import write_new_file
from junheng.cli.interactive import hold_ceremony
from junheng.cli.output import say_json, say_note
from junheng.cli.printing import SOFTWARE, Printer
from junheng.cli.progress import freedom_bar, step_bar
from junheng.cli.roster import reading_document, show_reading
from junheng.cli.showing import show_finished, show_freeze
from junheng.cli.teachers import teachers_of_file
from junheng.core.messages import sentence
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.seeds import VOID, CeremonyRules
from junheng.engine.randomness.suites import suite_named
from junheng.profiles import JurisdictionProfile, Stage, load_profile
from junheng.rosters import ClassesOfSheet, RosterReading, read_roster
from junheng.tabular import Fault

FILE = click.Path(path_type=Path)
EXAMPLE = """junheng draw 新生名册.xlsx --classes 9 --out 演练结果
junheng draw 新生名册.xlsx --out 正式结果 --freeze
junheng draw 新生名册.xlsx --out 正式结果 --public d10:83470192837465019283 \\
    --envelope 48213377 90817263 00519428
junheng draw 全县名册.xlsx --sheets --out 全县结果 --interactive
junheng draw --out 全省结果 --public d10:83470192837465019283 \\
    --envelope 48213377 90817263 00519428 --cluster tls://10.0.0.1:8786"""


@click.command(
    cls=PaperCommand,
    help="随机均衡分班。不给 --public 是演练（结果带“演练”水印）；给出现场掷出的数字才是正式分班。",
    example=EXAMPLE,
)
@click.argument("file", metavar="[名册文件]", type=FILE, required=False)
@click.option("--out", metavar="文件夹", type=FILE, required=True, help="结果放到哪个文件夹")
@click.option(
    "--classes", metavar="班级数", multiple=True, help="班级数；多张表时写 表名=班级数，可重复"
)
@click.option("--sheets", "all_sheets", is_flag=True, help="工作簿里每张表一所学校，一次全部分班")
@click.option("--sheet", metavar="表名", help="只用这张工作表")
@click.option("--school", "school_name", metavar="校名", help="学校全称；名册里没有写明时用")
@click.option("--teachers", "teachers_file", metavar="文件", type=FILE,
              help="班主任名单，和学生名册一起冻结；以后才能抽签定班主任")  # fmt: skip
@click.option("--profile", "profile_name", metavar="规则档", help="地方规则档，默认 national")
@click.option("--suite", "suite_name", type=click.Choice(["intl", "gm"]),
              metavar="intl|gm", help="密码算法：intl（默认）或 gm（国密）")  # fmt: skip
@click.option("--stage", type=click.Choice(["primary", "junior"]), metavar="primary|junior",
              help="学段；名册上看不出来时才需要")  # fmt: skip
@click.option("--public", metavar="d10:数字", help="现场公开掷出的数字，如 d10:加 20 位数字")
@click.option("--envelope", "envelopes", metavar="8位数字", multiple=True,
              help="封签卡数字，按席位顺序，可写多个；空卡写 void")  # fmt: skip
@click.option("--freeze", "only_freeze", is_flag=True, help="只冻结名册，给出要公告的冻结码")
@click.option("--freedom", "rehearsals", metavar="次数", type=click.IntRange(200, 10_000),
              help="冻结后演练多少次（至少 200），查有没有人为操纵；和 --freeze 同用")  # fmt: skip
@click.option("--posted", "notice_place", metavar="地点",
              help="冻结公告已张贴在哪里，记入流水账；和 --freeze 或 --public 一起用")  # fmt: skip
@click.option(
    "--interactive", "is_interactive", is_flag=True, help="一步一步主持现场会，可随时中断再继续"
)
@click.option("--secret-digits", metavar="20位数字", help="纪检人员杯中掷出的保密数字")
@click.option("--county-code", metavar="县码", help="六位行政区划代码，默认 000000")
@click.option("--county", metavar="县名", default="", help="表格抬头上的县（区）名")
@click.option("--host", metavar="单位", default="", help="主持单位")
@click.option("--place", metavar="地点", default="", help="现场会地点")
@click.option("--planned", metavar="时间",
              help="现场会时间，如 2026-08-24T09:00；印在公告上")  # fmt: skip
@click.option("--passphrase-file", metavar="文件", type=FILE, help="封存包口令另存到此文件")
@click.option("--no-forms", "has_forms", is_flag=True, flag_value=False, default=True,
              help="不生成 PDF 表格")  # fmt: skip
@click.option("--cluster", metavar="地址",
              help="全省规模：把抽签计算分给一个 Dask 集群，如 tls://主机:8786")  # fmt: skip
@click.option("--cluster-ca", metavar="文件", type=FILE, help="集群的 CA 证书（PEM）")
@click.option("--cluster-cert", metavar="文件", type=FILE, help="本机在集群里的证书（PEM）")
@click.option("--cluster-key", metavar="文件", type=FILE, help="本机证书的私钥（PEM）")
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def draw(
    *,
    classes: tuple[str, ...],
    envelopes: tuple[str, ...],
    planned: str | None,
    cluster: str | None,
    cluster_ca: Path | None,
    cluster_cert: Path | None,
    cluster_key: Path | None,
    **options: Any,
) -> int:
    """Draw."""
    choices = Choices(
        class_counts=class_counts_of(classes),
        envelopes=cards_of(envelopes),
        planned=planned_of(planned),
        cluster=cluster_choice(cluster, cluster_ca, cluster_cert, cluster_key),
        **options,
    )
    check_usage(choices)
    return _run(choices, real_surroundings())


def _run(choices: Choices, surroundings: Surroundings) -> int:
    warn_of_open_network(choices.cluster)
    warnings: tuple[Fault, ...] = ()
    finished: Finished | None = None
    printer = Printer(surroundings, is_wanted=choices.has_forms)
    # A ceremony with people around is kept as it stands, and so is what took a cluster to draw;
    # all else is finished, or never was.
    is_kept = choices.is_interactive or choices.cluster is not None
    with opened_folder(choices.out, is_undone_on_failure=not is_kept) as folder:
        if folder.has_freeze() and not folder.awaits_new_freeze():
            known = load_frozen(folder, for_reading=True)
            _check_against_freeze(known, choices, surroundings)
        else:
            if folder.awaits_new_freeze():
                choices = choices_as_before(load_superseded(folder, folder.freeze_count()), choices)
            found = _freeze_now(folder, choices, surroundings)
            if found is None:
                return EXIT_FINDINGS
            warnings = found
        ceremony = open_ceremony(folder, surroundings)
        if choices.notice_place is not None and not ceremony.book.has("NOTICE_POSTED"):
            announce_notice(ceremony.book, ceremony.frozen, choices.notice_place)
        freedom = _report_freedom(ceremony, choices)
        if not choices.is_rehearsal and progress_of(ceremony.book) is Progress.FROZEN:
            printer.print(ceremony, lambda press: print_after(ceremony, press, {"FREEZE"}))
        if not choices.only_freeze:
            finished = _finish(ceremony, choices, surroundings)
            _print_finished(ceremony, finished, printer)
    if choices.only_freeze:
        show_freeze(ceremony.frozen, choices, warnings, freedom, printer.failure)
    elif finished is not None:
        show_finished(finished, choices, warnings, printer.failure)
    return EXIT_FINDINGS if printer.failure else 0


def _print_finished(ceremony: Ceremony, finished: Finished | None, printer: Printer) -> None:
    if finished is None:
        return
    draws = finished.draws
    if finished.is_rehearsal:
        printer.print(ceremony, lambda press: print_rehearsal(ceremony, press, draws))
    else:
        kinds = {"SEED_LOCKED", "DRAW"}
        printer.print(ceremony, lambda press: print_after(ceremony, press, kinds, draws))


def _report_freedom(ceremony: Ceremony, choices: Choices) -> tuple[UnitFreedom, ...]:
    if choices.rehearsals is None:
        return ()
    units = [unit for unit in ceremony.frozen.units if not unit.is_exempt]
    with freedom_bar(len(units) * choices.rehearsals) as progress:
        return report_freedom(ceremony, rehearsals=choices.rehearsals, progress=progress)


def _finish(ceremony: Ceremony, choices: Choices, surroundings: Surroundings) -> Finished | None:
    """Rehearse, draw or hold the ceremony; None when the people in the room put it off."""
    with (
        fan_out_of(ceremony.folder, choices.cluster) as spread,
        step_bar(len(ceremony.frozen.units)) as step_done,
    ):
        desk = Desk(surroundings, SOFTWARE, step_done, fan_out=spread)
        if choices.is_interactive:
            finished = hold_ceremony(ceremony, desk)
        elif choices.public is not None:
            fix_seed(ceremony, choices.public, choices.envelopes)
            finished = draw_for_real(ceremony, desk)
        else:
            finished = rehearse(ceremony, desk)
    for words in tally_words(spread):
        say_note(words)
    if finished is not None and choices.passphrase_file is not None:
        text = f"{finished.passphrase.first}\n{finished.passphrase.second}\n"
        write_new_file(choices.passphrase_file, text.encode())
    return finished


def _freeze_now(
    folder: CeremonyFolder, choices: Choices, surroundings: Surroundings
) -> tuple[Fault, ...] | None:
    """Read, check, plan and freeze; returns the warnings. What has faults is shown, not frozen."""
    if choices.file is None:
        raise click.UsageError("请给出名册文件。")
    _check_order(choices, surroundings)
    profile = load_profile(choices.profile_name or DEFAULT_PROFILE)
    reading = _read(choices, choices.file, profile, surroundings)
    if not reading.is_acceptable:
        if choices.is_json:
            say_json(reading_document(reading, profile))
        else:
            show_reading(reading, profile)
        return None
    if len(reading.schools) > 1 and not choices.all_sheets:
        names = joined([school.sheet for school in reading.schools])
        raise JunhengError("several_sheets", sheets=names)
    options = PlanOptions(
        county_code=choices.county_code or DEFAULT_COUNTY_CODE,
        year=surroundings.now().year,
        class_counts=choices.class_counts,
    )
    schools = reading.schools
    if choices.school_name is not None:
        if len(schools) > 1:
            raise click.UsageError("--school 只能在一所学校时用。")
        schools = (replace(schools[0], title=choices.school_name),)
    planned = plan_units(schools, profile, options, sentence, reading.warnings)
    if choices.teachers_file is not None:
        needs = [ClassesOfSheet(unit.sheet, unit.school, unit.class_count) for unit in planned]
        teachers = teachers_of_file(choices.teachers_file, needs, is_json=choices.is_json)
        if teachers is None:
            return None
        planned = tuple(replace(unit, teachers=teachers[unit.sheet]) for unit in planned)
    announcement = _announcement(choices, choices.file, profile, planned)
    freeze(folder, planned, announcement, surroundings, secret_digits=choices.secret_digits)
    return reading.warnings


def _check_order(choices: Choices, surroundings: Surroundings) -> None:
    """Refuse a notice before the freeze and a ceremony that is past; raises click.UsageError."""
    if choices.notice_place is not None:
        raise click.UsageError("名册还没有冻结，冻结码不可能已经张贴。请先用 --freeze 冻结。")
    if choices.planned is not None and choices.planned <= surroundings.timestamp():
        raise click.UsageError("--planned 已经过去，现场会要在冻结以后。")


def _check_against_freeze(frozen: Frozen, choices: Choices, surroundings: Surroundings) -> None:
    """Before going on: options and roster, where given again, must be the frozen ones."""
    refuse_other_choices(frozen, choices)
    if choices.teachers_file is not None:
        needs = [ClassesOfSheet(unit.sheet, unit.school, unit.class_count) for unit in frozen.units]
        teachers = teachers_of_file(choices.teachers_file, needs, is_json=choices.is_json)
        refuse_other_teachers(frozen, teachers or {})
    if choices.file is None:
        return
    profile = load_profile(choices.profile_name or str(frozen.profile["name"]))
    reading = _read(choices, choices.file, profile, surroundings, frozen)
    if not reading.is_acceptable:
        raise JunhengError("roster_differs_from_freeze", freeze=frozen.code[:16])
    options = PlanOptions(
        county_code=frozen.units[0].unit.split(".")[0],
        year=frozen.year,
        class_counts={unit.sheet: unit.class_count for unit in frozen.units},
    )
    titles = {unit.sheet: unit.school for unit in frozen.units}
    schools = [replace(school, title=titles[school.sheet]) for school in reading.schools]
    refuse_other_roster(frozen, plan_units(schools, profile, options, sentence))


def _read(
    choices: Choices,
    file: Path,
    profile: JurisdictionProfile,
    surroundings: Surroundings,
    frozen: Frozen | None = None,
) -> RosterReading:
    """Read the roster; one that was frozen is read as on that day."""
    sheets = [choices.sheet] if choices.sheet else None
    stage = Stage(choices.stage) if choices.stage else None
    today = surroundings.now().date()
    if frozen is not None:
        sheets = [unit.sheet for unit in frozen.units]
        today = frozen.day
    reading = read_roster(file, profile, today=today, sheets=sheets, stage=stage)
    return with_unprintable_names(reading)


def _announcement(
    choices: Choices, file: Path, profile: JurisdictionProfile, planned: Sequence[PlannedUnit]
) -> Announcement:
    least = profile.min_envelopes.value
    if choices.public is not None:
        # The numbers are on the table already: the rules that are frozen now must fit them.
        least = max(1, min(least, sum(card != VOID for card in choices.envelopes)))
    try:
        content = file.read_bytes()
    except OSError as problem:
        raise JunhengError("file_unreadable", file=file.name) from problem
    schools = joined([unit.school for unit in planned[:3]])
    return Announcement(
        suite=suite_named(choices.suite_name or DEFAULT_SUITE),
        title=f"{schools}{'等' if len(planned) > 3 else ''}起始年级阳光分班",  # noqa: PLR2004
        county=choices.county,
        host=choices.host,
        place=choices.place,
        planned=choices.planned,
        ceremony=CeremonyRules(
            public=profile.public_kind.value,
            public_len=profile.public_length.value,
            env_len=profile.envelope_length.value,
            min_env=least,
        ),
        is_one_sitting=choices.public is not None,
        profile=profile_record(profile),
        roster_file={
            "name": file.name,
            "rows": sum(len(unit.students) for unit in planned),
            "digest": hashlib.sha256(content).hexdigest(),
        },
    )

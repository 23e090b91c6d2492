"""What the command line of `junheng draw` says, and what it may not say together."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import click

from junheng.ceremony.frozen import Frozen
from junheng.ceremony.surroundings import record_moment
from junheng.cli.cluster import ClusterChoice
from junheng.engine.errors import JunhengError
from junheng.profiles import load_profile

DEFAULT_PROFILE = "national"
DEFAULT_SUITE = "intl"
DEFAULT_COUNTY_CODE = "000000"


@dataclass(frozen=True)
class Choices:
    """The options as given; None is what was not said.

    `class_counts` are by sheet name, under "" for every sheet.
    """

    file: Path | None
    teachers_file: Path | None
    out: Path
    class_counts: Mapping[str, int]
    all_sheets: bool
    sheet: str | None
    school_name: str | None
    profile_name: str | None
    suite_name: str | None
    stage: str | None
    county_code: str | None
    county: str
    host: str
    place: str
    planned: str | None
    public: str | None
    envelopes: tuple[str, ...]
    secret_digits: str | None
    rehearsals: int | None
    notice_place: str | None
    passphrase_file: Path | None
    is_interactive: bool
    only_freeze: bool
    has_forms: bool
    cluster: ClusterChoice | None
    is_json: bool

    @property
    def is_rehearsal(self) -> bool:
        """Nothing says that it is real: no numbers, no ceremony, no freeze alone."""
        return not (self.only_freeze or self.is_interactive or self.public is not None)


def class_counts_of(words: Sequence[str]) -> dict[str, int]:
    """Classes by sheet, under "" for every sheet: `9`, `第一中学=10`; raises click.UsageError."""
    counts: dict[str, int] = {}
    for word in words:
        sheet, _, number = word.rpartition("=")
        if not re.fullmatch(r"-?[0-9]{1,6}", number):
            raise click.UsageError("--classes 要写班级数，或 表名=班级数。")
        counts[sheet] = int(number)
    return counts


def planned_of(words: str | None) -> str | None:
    """The moment of the ceremony in China's time, as the record writes it.

    Raises click.UsageError.
    """
    if words is None:
        return None
    try:
        return record_moment(datetime.strptime(f"{words}+0800", "%Y-%m-%dT%H:%M%z"))
    except ValueError as problem:
        raise click.UsageError("--planned 要写成 2026-08-24T09:00 这样的时间。") from problem


def check_usage(choices: Choices) -> None:
    """Refuse what contradicts itself, before any file is opened; raises click.UsageError."""
    _check_paper(choices)
    if choices.only_freeze and (choices.public is not None or choices.is_interactive):
        raise click.UsageError("--freeze 只冻结名册，不能和 --public、--interactive 一起用。")
    if choices.only_freeze and choices.cluster is not None:
        raise click.UsageError("--cluster 只用于抽签，不能和 --freeze 一起用。")
    if choices.rehearsals is not None and not choices.only_freeze:
        raise click.UsageError("--freedom 要和 --freeze 一起用。")
    if choices.is_interactive and choices.is_json:
        raise click.UsageError("--interactive 是与人对话，不能和 --json 一起用。")
    if choices.notice_place is not None and not (choices.only_freeze or choices.public):
        raise click.UsageError("--posted 要和 --freeze 或 --public 一起用。")
    if choices.all_sheets and choices.sheet:
        raise click.UsageError("--sheets 和 --sheet 只能用一个。")
    if choices.secret_digits is not None and not re.fullmatch(r"[0-9]{20}", choices.secret_digits):
        raise click.UsageError("--secret-digits 要正好 20 位数字。")
    if choices.county_code is not None and not re.fullmatch(r"[0-9]{6}", choices.county_code):
        raise click.UsageError("--county-code 要六位数字。")


def _check_paper(choices: Choices) -> None:
    if choices.is_interactive and (choices.public is not None or choices.envelopes):
        raise click.UsageError("--interactive 会现场询问数字，不要再给 --public、--envelope。")
    if choices.public is None and choices.envelopes:
        raise click.UsageError("给了 --envelope 就要同时给 --public。")
    if choices.public is not None and not choices.envelopes:
        raise click.UsageError("正式分班至少要一张封签卡：--envelope 8位数字。")


def choices_as_before(frozen: Frozen, choices: Choices) -> Choices:
    """The choices for a new freeze after a void: what is not said is as it was before.

    Raises `freeze_is_void` where no roster is given: then something else was meant.
    """
    if choices.file is None:
        raise JunhengError("freeze_is_void")
    units = frozen.units
    counts = {unit.sheet if len(units) > 1 else "": unit.class_count for unit in units}
    return replace(
        choices,
        class_counts=choices.class_counts or counts,
        profile_name=choices.profile_name or str(frozen.profile["name"]),
        suite_name=choices.suite_name or frozen.suite.name,
        school_name=choices.school_name or (units[0].school if len(units) == 1 else None),
        county_code=choices.county_code or units[0].unit.split(".")[0],
        county=choices.county or frozen.county,
    )


def refuse_other_choices(frozen: Frozen, choices: Choices) -> None:
    """Refuse an option that says something else than what was frozen.

    Without this a different class count or hash suite would be passed over in silence. Raises
    `choice_differs_from_freeze` with the option.
    """
    units = frozen.units
    counts = {unit.sheet: unit.class_count for unit in units}
    given = choices.class_counts
    chosen = {sheet: given.get(sheet, given.get("", count)) for sheet, count in counts.items()}
    profile = load_profile(choices.profile_name) if choices.profile_name else None
    agrees = {
        "--classes": chosen == counts and given.keys() <= {"", *counts},
        "--profile": profile is None
        or (profile.name, profile.version) == (frozen.profile["name"], frozen.profile["version"]),
        "--suite": choices.suite_name in {None, frozen.suite.name},
        "--stage": _says_nothing_else(choices.stage, [unit.stage for unit in units]),
        "--sheet": _says_nothing_else(choices.sheet, [unit.sheet for unit in units]),
        "--school": _says_nothing_else(choices.school_name, [unit.school for unit in units]),
        "--county-code": choices.county_code in {None, units[0].unit.split(".")[0]},
        "--secret-digits": choices.secret_digits in {None, frozen.salt_digits},
        "--county": choices.county in {"", frozen.county},
        "--host": choices.host in {"", frozen.session["host"]},
        "--place": choices.place in {"", frozen.session["place"]},
        "--planned": choices.planned in {None, frozen.session["planned"]},
    }
    for option, is_same in agrees.items():
        if not is_same:
            raise JunhengError("choice_differs_from_freeze", option=option)


def _says_nothing_else(choice: str | None, frozen: Sequence[str]) -> bool:
    return choice is None or set(frozen) == {choice}

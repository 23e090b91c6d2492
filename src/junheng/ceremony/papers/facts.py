"""What every paper of a sitting carries: its facts, the letterhead, names of files and classes."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from junheng.ceremony.frozen import Frozen, FrozenStudent, FrozenUnit
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.seeding import find_locked_seed
from junheng.engine.randomness.seeds import SeedText
from junheng.engine.record.canonical import Document, document_hash
from junheng.engine.record.paper import paper_lines
from junheng.reporting.balance import RuleSource
from junheng.reporting.forms import Letterhead

GENDERS = {1: "男", 2: "女"}
GRADES = {"primary": "一年级", "junior": "七年级"}
FORMS = "forms"
REHEARSED_FORMS = f"{FORMS}/演练"
FREEZE_STEP, ROOM_STEP, RESULT_STEP = "1-冻结", "2-现场", "3-结果"
LOTS_STEP, LATE_STEP, BLANK_STEP = "4-班主任抽签", "5-补录", "空白表"
WHOLE_SESSION = "全场"

UnitDone = Callable[[FrozenUnit], None]
"""Told of each unit whose forms of a step are printed."""

SUMMARY_ATTRIBUTES = ("migrant", "sen", "left_behind", "boarding")


Teams = Mapping[str, Mapping[str, Sequence[tuple[str, str]]]]
"""Who teaches: by unit and title of the class, subjects with their teachers."""


@dataclass(frozen=True)
class Sitting:
    """The facts that every paper of a ceremony carries.

    Moments and ledger heads come from the ledger, not from the clock: a paper that is printed
    again says the same, and only its `printed_at` differs.
    """

    ceremony: Ceremony
    software: str
    printed_at: datetime
    is_rehearsal: bool = False
    teams: Teams = field(default_factory=dict)

    @property
    def frozen(self) -> Frozen:
        """What was frozen."""
        return self.ceremony.frozen

    @property
    def seed(self) -> SeedText | None:
        """The locked seed text; none before, and none for a rehearsal."""
        return find_locked_seed(self.ceremony.book)

    @property
    def started_at(self) -> datetime:
        """When the seed was locked; for a rehearsal when it was held."""
        return self._moment("SEED_LOCKED")

    @property
    def ended_at(self) -> datetime:
        """When the last draw was recorded; for a rehearsal when it was held."""
        return self._moment("DRAW")

    def head_after(self, kind: str) -> str:
        """The ledger head (账尾) after the last event of a kind: 64 hex digits."""
        return document_hash(self.frozen.suite, self._last_event(kind))

    def _moment(self, kind: str) -> datetime:
        wanted = "REHEARSAL" if self.is_rehearsal else kind
        return datetime.fromisoformat(str(self._last_event(wanted)["at"]))

    def _last_event(self, kind: str) -> Document:
        return next(event for event in reversed(self.ceremony.book.events) if event["type"] == kind)


def form_file(step: str, title: str, unit: FrozenUnit | None = None) -> str:
    """Where a form goes: the folder of its step, then school and title, or the whole session's."""
    if unit is None:
        return f"{FORMS}/{step}/{WHOLE_SESSION}-{title}.pdf"
    # The school's name for people, the unit's code because two schools may have one name.
    school = re.sub(r'[\\/:*?"<>|\s]+', "", unit.school)
    return f"{FORMS}/{step}/{school}-{title}-{unit.unit}.pdf"


def class_titles(unit: FrozenUnit) -> tuple[str, ...]:
    """Groups keep neutral names until lots decide which class each becomes (SG1 §8)."""
    return tuple(f"G{number}" for number in range(1, unit.class_count + 1))


def letterhead(
    sitting: Sitting, unit: FrozenUnit | None, *, after: str, result_code: str | None = None
) -> Letterhead:
    """The head and foot of a unit's paper, or of one for the whole session.

    `after` is the kind of event whose ledger head the paper carries.
    """
    frozen = sitting.frozen
    hotline: Mapping[str, str] = next(iter(frozen.profile["hotlines"]), {})
    grades = {GRADES[one.stage] for one in frozen.units}
    grade = GRADES[unit.stage] if unit else grades.pop() if len(grades) == 1 else "起始年级"
    return Letterhead(
        county=frozen.county,
        school=unit.school if unit else holder_of(frozen),
        grade=grade,
        year=frozen.year,
        printed_at=sitting.printed_at,
        result_code_lines=paper_lines(result_code) if result_code else (),
        ledger_head=paper_lines(sitting.head_after(after))[0],
        hotline=hotline.get("phone", ""),
        mailbox=hotline.get("email", ""),
        is_rehearsal=sitting.is_rehearsal,
    )


def holder_of(frozen: Frozen) -> str:
    """Whose session it is: the one school, or the county with all of its schools."""
    if len(frozen.units) == 1:
        return frozen.units[0].school
    return frozen.county or str(frozen.session["host"])


def rule_sources(profile: Mapping[str, Any]) -> tuple[RuleSource, ...]:
    return tuple(
        RuleSource(title=rule["title"], value=rule["value"], source=rule["source"])
        for rule in profile["rules"]
    )


def summary_of(unit: FrozenUnit, students: Sequence[FrozenStudent]) -> tuple[tuple[str, int], ...]:
    """Totals of a class for its sheet: no child can be told from them."""
    lines = [
        ("总人数", len(students)),
        ("男", sum(student.gender == 1 for student in students)),
        ("女", sum(student.gender == 2 for student in students)),  # noqa: PLR2004 - GB/T 2261.1
    ]
    for attribute in unit.attributes:
        codes = [student.leaf["a"][attribute.name] for student in students]
        if attribute.name in SUMMARY_ATTRIBUTES:
            lines.append((attribute.title, sum(codes)))
        elif attribute.name == "ethnic":
            lines.append(("少数民族", sum(code != 1 for code in codes)))
        elif attribute.name == "origin":
            lines.append(("生源校数", len(set(codes))))
    return tuple(lines)

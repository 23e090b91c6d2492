"""What the audit trail says about late arrivals, changes, comparisons and forbidden wishes."""

from dataclasses import dataclass
from typing import ClassVar, Final

from junheng.apps.adjustments.states import Decision, DifferenceKind, Ground, RequestKind
from junheng.core.audit.events import AuditEvent

_DRAWINGS: Final = {"late": "补录抽签", "move": "调整抽签"}


@dataclass(frozen=True, kw_only=True)
class RollCompared(AuditEvent):
    """A registered roll was read and compared with the classes."""

    NAME = "adjustments.check.compare"
    SENTENCE = "学籍核对：应核 %(compared)d 人，一致 %(agreeing)d 人，差异 %(differences)d 处。"
    file_digest: str
    compared: int
    agreeing: int
    differences: int


@dataclass(frozen=True, kw_only=True)
class DifferenceDecided(AuditEvent):
    """One difference was worked off."""

    NAME = "adjustments.difference.decide"
    SENTENCE = "学籍差异第 %(number)d 处（%(difference)s）处理意见：%(decision)s。"
    WORDS: ClassVar = {
        "difference": dict(DifferenceKind.choices),
        "decision": dict(Decision.choices),
    }
    number: int
    difference: str
    decision: str


@dataclass(frozen=True, kw_only=True)
class ArrivalsWritten(AuditEvent):
    """Late arrivals were added to a batch."""

    NAME = "adjustments.batch.write"
    SENTENCE = "补录登记 %(added)d 人，本批共 %(students)d 人。"
    added: int
    students: int
    file_digest: str


@dataclass(frozen=True, kw_only=True)
class ArrivalTakenOut(AuditEvent):
    """A late arrival was taken out of a batch that is not frozen yet."""

    NAME = "adjustments.batch.take_out"
    SENTENCE = "从补录登记中去掉 1 人，本批还有 %(students)d 人。"
    students: int


@dataclass(frozen=True, kw_only=True)
class ForcedCountersigned(AuditEvent):
    """The inspector countersigned a batch that has a single class to go to."""

    NAME = "adjustments.batch.countersign"
    SENTENCE = "责任督学对别无选择的补录签字确认。"


@dataclass(frozen=True, kw_only=True)
class NumbersTyped(AuditEvent):
    """One of two people typed the numbers from paper."""

    NAME = "adjustments.numbers.type"
    SENTENCE = "录入现场数字（%(what)s），第 %(place)d 人。"
    WORDS: ClassVar = {"what": _DRAWINGS}
    what: str
    place: int


@dataclass(frozen=True, kw_only=True)
class NumbersDiffered(AuditEvent):
    """The two entries differ; neither counts."""

    NAME = "adjustments.numbers.differ"
    SENTENCE = "两人录入的现场数字不一致（%(what)s），都不算数。"
    WORDS: ClassVar = {"what": _DRAWINGS}
    what: str


@dataclass(frozen=True, kw_only=True)
class ChangeAsked(AuditEvent):
    """A request for a change was written."""

    NAME = "adjustments.change.ask"
    SENTENCE = "填写特殊情况调整申请：%(change)s，理由：%(ground)s。"
    WORDS: ClassVar = {"change": dict(RequestKind.choices), "ground": dict(Ground.choices)}
    change: str
    ground: str
    evidence: str


@dataclass(frozen=True, kw_only=True)
class ChangeNumbered(AuditEvent):
    """An approved change got its number."""

    NAME = "adjustments.change.number"
    SENTENCE = "特殊情况调整批准号 %(number)s。"
    number: str


@dataclass(frozen=True, kw_only=True)
class StudentLookedUp(AuditEvent):
    """Somebody looked up the class of one student by the exact identity number."""

    NAME = "adjustments.student.look_up"
    SENTENCE = "按证件号查找一名学生，%(found)d 人。"
    found: int


@dataclass(frozen=True, kw_only=True)
class ForbiddenAsked(AuditEvent):
    """Somebody asked for what no rule allows; `rule` is the code of the rule."""

    NAME = "adjustments.wish.refuse"
    SENTENCE = "要求办理不允许的事项 %(wish)s，依规则 %(rule)s 拒绝。"
    wish: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class PaperOpened(AuditEvent):
    """A paper that names people was opened or printed."""

    NAME = "adjustments.paper.open"
    SENTENCE = "打开或打印：%(paper)s。"
    paper: str


@dataclass(frozen=True, kw_only=True)
class ChangesWatched(AuditEvent):
    """Somebody looked whom the changes after the lock hit."""

    NAME = "adjustments.changes.watch"
    SENTENCE = "查看变动检查，%(schools)d 个年级。"
    schools: int

"""What the audit trail says about families; never a code that was typed, a word or an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from junheng.apps.guardians.states import RightKind
from junheng.core.audit.events import AuditEvent, Value


@dataclass(frozen=True, kw_only=True)
class ChildOpened(AuditEvent):
    """A guardian signed in and opened the child's page; all pages of this sitting belong to it.

    `agreed_to` is the version of the processing rule that was agreed to with it, for the first
    time; empty afterwards.
    """

    NAME = "guardians.child.open"
    SENTENCE = "家长登录查询自己的孩子（第 %(place)d 位监护人），新同意的规则版本：%(agreed_to)s。"
    place: int
    agreed_to: str

    @classmethod
    def describe(cls, payload: Mapping[str, Value]) -> str:
        """The sentence in words."""
        return super().describe({**payload, "agreed_to": payload["agreed_to"] or "无"})


@dataclass(frozen=True, kw_only=True)
class SignInRefused(AuditEvent):
    """A sign-in failed; the subject is the child whose code was typed, if there is one."""

    NAME = "guardians.child.refuse"
    SENTENCE = "家长登录失败，原因 %(reason)s，这个查询码连续第 %(failures)d 次。"
    reason: str
    failures: int


@dataclass(frozen=True, kw_only=True)
class ChildLeft(AuditEvent):
    """A guardian signed out."""

    NAME = "guardians.child.leave"
    SENTENCE = "家长退出查询（第 %(place)d 位监护人）。"
    place: int


@dataclass(frozen=True, kw_only=True)
class GuardianOpened(AuditEvent):
    """A second guardian got a query code."""

    NAME = "guardians.guardian.open"
    SENTENCE = "为一名学生开通第 %(place)d 位监护人的查询码。"
    place: int


@dataclass(frozen=True, kw_only=True)
class GuardianEnded(AuditEvent):
    """A guardian's account was ended."""

    NAME = "guardians.guardian.end"
    SENTENCE = "停用一名学生第 %(place)d 位监护人的查询码。"
    place: int


@dataclass(frozen=True, kw_only=True)
class CodesShown(AuditEvent):
    """The page with a child's query accounts was opened by staff."""

    NAME = "guardians.guardian.view"
    SENTENCE = "查看一名学生的家长查询账号。"


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(AuditEvent):
    """A guardian took the consent back."""

    NAME = "guardians.consent.withdraw"
    SENTENCE = "家长撤回对个人信息处理规则的同意，版本 %(version)s。"
    version: str


@dataclass(frozen=True, kw_only=True)
class CopyTaken(AuditEvent):
    """A guardian took a copy of all that is kept of the child."""

    NAME = "guardians.copy.take"
    SENTENCE = "家长下载自己孩子的全部资料。"


@dataclass(frozen=True, kw_only=True)
class RequestMade(AuditEvent):
    """A guardian asked for something about what is kept."""

    NAME = "guardians.request.make"
    SENTENCE = "家长提出个人信息请求，类别：%(kind)s。"
    WORDS: ClassVar = {"kind": dict(RightKind.choices)}
    kind: str


@dataclass(frozen=True, kw_only=True)
class RequestViewed(AuditEvent):
    """Staff opened a request, which shows the family's words."""

    NAME = "guardians.request.view"
    SENTENCE = "查看一名学生家长的个人信息请求。"

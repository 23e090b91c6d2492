"""What the audit trail says about refusals and about acts of two people."""

from dataclasses import dataclass
from typing import ClassVar

from junheng.core.access.models import ProposalState
from junheng.core.audit.events import AuditEvent


@dataclass(frozen=True, kw_only=True)
class AccessRefused(AuditEvent):
    """Someone signed in asked for what he may not have."""

    NAME = "access.page.refuse"
    SENTENCE = "拒绝访问：页面 %(route)s，方法 %(method)s，答复 %(status)d，原因 %(reason)s。"
    route: str
    method: str
    status: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProposalMade(AuditEvent):
    """The first person asked."""

    NAME = "access.proposal.make"
    SENTENCE = "提出须两人办理的事项 %(act)s，内容摘要 %(digest)s。"
    act: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class ProposalClosed(AuditEvent):
    """The second person decided, or the first one withdrew."""

    NAME = "access.proposal.close"
    SENTENCE = "须两人办理的事项 %(act)s 已办理，结果：%(state)s，内容摘要 %(digest)s。"
    WORDS: ClassVar = {"state": dict(ProposalState.choices)}
    act: str
    digest: str
    state: str

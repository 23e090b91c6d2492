"""What the audit trail says about messages; neither telephone nor text."""

from dataclasses import dataclass

from junheng.core.audit.events import AuditEvent


@dataclass(frozen=True, kw_only=True)
class MessagesQueued(AuditEvent):
    """Messages were written into the outbox."""

    NAME = "outbox.messages.queue"
    SENTENCE = "写入待发短信（%(kind)s）%(count)d 条。"
    kind: str
    count: int


@dataclass(frozen=True, kw_only=True)
class MessagesResent(AuditEvent):
    """Somebody let messages go again that had not gone, or of which nobody knows."""

    NAME = "outbox.messages.resend"
    SENTENCE = "重发短信 %(count)d 条，原状态 %(state)s。"
    state: str
    count: int


@dataclass(frozen=True, kw_only=True)
class MessagesCancelled(AuditEvent):
    """Waiting messages were called back."""

    NAME = "outbox.messages.cancel"
    SENTENCE = "取消待发短信 %(count)d 条。"
    count: int


@dataclass(frozen=True, kw_only=True)
class PhoneLeft(AuditEvent):
    """A guardian left a telephone for messages and agreed."""

    NAME = "outbox.phone.leave"
    SENTENCE = "登记接收短信的手机号，同意的告知书版本 %(version)s。"
    version: str


@dataclass(frozen=True, kw_only=True)
class PhoneWithdrawn(AuditEvent):
    """A guardian took his telephone back."""

    NAME = "outbox.phone.withdraw"
    SENTENCE = "撤回接收短信的手机号，取消待发短信 %(count)d 条。"
    count: int

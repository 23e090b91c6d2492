"""Where a message stands."""

from django.db.models import TextChoices


class MessageState(TextChoices):
    """The way of a message. `sending` is written down before the gateway is asked."""

    WAITING = "waiting", "待发"
    SENDING = "sending", "正在发"
    SENT = "sent", "已发"
    FAILED = "failed", "没有发成"
    UNCERTAIN = "uncertain", "去向不明"
    CANCELLED = "cancelled", "已取消"


class MessageKind(TextChoices):
    """What a message is about; it stands on the staff's page in place of its text."""

    CLASS = "class", "分班结果"
    TEST = "test", "测试"


ENDED: frozenset[str] = frozenset(
    (
        MessageState.SENT,
        MessageState.FAILED,
        MessageState.UNCERTAIN,
        MessageState.CANCELLED,
    )
)

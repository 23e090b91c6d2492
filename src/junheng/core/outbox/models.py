"""Messages, the people who receive them, and the pause after a gateway's failure."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from junheng.core.access import Sensitivity
from junheng.core.messages import sentence
from junheng.core.outbox.states import ENDED, MessageKind, MessageState
from junheng.core.secrets.codes import PublicCodeField
from junheng.core.secrets.sealed_fields import EncryptedTextField, IdentityIndexField

_INTERNAL, _PERSONAL = Sensitivity.INTERNAL, Sensitivity.PERSONAL
_SECRET = Sensitivity.SECRET


class Message(models.Model):
    """One message to one telephone.

    `key` says what it is about, once: the same is not queued twice. `about` is the code of the
    child's row, so that a family's messages can be called back. `attempts` counts how often the
    gateway was asked; a message whose answer nobody knows is `uncertain` and not sent again by
    itself. Telephone and text are blanked a while after its end; `reason` is a message code.
    """

    code = PublicCodeField()
    kind = models.CharField("内容", max_length=12, choices=MessageKind.choices)
    key = models.CharField("去重键", max_length=160, unique=True)
    about = models.CharField("学生编号", max_length=12, blank=True, db_index=True)
    recipient = EncryptedTextField("手机号", bound_to="code")
    recipient_index = IdentityIndexField()
    text = EncryptedTextField("正文", bound_to="code")
    state = models.CharField(
        "状态", max_length=10, choices=MessageState.choices, default=MessageState.WAITING
    )
    reason = models.CharField("原因", max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    queued_at = models.DateTimeField("写入时间")
    next_at = models.DateTimeField("下次发送")
    expires_at = models.DateTimeField("过时不再发")
    attempted_at = models.DateTimeField("最近一次发送", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    is_blanked = models.BooleanField("内容已清除", default=False)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "kind", "key", "about", "state", "reason", "attempts", "queued_at",
            "next_at", "expires_at", "attempted_at", "ended_at", "is_blanked",
        ),
        _INTERNAL,
    ) | {"recipient": _PERSONAL, "recipient_index": _SECRET, "text": _PERSONAL}  # fmt: skip

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "next_at"], name="outbox_due"),
            models.Index(fields=["attempted_at"], name="outbox_attempted"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="outbox_state_known", condition=Q(state__in=MessageState.values)
            ),
            models.CheckConstraint(
                name="outbox_ended_or_not",
                condition=Q(state__in=sorted(ENDED), ended_at__isnull=False)
                | (~Q(state__in=sorted(ENDED)) & Q(ended_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    @property
    def reason_words(self) -> str:
        """Why it stands where it stands, as a sentence; empty when there is nothing to say."""
        return sentence(self.reason, {}) if self.reason else ""


class Recipient(models.Model):
    """A telephone that a guardian left for messages about one child, and what he agreed to.

    Rosters keep no telephone (PIPL article 6): this row comes only from a guardian's own page or
    paper. `consent_version` is the version of the words that were agreed to. A number that was
    taken back is blanked; the row stays and says when.
    """

    code = PublicCodeField()
    student_code = models.CharField("学生编号", max_length=12, db_index=True)
    phone = EncryptedTextField("手机号", bound_to="code")
    phone_index = IdentityIndexField()
    consent_version = models.CharField("同意的告知书版本", max_length=32)
    consented_at = models.DateTimeField("同意时间")
    consented_by = models.CharField("登记人编号", max_length=64)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "student_code", "consent_version", "consented_at", "consented_by",
            "withdrawn_at",
        ),
        _INTERNAL,
    ) | {"phone": _PERSONAL, "phone_index": _SECRET}  # fmt: skip

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="outbox_phone_once_a_child",
                fields=["student_code", "phone_index"],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class GatewayPause(models.Model):
    """One row: until when nothing is sent because the gateway itself failed, and why."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    until = models.DateTimeField("暂停至")
    failures = models.PositiveSmallIntegerField("连续失败次数", default=0)
    reason = models.CharField("原因", max_length=64, blank=True)

    sensitivity: ClassVar = dict.fromkeys(("id", "until", "failures", "reason"), _INTERNAL)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="outbox_one_pause", condition=Q(id=1)),
        ]

    def __str__(self) -> str:
        return str(self.until)

    @property
    def reason_words(self) -> str:
        """Why, as a sentence."""
        return sentence(self.reason, {}) if self.reason else ""

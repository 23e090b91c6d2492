"""The audit trail as the database keeps it."""

from typing import Any, NoReturn

from django.db import models

from junheng.core.audit.chain import GENESIS, Link


class AuditEntry(models.Model):
    """One event. Triggers refuse UPDATE, DELETE and TRUNCATE; there are no foreign keys."""

    sequence = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间", db_index=True)
    actor_kind = models.CharField("操作者类别", max_length=16)
    actor_id = models.CharField("操作者编号", max_length=64, db_index=True)
    actor_name = models.CharField("操作者", max_length=64, blank=True)
    actor_school_code = models.CharField("操作者学校", max_length=16, blank=True)
    event = models.CharField("事件", max_length=96, db_index=True)
    subject_kind = models.CharField("对象类别", max_length=64, blank=True)
    subject_code = models.CharField("对象编号", max_length=64, blank=True, db_index=True)
    subject_school_code = models.CharField("对象学校", max_length=16, blank=True, db_index=True)
    payload = models.JSONField("内容")
    previous_digest = models.CharField("上一摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        ordering = ("sequence",)

    def __str__(self) -> str:
        return f"{self.sequence} {self.event}"

    def save(self, **options: Any) -> None:
        """Write a new row; an existing one is never written again."""
        if not self._state.adding:
            self._refuse()
        super().save(**{**options, "force_insert": True})

    def delete(self, **_options: Any) -> NoReturn:  # type: ignore[override]
        """Refuse: what happened stays."""
        self._refuse()

    def link(self) -> Link:
        """The row as the chain sees it."""
        return Link(
            sequence=self.sequence,
            at=self.at,
            author={
                "kind": self.actor_kind,
                "id": self.actor_id,
                "name": self.actor_name,
                "school": self.actor_school_code,
            },
            event=self.event,
            subject={
                "kind": self.subject_kind,
                "code": self.subject_code,
                "school": self.subject_school_code,
            },
            payload=self.payload,
            previous=self.previous_digest,
        )

    def _refuse(self) -> NoReturn:
        raise TypeError("the audit trail is append-only")


class AuditHead(models.Model):
    """The one row that says how far the trail has come; locking it puts writers in a line."""

    suite = models.CharField("密码套件", max_length=8)
    sequence = models.BigIntegerField("序号", default=0)
    digest = models.CharField("摘要", max_length=64, default=GENESIS)

    class Meta:
        constraints = (models.CheckConstraint(name="audit_one_head", condition=models.Q(id=1)),)

    def __str__(self) -> str:
        return f"{self.sequence} {self.digest}"

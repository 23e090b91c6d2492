"""Backups that were made, with what they are closed; and what the care of a night found."""

from typing import ClassVar

from django.db import models

from junheng.apps.care.states import Reason
from junheng.core.access import Sensitivity
from junheng.core.messages import sentence
from junheng.core.secrets.codes import PublicCodeField
from junheng.core.secrets.sealed_fields import EncryptedTextField


class BackupKey(models.Model):
    """What backups are closed and signed with from a moment on; the newest row counts.

    `passphrase` are the 40 digits of both halves, `signing_key` 64 hex digits.
    """

    code = PublicCodeField("编号")
    passphrase = EncryptedTextField("口令", bound_to="code")
    signing_key = EncryptedTextField("签名私钥", bound_to="code")
    public_key = models.CharField("签名公钥", max_length=64)
    made_at = models.DateTimeField("生成时间")
    made_by_name = models.CharField("生成人", max_length=40)

    sensitivity: ClassVar = {
        "id": Sensitivity.INTERNAL,
        "code": Sensitivity.INTERNAL,
        "passphrase": Sensitivity.SECRET,
        "signing_key": Sensitivity.SECRET,
        "public_key": Sensitivity.PUBLIC,
        "made_at": Sensitivity.INTERNAL,
        "made_by_name": Sensitivity.INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.code


class BackupCopy(models.Model):
    """One backup that was made; `removed_at` when its file gave way to newer ones."""

    code = PublicCodeField("编号")
    reason = models.CharField("原因", max_length=8, choices=Reason)
    file = models.CharField("文件名", max_length=100)
    is_in_folder = models.BooleanField("在备份文件夹")
    size = models.BigIntegerField("字节数")
    digest = models.CharField("摘要", max_length=64)
    head_sequence = models.BigIntegerField("审计末条序号")
    head_digest = models.CharField("审计末条摘要", max_length=64)
    made_at = models.DateTimeField("完成时间")
    made_by_name = models.CharField("提出人", max_length=64)
    removed_at = models.DateTimeField("清理时间", null=True)

    sensitivity: ClassVar = {
        "id": Sensitivity.INTERNAL,
        "code": Sensitivity.INTERNAL,
        "reason": Sensitivity.INTERNAL,
        "file": Sensitivity.INTERNAL,
        "is_in_folder": Sensitivity.INTERNAL,
        "size": Sensitivity.INTERNAL,
        "digest": Sensitivity.INTERNAL,
        "head_sequence": Sensitivity.PUBLIC,
        "head_digest": Sensitivity.PUBLIC,
        "made_at": Sensitivity.INTERNAL,
        "made_by_name": Sensitivity.INTERNAL,
        "removed_at": Sensitivity.INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.file


class CareRun(models.Model):
    """The care of one night: what was cleared away, what was looked at, every problem found.

    `job` is the code of its job, so that a job carried on by another worker goes on in its row.
    """

    job = models.CharField("任务编号", max_length=12, unique=True)
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True)
    swept = models.PositiveIntegerField("清理残留文件", default=0)
    removed = models.PositiveIntegerField("到期销毁文件", default=0)
    events = models.BigIntegerField("核对审计记录", default=0)
    backup = models.CharField("备份编号", max_length=12, blank=True)
    faults = models.JSONField("问题", default=list)

    sensitivity: ClassVar = {
        "id": Sensitivity.INTERNAL,
        "job": Sensitivity.INTERNAL,
        "started_at": Sensitivity.INTERNAL,
        "finished_at": Sensitivity.INTERNAL,
        "swept": Sensitivity.INTERNAL,
        "removed": Sensitivity.INTERNAL,
        "events": Sensitivity.INTERNAL,
        "backup": Sensitivity.INTERNAL,
        "faults": Sensitivity.INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.job

    @property
    def sentences(self) -> list[str]:
        """Every problem as a sentence."""
        return [sentence(code, params) for code, params in self.faults]

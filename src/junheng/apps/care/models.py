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


class BackupDrill(models.Model):
    """One proof that a backup can be restored: it was, in a folder that is gone again.

    `opened` is the code of the kept file that was read back, `rows` how many rows of each table
    came back; `fault_code` says why it is not good.
    """

    code = PublicCodeField("编号")
    backup = models.CharField("备份编号", max_length=12)
    file = models.CharField("文件名", max_length=100)
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间")
    by_name = models.CharField("提出人", max_length=64)
    is_good = models.BooleanField("通过")
    entries = models.BigIntegerField("核对审计记录", default=0)
    files = models.PositiveIntegerField("文件数", default=0)
    ledgers = models.PositiveIntegerField("流水账数", default=0)
    values = models.PositiveIntegerField("打开的加密内容", default=0)
    opened = models.CharField("读回的文件", max_length=12, blank=True)
    rows = models.JSONField("各表行数", default=dict)
    fault_code = models.CharField("原因", max_length=64, blank=True)
    fault_params = models.JSONField("原因参数", default=dict)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "backup", "file", "started_at", "finished_at", "by_name", "is_good",
            "entries", "files", "ledgers", "values", "opened", "rows", "fault_code",
            "fault_params",
        ),
        Sensitivity.INTERNAL,
    )  # fmt: skip

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="care_drill_good_or_faulty",
                condition=models.Q(is_good=True, fault_code="")
                | (models.Q(is_good=False) & ~models.Q(fault_code="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def fault(self) -> str:
        """Why it is not good, as a sentence."""
        return sentence(self.fault_code, self.fault_params) if self.fault_code else ""


class KeyDestruction(models.Model):
    """The proof that the keys of a year were destroyed, and what had been closed with them.

    `columns` counts the encrypted values of each column; `values_digest` is the digest over all of
    them in order, `files_digest` over the digests of the files, `key_digest` of the keys as they
    had lain in the database, wrapped: a copy of them that turns up is known by it. `backups` are
    the files of backups that still held them on that day.
    """

    code = PublicCodeField("编号")
    key_id = models.CharField("密钥编号", max_length=32, unique=True)
    suite = models.CharField("密码套件", max_length=8)
    destroyed_at = models.DateTimeField("销毁时间")
    columns = models.JSONField("各列加密内容数")
    values = models.PositiveIntegerField("加密内容数")
    values_digest = models.CharField("加密内容摘要", max_length=64)
    tried = models.PositiveIntegerField("试开数")
    files = models.PositiveIntegerField("加密文件数")
    files_digest = models.CharField("加密文件摘要", max_length=64)
    key_digest = models.CharField("密钥摘要", max_length=64)
    backups = models.JSONField("仍含此密钥的备份")
    asked_by_name = models.CharField("提出人", max_length=64)
    asked_at = models.DateTimeField("提出时间")
    confirmed_by_name = models.CharField("确认人", max_length=64)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "key_id", "suite", "destroyed_at", "columns", "values", "values_digest",
            "tried", "files", "files_digest", "key_digest", "backups", "asked_by_name", "asked_at",
            "confirmed_by_name",
        ),
        Sensitivity.INTERNAL,
    )  # fmt: skip

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.key_id


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

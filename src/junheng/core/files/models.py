"""What the platform knows of each kept file."""

from typing import ClassVar

from django.db import models

from junheng.core.secrets.codes import PublicCodeField


class StoredFile(models.Model):
    """One kept file. Its name on the disk is its code: names of uploads may be those of children.

    `key_id` is the year whose key closed it; empty when it is not encrypted.
    """

    code = PublicCodeField()
    kind = models.CharField("种类", max_length=64, db_index=True)
    suffix = models.CharField("后缀", max_length=16)
    media_type = models.CharField("类型", max_length=96)
    digest = models.CharField("摘要", max_length=64)
    size = models.BigIntegerField("字节数")
    key_id = models.CharField("密钥编号", max_length=32, blank=True)
    stored_at = models.DateTimeField("保存时间")
    keep_until = models.DateTimeField("保存至", null=True, db_index=True)
    removed_at = models.DateTimeField("删除时间", null=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    @property
    def is_removed(self) -> bool:
        """Whether the file is gone and only its digest is left."""
        return self.removed_at is not None

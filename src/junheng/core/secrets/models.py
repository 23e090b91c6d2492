"""The keys of each year as the database keeps them: wrapped by the start key."""

from django.db import models


class YearKey(models.Model):
    """Wrapped keys of one year; `wrapped` is empty once they were destroyed."""

    key_id = models.CharField("密钥编号", max_length=32, unique=True)
    suite = models.CharField("密码套件", max_length=8)
    wrapped = models.TextField("封装的密钥", blank=True)
    wrapped_by = models.CharField("启动密钥指纹", max_length=16)
    made_at = models.DateTimeField("生成时间")
    destroyed_at = models.DateTimeField("销毁时间", null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                name="secrets_wrapped_or_destroyed",
                condition=models.Q(wrapped="", destroyed_at__isnull=False)
                | (~models.Q(wrapped="") & models.Q(destroyed_at__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        return self.key_id

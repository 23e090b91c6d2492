"""Why a backup was made."""

from django.db import models


class Reason(models.TextChoices):
    """Why a backup was made."""

    NIGHTLY = "nightly", "每天自动"
    ASKED = "asked", "页面上备份"
    STEP = "step", "分班会环节前后"
    COMMAND = "command", "命令行备份"
    UPGRADE = "upgrade", "升级前"

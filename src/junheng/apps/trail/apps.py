"""The Django application of the audit trail."""

from django.apps import AppConfig


class TrailConfig(AppConfig):
    """Names it."""

    name = "junheng.apps.trail"
    label = "trail"
    verbose_name = "审计记录"

"""Registration of the audit trail with Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit trail."""

    name = "junheng.core.audit"
    label = "audit"
    verbose_name = "审计"

"""The Django application of the monitoring."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Names it."""

    name = "junheng.apps.monitoring"
    label = "monitoring"
    verbose_name = "优质均衡监测"

"""The Django application of the monitoring."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Names it, and says where a rectification of a shortfall comes from."""

    name = "junheng.apps.monitoring"
    label = "monitoring"
    verbose_name = "优质均衡监测"

    def ready(self) -> None:
        """Let a rectification lead back to its shortfall."""
        from junheng.apps.monitoring.services.sources import page_of_source  # noqa: PLC0415 - models are ready only now
        from junheng.apps.rectifications.services import declare_source  # noqa: PLC0415 - as above
        from junheng.apps.rectifications.states import SourceKind  # noqa: PLC0415 - as above

        declare_source(SourceKind.MONITORING, page_of_source)

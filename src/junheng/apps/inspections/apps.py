"""The Django application of the inspections."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Names it, and says where a rectification of a finding comes from."""

    name = "junheng.apps.inspections"
    label = "inspections"
    verbose_name = "督查"

    def ready(self) -> None:
        """Let a rectification lead back to its finding."""
        from junheng.apps.inspections.services.sources import page_of_source  # noqa: PLC0415 - models are ready only now
        from junheng.apps.rectifications.services import declare_source  # noqa: PLC0415 - as above
        from junheng.apps.rectifications.states import SourceKind  # noqa: PLC0415 - as above

        declare_source(SourceKind.INSPECTION, page_of_source)

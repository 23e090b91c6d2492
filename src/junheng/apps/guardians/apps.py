"""The Django application of the families."""

from django.apps import AppConfig


class GuardiansConfig(AppConfig):
    """Names it, and its page on the hub of a cohort."""

    name = "junheng.apps.guardians"
    label = "guardians"
    verbose_name = "家长查询"

    def ready(self) -> None:
        """Let the hub of a cohort lead to its families' requests."""
        from junheng.apps.guardians.services import pages  # noqa: F401, PLC0415 - models are ready only now

"""The Django application of the care of the platform."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """Names it."""

    name = "junheng.apps.care"
    label = "care"
    verbose_name = "运行维护"

    def ready(self) -> None:
        """Let the act that needs two people be known before anyone proposes it."""
        from junheng.apps.care.services import (  # noqa: PLC0415 - models are ready only now
            keys,  # noqa: F401 - declares the act
        )

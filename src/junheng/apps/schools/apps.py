"""The Django application of the schools."""

from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    """Names it."""

    name = "junheng.apps.schools"
    label = "schools"
    verbose_name = "学校"

    def ready(self) -> None:
        """Let the acts that need two people be known before anyone proposes one."""
        from junheng.apps.schools import (  # noqa: PLC0415 - models are ready only now
            services,  # noqa: F401 - declares the acts
        )

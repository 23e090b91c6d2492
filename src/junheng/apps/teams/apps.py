"""The Django application of the teaching teams."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    """Names it, its page on the hub of a cohort, and its act of two people."""

    name = "junheng.apps.teams"
    label = "teams"
    verbose_name = "教学团队"

    def ready(self) -> None:
        """Let the page of a cohort and the act of two people be known before anyone asks."""
        from junheng.apps.teams.services import (  # noqa: PLC0415 - models are ready only now
            pages,  # noqa: F401 - declares the page of a cohort
            replacing,  # noqa: F401 - declares the act
        )

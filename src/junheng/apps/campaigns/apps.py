"""The Django application of the campaigns."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Names it."""

    name = "junheng.apps.campaigns"
    label = "campaigns"
    verbose_name = "年度工作"

    def ready(self) -> None:
        """Let the acts that need two people be known before anyone proposes one."""
        from junheng.apps.campaigns.services import (  # noqa: PLC0415 - models are ready only now
            reopening,  # noqa: F401 - declares the act
        )

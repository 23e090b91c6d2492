"""The Django application of the campaigns."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Names it."""

    name = "junheng.apps.campaigns"
    label = "campaigns"
    verbose_name = "年度工作"

    def ready(self) -> None:
        """Let acts of two people be known, and when the bureau's rules must stay."""
        from junheng.apps.campaigns.queries import is_under_way  # noqa: PLC0415 - as below
        from junheng.apps.campaigns.services import (  # noqa: PLC0415 - models are ready only now
            reopening,  # noqa: F401 - declares the act
        )
        from junheng.apps.schools.services import declare_use_of_rules  # noqa: PLC0415 - as above

        declare_use_of_rules("campaigns", is_under_way)

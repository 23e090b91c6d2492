"""The Django application of what comes after the lock."""

from django.apps import AppConfig


class AdjustmentsConfig(AppConfig):
    """Names it."""

    name = "junheng.apps.adjustments"
    label = "adjustments"
    verbose_name = "补录与调整"

    def ready(self) -> None:
        """Let acts of two people, performers and pages be known before anyone asks for one."""
        from junheng.apps.adjustments.services import (  # noqa: PLC0415 - models are ready only now
            elsewhere,  # noqa: F401 - declares what rosters are compared with
            pages,  # noqa: F401 - declares the page of a cohort
            performing,  # noqa: F401 - declares what is done in the folder
            two_person_acts,  # noqa: F401 - declares the act
            voided,  # noqa: F401 - declares what follows a void
        )

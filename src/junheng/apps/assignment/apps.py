"""The Django application of the sessions."""

from django.apps import AppConfig


class AssignmentConfig(AppConfig):
    """Names it."""

    name = "junheng.apps.assignment"
    label = "assignment"
    verbose_name = "现场编班"

    def ready(self) -> None:
        """Let acts of two people and jobs be known before anyone asks for one."""
        from junheng.apps.assignment import jobs  # noqa: F401, PLC0415 - declares the jobs
        from junheng.apps.assignment.services import (  # noqa: PLC0415 - models are ready only now
            destroying,  # noqa: F401 - declares what goes with a year's keys
            two_person_acts,  # noqa: F401 - declares the acts
        )

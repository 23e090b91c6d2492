"""The Django application of the students."""

from django.apps import AppConfig


class StudentsConfig(AppConfig):
    """Names it."""

    name = "junheng.apps.students"
    label = "students"
    verbose_name = "学生名册"

    def ready(self) -> None:
        """Let the hub of a cohort lead to its students."""
        from junheng.apps.students.services import (  # noqa: PLC0415 - models are ready only now
            hub,  # noqa: F401 - declares the pages
        )

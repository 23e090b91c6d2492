"""The Django application of the complaints."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Names it, and puts complaints beside the objections that they were made of."""

    name = "junheng.apps.complaints"
    label = "complaints"
    verbose_name = "投诉举报"

    def ready(self) -> None:
        """Make the act of two people known, and let an objection lead to its complaints."""
        from junheng.apps.complaints.services import beside  # noqa: PLC0415 - models are ready only now
        from junheng.apps.notices.services.beside import declare_beside  # noqa: PLC0415 - as above

        declare_beside(beside.of_objection)

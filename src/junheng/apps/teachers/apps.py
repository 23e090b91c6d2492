"""The Django application of the homeroom teachers."""

from django.apps import AppConfig


class TeachersConfig(AppConfig):
    """Names it, and its page on the hub of a cohort."""

    name = "junheng.apps.teachers"
    label = "teachers"
    verbose_name = "班主任"

    def ready(self) -> None:
        """Let the hub of a cohort lead to its list."""
        from junheng.apps.campaigns.services.cohort_pages import (  # noqa: PLC0415 - models are ready only now
            CohortPage,
            declare_cohort_page,
        )
        from junheng.apps.teachers import queries  # noqa: PLC0415 - as above
        from junheng.core.access import Permission  # noqa: PLC0415 - as above

        declare_cohort_page(
            CohortPage(
                title="班主任名单",
                route="teachers:cohort",
                purpose="一个班一位班主任：填写或导入、报送教育局备案、公示。备案后不得更换。",
                permission=Permission.TEACHERS_VIEW,
                order=30,
                status=queries.status_of,
            )
        )

"""The Django application of the notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Names it, its page on the hub of a cohort, and the heads on its papers."""

    name = "junheng.apps.notices"
    label = "notices"
    verbose_name = "公示公告"

    def ready(self) -> None:
        """Let the hub of a cohort lead to its notices, and the trail be checked against them."""
        from junheng.apps.campaigns.services.cohort_pages import (  # noqa: PLC0415 - models are ready only now
            CohortPage,
            declare_cohort_page,
        )
        from junheng.apps.notices import queries  # noqa: PLC0415 - as above
        from junheng.apps.trail.services import declare_witness  # noqa: PLC0415 - as above
        from junheng.core.access import Permission  # noqa: PLC0415 - as above

        declare_witness(queries.printed_heads)
        declare_cohort_page(
            CohortPage(
                title="公示公告",
                route="notices:cohort",
                purpose="打印公告、登记张贴和照片、期满撤下；收到的异议登记和答复。",
                permission=Permission.NOTICES_VIEW,
                order=60,
                status=queries.status_of,
            )
        )

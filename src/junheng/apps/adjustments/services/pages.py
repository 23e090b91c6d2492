"""The page of a cohort for the hub."""

from junheng.apps.adjustments import queries
from junheng.apps.campaigns.services.cohort_pages import CohortPage, declare_cohort_page
from junheng.core.access import Permission

declare_cohort_page(
    CohortPage(
        "补录与调整",
        "adjustments:cohort",
        "名单生效以后的事：补录和转入、特殊情况调整、更换班主任、学籍核对。",
        Permission.ADJUSTMENTS_VIEW,
        70,
        queries.status_of,
    )
)

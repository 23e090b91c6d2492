"""The page of a cohort for the hub."""

from junheng.apps.campaigns.services.cohort_pages import CohortPage, declare_cohort_page
from junheng.apps.guardians import queries
from junheng.core.access import Permission

declare_cohort_page(
    CohortPage(
        "家长请求",
        "guardians:requests",
        "家长对孩子个人信息的查阅、复制、更正、删除请求：谁的快到期、怎么答复。",
        Permission.FAMILIES_VIEW,
        75,
        queries.status_of,
        places=lambda _cohort: (),
    )
)

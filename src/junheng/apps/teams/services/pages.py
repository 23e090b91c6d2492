"""The page of a cohort for the hub."""

from junheng.apps.campaigns.services.cohort_pages import CohortPage, declare_cohort_page
from junheng.apps.teams import queries
from junheng.core.access import Permission

declare_cohort_page(
    CohortPage(
        "教学团队",
        "teams:cohort",
        "一个班一个团队，各班师资大体相当：导入教师，组建方案，比较，报送备案；备案后更换。",
        Permission.TEACHERS_VIEW,
        28,
        queries.status_of,
    )
)

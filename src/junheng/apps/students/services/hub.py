"""The pages that the hub of a cohort links to; how the roster stands, in a few words."""

from junheng.apps.campaigns.models import Cohort
from junheng.apps.campaigns.services.cohort_pages import CohortPage, declare_cohort_page
from junheng.apps.students import queries
from junheng.core.access import Permission


def _roster_status(cohort: Cohort) -> str:
    if not cohort.student_count:
        return "还没有名册"
    return f"{cohort.student_count} 人"


def _slips_status(cohort: Cohort) -> str:
    if not cohort.student_count:
        return "先上传名册"
    return f"已交回 {cohort.confirmed_count}/{cohort.student_count}"


def _disputes_status(cohort: Cohort) -> str:
    return f"待处理 {cohort.disputed_count} 条" if cohort.disputed_count else "没有待处理的"


def _doubles_status(cohort: Cohort) -> str:
    found = queries.count_doubles(cohort)
    if not found:
        return "没有"
    return f"{found} 人，处理完才能提交" if cohort.double_count else f"{found} 人"


declare_cohort_page(
    CohortPage(
        "学生名册",
        "students:list",
        "上传名册、查看学生、登记家长核对单。",
        Permission.STUDENTS_VIEW,
        10,
        _roster_status,
    )
)
declare_cohort_page(
    CohortPage(
        "重复在册",
        "students:doubles",
        "证件号同时在本县其他学校名册或补录名单上的学生。",
        Permission.STUDENTS_OPEN,
        14,
        _doubles_status,
    )
)
declare_cohort_page(
    CohortPage(
        "家长核对单",
        "students:slips",
        "打印核对单发给家长，收回后登记。",
        Permission.STUDENTS_EDIT,
        11,
        _slips_status,
    )
)
declare_cohort_page(
    CohortPage(
        "家长异议",
        "students:disputes",
        "家长认为资料有误的，逐条核实处理。",
        Permission.STUDENTS_OPEN,
        12,
        _disputes_status,
    )
)
declare_cohort_page(
    CohortPage(
        "多胞胎意愿",
        "students:siblings",
        "双胞胎、多胞胎的监护人希望同班还是不同班。",
        Permission.STUDENTS_EDIT,
        13,
    )
)

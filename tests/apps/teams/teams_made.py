"""Teams for the tests: a small sheet of teachers for two classes, and each step on from there."""

from datetime import datetime, timedelta

from junheng.apps.teachers import services as lists
from junheng.apps.teams import queries
from junheng.apps.teams.models import Proposal
from junheng.apps.teams.rules.curriculum import Lessons, SubjectHours
from junheng.apps.teams.services import filing, preparing, proposing
from tests.cohorts_made import cohort_of
from tests.jobs_carried_out import carry_out_jobs
from tests.people import AT, actor

HEAD = "姓名,工号,学科,性别,职称,教龄,骨干称号,是否可任班主任,回避教师"
TEACHERS = (
    "王芳,T1,语文,女,高级教师,20,县级,是,",
    "李强,T2,语文,男,一级教师,12,,是,",
    "赵一,T3,数学,男,一级教师,10,,,",
    "钱二,T4,数学,女,二级教师,4,,,",
    "孙三,T5,音乐,女,一级教师,9,,,",
    "周四,T6,数学,女,高级教师,22,市级,,",
)
LESSONS = Lessons(
    (SubjectHours("语文", 7, 14), SubjectHours("数学", 5, 14), SubjectHours("音乐", 2, 14))
)
REASON = "支教教师须与师父同班"
MINUTE = timedelta(minutes=1)


def sheet(*rows: str) -> bytes:
    """A sheet of teachers."""
    return "\n".join((HEAD, *(rows or TEACHERS))).encode()


def imported(*rows: str, at: datetime = AT) -> None:
    """The sheet read and kept, the year's lessons written."""
    code = cohort_of().code
    done = preparing.import_roster(code, "教师.csv", sheet(*rows), by=actor("clerk"), at=at)
    assert done.roster is not None, done.reading.faults
    preparing.set_lessons(code, LESSONS, by=actor("clerk"), at=at)


def proposed(*, at: datetime = AT) -> Proposal:
    """A proposal asked for and answered."""
    asked = proposing.ask_for_teams(cohort_of().code, by=actor("clerk"), at=at)
    carry_out_jobs(at + MINUTE)
    return queries.proposal_of_code(asked.code)


def handed_in(*, at: datetime = AT + 2 * MINUTE) -> Proposal:
    """The teachers imported, a proposal made and handed in."""
    imported()
    proposal = proposed()
    return filing.file_proposal(cohort_of().code, proposal.code, by=actor("principal"), at=at)


def filed() -> Proposal:
    """The same, filed by the bureau."""
    proposal = handed_in()
    lists.file_list(cohort_of().code, by=actor("reviewer"), at=AT + 3 * MINUTE)
    return proposal

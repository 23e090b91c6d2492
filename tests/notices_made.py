"""Notices for the tests: of a filed list of teachers, of a result, posted with a photograph."""

import io
from datetime import datetime, timedelta

from PIL import Image

from junheng.apps.notices import services
from junheng.apps.notices.models import Notice
from junheng.apps.notices.rules.content import NoticeContent, result_notice
from junheng.apps.teachers import services as teachers
from junheng.reporting.forms.papers import PublicClass
from junheng.reporting.forms.printed import public_entries
from tests.cohorts_made import cohort_of
from tests.people import AT, actor

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def photograph() -> bytes:
    """A picture as a camera makes it."""
    output = io.BytesIO()
    Image.new("RGB", (60, 40), "grey").save(output, "JPEG")
    return output.getvalue()


def a_filed_list() -> None:
    """The homeroom teachers of the own school, filed."""
    code = cohort_of().code
    teachers.write_list(code, ("王芳", "李强"), by=actor("clerk"), at=AT)
    teachers.submit_list(code, by=actor("principal"), at=AT)
    teachers.file_list(code, by=actor("reviewer"), at=AT)


def teachers_notice(*, at: datetime = AT) -> Notice:
    """Made, not posted."""
    a_filed_list()
    return services.make_teachers_notice(cohort_of(), by=actor("clerk"), at=at)


def result_content() -> NoticeContent:
    """A result of two classes."""
    entries = public_entries(("张小明", "李四"), ("R0001", "R0002"))
    classes = [PublicClass("1班", entries[:1], "王芳"), PublicClass("2班", entries[1:], "李强")]
    return result_notice(result_code="ab" * 32, classes=classes, public_names="masked", days=7)


def a_result_notice() -> Notice:
    """Made, not posted."""
    cohort = cohort_of()
    return services.make_notice(
        result_content(), campaign=cohort.campaign, cohort=cohort, by=actor("operator"), at=AT
    )


def posted(notice: Notice, *, at: datetime = AT + HOUR) -> Notice:
    """On the board of the school since then."""
    return services.record_posting(
        notice.code,
        place="校门口公告栏",
        posted_at=at,
        photo=[photograph()],
        by=actor("clerk"),
        at=at,
    )

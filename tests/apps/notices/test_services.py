"""Notices from their making to their taking down, and objections to them."""

import io
from datetime import date
from typing import Any

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from junheng.apps.notices import queries, services
from junheng.apps.notices.models import Notice, Objection
from junheng.apps.notices.states import Channel, Conclusion, NoticeKind
from junheng.apps.teachers import services as teachers
from junheng.apps.teachers.models import TeacherList
from junheng.apps.trail.services import check_now
from junheng.core.access import NotAllowed, NotVisible, StepRefused
from junheng.core.audit import services as audit
from junheng.core.audit.models import AuditEntry
from junheng.core.files import services as files
from junheng.core.files.models import StoredFile
from junheng.core.secrets.keyring import Keyring
from junheng.core.workflow.transitions import final_states, table_of
from junheng.engine.errors import JunhengError
from tests.cohorts_made import a_year, cohort_of
from tests.notices_made import (
    DAY,
    HOUR,
    a_result_notice,
    photograph,
    posted,
    result_content,
    teachers_notice,
)
from tests.people import AT, a_county, actor


@pytest.fixture(autouse=True)
def year(db: None, keys: Keyring) -> None:
    a_county()
    a_year()


def objection(notice: Notice, kind: str = "operator") -> Objection:
    return services.record_objection(
        notice.code,
        channel=Channel.TELEPHONE,
        received_on=date(2026, 8, 28),
        content="名单里有两位老师同名",
        person="周五",
        contact="13812345678",
        by=actor(kind),
        at=AT + HOUR,
    )


def test_the_states_of_a_notice() -> None:
    assert table_of(Notice.TRANSITIONS) == (
        "made: post -> posted, withdraw -> withdrawn\n"
        "posted: take_down -> taken_down, withdraw -> withdrawn\n"
        "taken_down: final\n"
        "withdrawn: final"
    )
    assert [state.value for state in final_states(Objection.TRANSITIONS)] == ["answered"]


# -- making ----------------------------------------------------------------------------------


def test_a_notice_is_kept_as_a_sealed_pdf_with_the_head_of_the_trail_on_it() -> None:
    notice = teachers_notice()

    made = AuditEntry.objects.get(event="notices.notice.make")
    assert notice.head_sequence == made.sequence - 1
    assert notice.head_digest == made.previous_digest
    assert audit.check_chain(queries.printed_heads()).is_whole
    assert notice.file.key_id
    with pikepdf.open(io.BytesIO(files.read_bytes(notice.file))) as pdf:
        assert str(pdf.docinfo["/Title"]) == "城关第一小学2026年一年级班主任名单公示"
    assert notice.title == "城关第一小学2026年一年级班主任名单公示"


def test_a_check_of_the_trail_looks_at_the_heads_on_paper() -> None:
    teachers_notice()
    assert check_now(by=actor("audit_admin"), at=AT).is_whole

    # The paper says another thing than a history that was written anew as a whole.
    Notice.objects.update(head_digest="0" * 64)

    assert not check_now(by=actor("audit_admin"), at=AT).is_whole


def test_asked_again_the_same_notice_stands() -> None:
    first = teachers_notice()

    again = services.make_teachers_notice(cohort_of(), by=actor("principal"), at=AT + HOUR)

    assert again == first
    assert AuditEntry.objects.filter(event="notices.notice.make").count() == 1


def test_the_database_has_no_readable_words_of_a_notice() -> None:
    a_result_notice()

    stored = Notice.objects.values_list("body", flat=True).get()
    assert "张" not in str.__str__(stored)


def test_a_list_that_is_not_filed_has_no_notice() -> None:
    teachers.write_list(cohort_of().code, ("王芳", "李强"), by=actor("clerk"), at=AT)

    with pytest.raises(StepRefused, match="teachers_not_filed_yet"):
        services.make_teachers_notice(cohort_of(), by=actor("clerk"), at=AT)


def test_the_plan_is_posted_with_its_file_by_the_bureau_alone() -> None:
    campaign = cohort_of().campaign

    with pytest.raises(NotAllowed):
        services.make_plan_notice(campaign, by=actor("clerk"), at=AT)
    notice = services.make_plan_notice(campaign, by=actor("operator"), at=AT)

    (attachment,) = queries.attachments_of(notice)
    assert attachment.file == campaign.plan_file
    assert notice.title == "示例县教育局2026年工作方案公告"


def test_papers_are_kept_with_the_notice() -> None:
    cohort = cohort_of()

    notice = services.make_notice(
        result_content(),
        campaign=cohort.campaign,
        cohort=cohort,
        papers=[services.Paper("分班名单公示表", b"%PDF-1.7 lists")],
        by=actor("operator"),
        at=AT,
    )

    (attachment,) = queries.attachments_of(notice)
    assert files.read_bytes(attachment.file) == b"%PDF-1.7 lists"
    assert attachment.file.key_id


# -- posting ---------------------------------------------------------------------------------


def test_a_posting_has_place_time_photo_and_the_last_day_of_the_period() -> None:
    notice = posted(teachers_notice())

    assert (notice.place, notice.state) == ("校门口公告栏", "posted")
    assert notice.shown_until == date(2026, 9, 4)
    assert notice.photo is not None
    with Image.open(io.BytesIO(files.read_bytes(notice.photo))) as photo:
        assert photo.format == "JPEG"
    assert TeacherList.objects.get().state == "posted"


def test_a_freeze_hangs_at_least_until_its_ceremony() -> None:
    notice = a_result_notice()
    Notice.objects.update(days=0, until=date(2026, 8, 31))

    assert posted(Notice.objects.get(pk=notice.pk)).shown_until == date(2026, 8, 31)


@pytest.mark.parametrize(
    ("hours", "code"), [(2, "posting_in_future"), (-1, "posting_before_notice")]
)
def test_a_posting_at_an_impossible_moment_is_refused(hours: int, code: str) -> None:
    notice = teachers_notice()

    with pytest.raises(JunhengError, match=code):
        services.record_posting(
            notice.code,
            place="校门口",
            posted_at=AT + hours * HOUR,
            photo=[photograph()],
            by=actor("clerk"),
            at=AT + HOUR,
        )


def test_without_a_photograph_nothing_is_written() -> None:
    notice = teachers_notice()
    before = (StoredFile.objects.count(), AuditEntry.objects.count())

    with pytest.raises(JunhengError, match="picture_not_read"):
        services.record_posting(
            notice.code,
            place="校门口",
            posted_at=AT,
            photo=[b"%PDF-1.7"],
            by=actor("clerk"),
            at=AT,
        )

    assert (StoredFile.objects.count(), AuditEntry.objects.count()) == before
    assert Notice.objects.get().state == "made"


def test_a_second_posting_is_refused() -> None:
    notice = posted(teachers_notice())

    with pytest.raises(StepRefused, match="notice_posted_already"):
        posted(notice, at=AT + 2 * HOUR)


def test_a_notice_of_a_list_filed_anew_is_out_of_date() -> None:
    notice = teachers_notice()
    cohort = cohort_of()
    cohort.class_count = 1
    cohort.save()
    teachers.return_list(cohort.code, reason="改为一个班", by=actor("reviewer"), at=AT)
    teachers.write_list(cohort.code, ("王芳",), by=actor("clerk"), at=AT)
    teachers.submit_list(cohort.code, by=actor("principal"), at=AT)
    teachers.file_list(cohort.code, by=actor("reviewer"), at=AT)

    with pytest.raises(StepRefused, match="notice_out_of_date"):
        posted(notice)
    services.withdraw_notice(notice.code, reason="名单改过", by=actor("reviewer"), at=AT)
    newer = services.make_teachers_notice(cohort_of(), by=actor("clerk"), at=AT)
    assert posted(newer).about == "2026-T002"


def test_a_notice_hangs_its_whole_period_and_is_then_due_to_be_taken_down() -> None:
    notice = posted(teachers_notice())
    last_day = AT + 7 * DAY

    assert queries.tasks_of(actor("clerk"), at=last_day).to_take_down == ()
    assert not queries.is_over(notice, at=last_day)
    with pytest.raises(StepRefused, match="notice_must_hang"):
        services.take_down(notice.code, by=actor("clerk"), at=last_day)

    assert queries.tasks_of(actor("clerk"), at=last_day + DAY).to_take_down == (notice,)
    assert queries.is_over(notice, at=last_day + DAY)
    services.take_down(notice.code, by=actor("clerk"), at=last_day + DAY)
    assert queries.tasks_of(actor("clerk"), at=last_day + DAY).to_take_down == ()


def test_a_withdrawn_notice_keeps_its_reason_and_makes_room_for_a_right_one() -> None:
    notice = a_result_notice()

    with pytest.raises(NotAllowed):
        services.withdraw_notice(notice.code, reason="错", by=actor("clerk"), at=AT)
    with pytest.raises(JunhengError, match="reason_needed"):
        services.withdraw_notice(notice.code, reason=" ", by=actor("reviewer"), at=AT)
    services.withdraw_notice(notice.code, reason="地点有误", by=actor("reviewer"), at=AT)

    assert a_result_notice() != notice
    assert Notice.objects.get(pk=notice.pk).withdrawn_reason == "地点有误"


def test_the_database_itself_keeps_a_notice_that_is_done() -> None:
    notice = a_result_notice()
    services.withdraw_notice(notice.code, reason="地点有误", by=actor("reviewer"), at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(title="别的标题")


def test_a_public_page_is_there_while_the_notice_hangs_and_not_a_day_longer() -> None:
    notice = teachers_notice()
    with pytest.raises(NotVisible):
        queries.public_notice(notice.public_code, at=AT)
    notice = posted(notice)

    assert queries.public_notice(notice.public_code, at=AT + 7 * DAY) == notice
    with pytest.raises(NotVisible, match="notice_not_public"):
        queries.public_notice(notice.public_code, at=AT + 8 * DAY)
    with pytest.raises(NotVisible):
        queries.public_notice(notice.code, at=AT + HOUR)


def test_another_schools_notice_does_not_exist_but_the_bureaus_does() -> None:
    notice = teachers_notice()
    plan = services.make_plan_notice(cohort_of().campaign, by=actor("operator"), at=AT)

    assert queries.list_notices(actor("clerk_elsewhere")) == [plan]
    with pytest.raises(NotVisible):
        queries.get_notice(actor("clerk_elsewhere"), notice.code)
    with pytest.raises(NotVisible):
        services.take_down(notice.code, by=actor("clerk_elsewhere"), at=AT)


def test_a_school_does_not_post_for_the_bureau() -> None:
    plan = services.make_plan_notice(cohort_of().campaign, by=actor("operator"), at=AT)

    with pytest.raises(NotAllowed):
        posted(plan)


def test_the_newest_notice_of_a_kind_tells_those_above_since_when_it_hangs() -> None:
    assert queries.newest_notice(cohort_of(), NoticeKind.TEACHERS) is None

    notice = posted(teachers_notice())

    found = queries.newest_notice(cohort_of(), NoticeKind.TEACHERS)
    assert found == notice
    assert found is not None
    assert found.posted_at == AT + HOUR


def test_what_waits_is_the_schools_at_the_school_and_the_bureaus_at_the_bureau() -> None:
    notice = teachers_notice()
    plan = services.make_plan_notice(cohort_of().campaign, by=actor("operator"), at=AT)

    assert queries.tasks_of(actor("clerk"), at=AT).to_post == (notice,)
    assert queries.tasks_of(actor("operator"), at=AT).to_post == (plan,)
    assert not queries.tasks_of(actor("clerk_elsewhere"), at=AT)
    assert not queries.tasks_of(actor("inspector"), at=AT)
    at_bureau, at_school = objection(posted(notice)), objection(notice, "clerk")
    assert queries.tasks_of(actor("operator"), at=AT).to_answer == (at_bureau,)
    assert queries.tasks_of(actor("principal"), at=AT).to_answer == (at_school,)


# -- objections ------------------------------------------------------------------------------


def test_an_objection_has_a_deadline_and_is_sealed() -> None:
    written = objection(posted(teachers_notice()))

    assert written.due_on == date(2026, 9, 12)
    stored = Objection.objects.values_list("content", "person", "contact").get()
    assert not any("周" in str.__str__(value) or "138" in str.__str__(value) for value in stored)
    entry = AuditEntry.objects.get(event="notices.objection.record")
    assert "13812345678" not in str(entry.payload)


def test_the_school_does_not_learn_who_complained_at_the_bureau() -> None:
    at_bureau = objection(posted(teachers_notice()))

    assert services.open_objection(at_bureau.code, by=actor("principal"), at=AT)[1] is False
    assert services.open_objection(at_bureau.code, by=actor("operator"), at=AT)[1] is True
    seen = AuditEntry.objects.filter(event="notices.objection.open").order_by("sequence")
    assert [entry.payload["with_person"] for entry in seen] == [False, True]


def test_what_came_in_at_the_school_is_seen_and_answered_there() -> None:
    at_school = objection(posted(teachers_notice()), "clerk")

    assert services.open_objection(at_school.code, by=actor("principal"), at=AT)[1] is True
    done = services.answer_objection(
        at_school.code,
        conclusion=Conclusion.UPHELD,
        answer="已在名单上加注。",
        by=actor("principal"),
        at=AT,
    )
    assert done.state == "answered"


def test_an_answer_is_given_once_with_a_conclusion_and_how_late_it_was() -> None:
    written = objection(posted(teachers_notice()))
    answer: Any = {
        "conclusion": Conclusion.REJECTED,
        "answer": "两位老师确实同名，已在名单上加注。",
    }

    for kind in ("clerk", "principal"):
        with pytest.raises(NotAllowed):
            services.answer_objection(written.code, by=actor(kind), at=AT, **answer)
    with pytest.raises(JunhengError, match="objection_needs_answer"):
        services.answer_objection(
            written.code,
            conclusion=Conclusion.REJECTED,
            answer=" ",
            by=actor("operator"),
            at=AT,
        )
    assert queries.open_objections(cohort_of()) == 1
    services.answer_objection(written.code, by=actor("operator"), at=AT + 20 * DAY, **answer)

    assert queries.open_objections(cohort_of()) == 0
    entry = AuditEntry.objects.get(event="notices.objection.answer")
    assert entry.payload == {"conclusion": "rejected", "days_late": 5}
    with pytest.raises(StepRefused):
        services.answer_objection(written.code, by=actor("operator"), at=AT, **answer)


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 8, 29), "objection_in_future"), (date(2026, 8, 27), "objection_before_notice")],
)
def test_an_objection_cannot_come_before_the_notice_or_tomorrow(day: date, code: str) -> None:
    notice = posted(teachers_notice())

    with pytest.raises(JunhengError, match=code):
        services.record_objection(
            notice.code,
            channel=Channel.VISIT,
            received_on=day,
            content="有误",
            by=actor("clerk"),
            at=AT + HOUR,
        )


def test_a_notice_that_never_hung_has_no_objections() -> None:
    with pytest.raises(StepRefused, match="notice_never_posted"):
        objection(teachers_notice())


def test_objections_to_the_bureaus_notices_are_not_the_schools() -> None:
    plan = services.make_plan_notice(cohort_of().campaign, by=actor("operator"), at=AT)
    services.record_posting(
        plan.code,
        place="县政府门前",
        posted_at=AT,
        photo=[photograph()],
        by=actor("operator"),
        at=AT,
    )
    written = objection(plan)

    assert queries.objections_to(actor("principal"), plan) == []
    with pytest.raises(NotVisible):
        queries.get_objection(actor("principal"), written.code)
    with pytest.raises(NotAllowed):
        objection(plan, "clerk")

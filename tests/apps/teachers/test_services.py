"""Lists of homeroom teachers: one a class, filed, and then fixed but with consent."""

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from junheng.apps.teachers import queries, services
from junheng.apps.teachers.models import Filing, HomeroomTeacher, TeacherList
from junheng.apps.teachers.rules import TeamMember
from junheng.core.access import NotAllowed, NotVisible, StepRefused
from junheng.core.audit.models import AuditEntry
from junheng.core.secrets.keyring import Keyring
from junheng.core.workflow.transitions import table_of
from junheng.engine.errors import JunhengError
from tests.cohorts_made import a_year, cohort_of
from tests.people import AT, OTHER_SCHOOL, a_county, actor

SAMPLES = Path("tests/data/rosters")
TWO = ("王芳", "李强")


@pytest.fixture(autouse=True)
def year(db: None, keys: Keyring) -> None:
    a_county()
    a_year()


def written(names: tuple[str, ...] = TWO) -> str:
    code = cohort_of().code
    services.write_list(code, names, by=actor("clerk"), at=AT)
    return code


def filed() -> str:
    code = written()
    services.submit_list(code, by=actor("principal"), at=AT)
    services.file_list(code, by=actor("reviewer"), at=AT)
    return code


def test_the_states_of_a_list() -> None:
    assert table_of(TeacherList.TRANSITIONS) == (
        "draft: submit -> submitted\n"
        "submitted: return -> draft, file -> filed\n"
        "filed: return -> draft, post -> posted\n"
        "posted: return -> draft"
    )


def test_a_list_is_what_a_freeze_takes_once_it_is_filed_and_not_before() -> None:
    code = written()
    assert services.homeroom_teachers(cohort_of()) == ()
    services.submit_list(code, by=actor("principal"), at=AT)
    assert services.homeroom_teachers(cohort_of()) == ()

    services.file_list(code, by=actor("reviewer"), at=AT)

    assert services.homeroom_teachers(cohort_of()) == TWO
    filing = Filing.objects.get()
    assert (filing.number, filing.names) == ("2026-T001", list(TWO))


def test_a_list_can_be_written_anew_until_it_is_handed_in() -> None:
    written(("赵一", "钱二"))

    written()

    assert queries.names_on(queries.find_list(cohort_of())) == TWO


@pytest.mark.parametrize("names", [("王芳",), ("王芳", "王芳"), ("王芳", "李强", "赵一"), ()])
def test_a_list_that_is_not_one_teacher_a_class_is_not_written(names: tuple[str, ...]) -> None:
    with pytest.raises(JunhengError, match="teachers_list_faulty"):
        written(names)

    assert not TeacherList.objects.exists()
    assert not AuditEntry.objects.exists()


def test_before_the_number_of_classes_is_known_there_is_no_list() -> None:
    with pytest.raises(StepRefused, match="teachers_before_classes"):
        services.preview_names(cohort_of(OTHER_SCHOOL), TWO)


def test_nothing_is_filed_before_the_roster_is_approved() -> None:
    code = written()
    cohort = cohort_of()
    services.submit_list(code, by=actor("principal"), at=AT)
    cohort.state, cohort.approval_number, cohort.approved_by = "submitted", "", ""
    cohort.approved_at = None
    cohort.save()

    with pytest.raises(StepRefused, match="teachers_before_approval"):
        services.file_list(code, by=actor("reviewer"), at=AT)


def test_a_filed_list_is_not_written_again_and_the_refusal_says_the_rule() -> None:
    code = filed()

    with pytest.raises(StepRefused, match="teachers_filed") as refused:
        services.write_list(code, ("赵一", "钱二"), by=actor("clerk"), at=AT)

    assert refused.value.params == {"number": "2026-T001"}
    assert services.homeroom_teachers(cohort_of()) == TWO


def test_a_filed_list_is_not_returned_while_it_fits() -> None:
    code = filed()

    with pytest.raises(StepRefused, match="teachers_filed"):
        services.return_list(code, reason="换人", by=actor("reviewer"), at=AT)


def test_a_filed_list_that_fits_no_longer_goes_back_and_gets_a_new_number() -> None:
    code = filed()
    cohort = cohort_of()
    cohort.class_count = 3
    cohort.save()
    assert services.homeroom_teachers(cohort_of()) == ()

    services.return_list(code, reason="班级数改为三个", by=actor("reviewer"), at=AT)
    services.write_list(code, (*TWO, "赵一"), by=actor("clerk"), at=AT)
    services.submit_list(code, by=actor("principal"), at=AT)
    again = services.file_list(code, by=actor("reviewer"), at=AT)

    assert again.filing_number == "2026-T002"
    assert [filing.number for filing in queries.filings_of(again)] == ["2026-T002", "2026-T001"]


def test_a_list_that_waits_goes_back_with_the_reason_to_be_read() -> None:
    code = written()
    services.submit_list(code, by=actor("principal"), at=AT)

    with pytest.raises(JunhengError, match="reason_needed"):
        services.return_list(code, reason=" ", by=actor("reviewer"), at=AT)
    services.return_list(code, reason="缺职称材料", by=actor("reviewer"), at=AT)

    found = queries.find_list(cohort_of())
    assert found is not None
    assert (found.state, found.returned_reason, found.submitted_at) == ("draft", "缺职称材料", None)


def test_a_list_in_a_frozen_cohort_does_not_move() -> None:
    code = filed()
    cohort = cohort_of()
    cohort.state, cohort.frozen_at, cohort.frozen_by = "frozen", AT, "operator"
    cohort.save()

    with pytest.raises(StepRefused, match="cohort_is_past_this"):
        services.return_list(code, reason="换人", by=actor("reviewer"), at=AT)


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        ("clerk_elsewhere", NotVisible),
        ("operator", NotAllowed),
        ("inspector", NotAllowed),
        ("system_admin", NotVisible),
    ],
)
def test_only_the_school_itself_writes_its_list(kind: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        services.write_list(cohort_of().code, TWO, by=actor(kind), at=AT)


def test_the_clerk_does_not_hand_in_and_the_school_does_not_file() -> None:
    code = written()

    with pytest.raises(NotAllowed):
        services.submit_list(code, by=actor("clerk"), at=AT)
    with pytest.raises(NotAllowed):
        services.file_list(code, by=actor("principal"), at=AT)


def test_a_replacement_needs_a_filed_list_and_keeps_who_was_replaced() -> None:
    code = written()
    change = {"change": "abcdefghjkmn", "consent_number": "教办2026-5号"}
    with pytest.raises(StepRefused, match="teachers_need_no_consent"):
        services.replace_teacher(
            cohort_of(), name="王芳", successor="赵一", by=actor("operator"), at=AT, **change
        )
    services.submit_list(code, by=actor("principal"), at=AT)
    services.file_list(code, by=actor("reviewer"), at=AT)

    services.replace_teacher(
        cohort_of(), name="王芳", successor="赵 一", by=actor("operator"), at=AT, **change
    )

    assert services.homeroom_teachers(cohort_of()) == ("赵一", "李强")
    (before,) = queries.replaced_on(queries.find_list(cohort_of()))
    assert (before.name, before.consent_number) == ("王芳", "教办2026-5号")
    assert Filing.objects.get().names == list(TWO)


@pytest.mark.parametrize(
    ("name", "successor", "code"),
    [
        ("赵一", "钱二", "teacher_not_on_list"),
        ("王芳", "李强", "teacher_already_on_list"),
        ("王芳", "钱2", "teachers_list_faulty"),
    ],
)
def test_a_replacement_that_makes_no_sense_is_refused(name: str, successor: str, code: str) -> None:
    filed()

    with pytest.raises(JunhengError, match=code):
        services.replace_teacher(
            cohort_of(),
            name=name,
            successor=successor,
            change="abcdefghjkmn",
            consent_number="5",
            by=actor("operator"),
            at=AT,
        )


def test_posting_is_noted_once() -> None:
    filed()

    services.mark_posted(cohort_of(), by=actor("clerk"), at=AT)
    services.mark_posted(cohort_of(), by=actor("clerk"), at=AT)

    steps = AuditEntry.objects.filter(event="workflow.step.take", payload__step="post")
    assert steps.count() == 1


def test_teams_are_written_around_the_list_and_go_with_it() -> None:
    code = written()
    members = (TeamMember("王芳", "语文", "王芳"), TeamMember("李强", "语文", "孙三"))

    services.write_teams(code, members, by=actor("clerk"), at=AT)
    assert queries.team_members(queries.find_list(cohort_of())) == members

    with pytest.raises(StepRefused, match="teachers_changed_meanwhile"):
        services.write_teams(code, (TeamMember("赵一", "语文", "赵一"),), by=actor("clerk"), at=AT)
    written(("赵一", "钱二"))
    assert queries.team_members(queries.find_list(cohort_of())) == ()


def test_the_audit_trail_has_numbers_and_digests_but_no_names() -> None:
    code = cohort_of().code
    services.write_list(code, TWO, by=actor("clerk"), at=AT, file_digest="cd" * 32)

    assert AuditEntry.objects.get().payload == {"teachers": 2, "file_digest": "cd" * 32}


def test_the_database_itself_refuses_a_second_teacher_at_a_place() -> None:
    written()
    entry = HomeroomTeacher.objects.first()
    assert entry is not None

    with pytest.raises(IntegrityError), transaction.atomic():
        HomeroomTeacher.objects.create(list=entry.list, place=entry.place, name="赵一")


@pytest.mark.parametrize(
    ("sample", "classes"), [("teachers-8-classes.xlsx", 31), ("teachers-12-classes.xlsx", 37)]
)
def test_of_a_sheet_of_all_teachers_those_are_offered_who_can_be(sample: str, classes: int) -> None:
    preview = services.preview_file(cohort_of(), sample, (SAMPLES / sample).read_bytes())

    assert [fault.code for fault in preview.faults] == ["marked_teachers_not_one_per_class"]
    assert preview.names == ()
    assert 2 < len(preview.candidates) <= classes


def test_a_sheet_of_the_two_is_read_and_its_name_stands_in_refusals() -> None:
    preview = services.preview_file(cohort_of(), "名单.csv", "姓名\n王 芳\n李强\n".encode("gbk"))
    assert (preview.names, preview.faults) == (TWO, ())

    with pytest.raises(JunhengError) as refused:
        services.preview_file(cohort_of(), "照片.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    assert refused.value.params["file"] == "照片.xlsx"

"""The sheet of schools: preview, confirmation, and what the database refuses."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from junheng.apps.schools import services
from junheng.apps.schools.models import Bureau, School
from junheng.apps.schools.rules import SchoolEntry
from junheng.core.access import StepRefused
from junheng.core.audit.models import AuditEntry
from junheng.core.secrets.keyring import Keyring
from junheng.engine.errors import JunhengError
from tests.people import AT, a_county, actor, signed_in

HEAD = "学校代码,学校名称,学段,举办者,热点学校\n"


@pytest.fixture(autouse=True)
def county(db: None, keys: Keyring) -> None:
    a_county()


def sheet(*rows: str) -> bytes:
    return (HEAD + "\n".join(rows) + "\n").encode()


def entry(code: str, name: str) -> SchoolEntry:
    return SchoolEntry(
        code=code, name=name, has_primary=True, has_junior=False, is_private=False, is_hot=False
    )


def test_the_preview_tells_new_changed_and_same_and_writes_nothing() -> None:
    preview = services.preview_schools(
        "学校.csv",
        sheet(
            "010001,城关第一小学,小学,公办,否",
            "010002,城关第二实验小学,小学,公办,否",
            "020001,育才初级中学,初中,民办,是",
        ),
    )

    assert [change.change for change in preview.changes] == ["same", "changed", "new"]
    assert preview.can_be_confirmed
    assert School.objects.count() == 2


def test_every_fault_is_said_at_once_and_nothing_can_be_confirmed() -> None:
    preview = services.preview_schools(
        "学校.csv", sheet("10003,某小学,小学,公办,否", "010004,,高中,公办,否")
    )

    assert {fault.code for fault in preview.errors} == {
        "school_code_not_six_digits",
        "cell_required",
        "choice_unknown",
    }
    assert not preview.can_be_confirmed


def test_the_name_of_another_school_is_taken() -> None:
    preview = services.preview_schools("学校.csv", sheet("030001,城关第一小学,小学,公办,否"))

    assert [fault.code for fault in preview.errors] == ["school_name_taken"]


def test_what_is_no_spreadsheet_is_refused_under_its_own_name() -> None:
    with pytest.raises(JunhengError) as refused:
        services.preview_schools("照片.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 100)

    assert refused.value.params["file"] == "照片.xlsx"


def test_a_confirmed_sheet_is_written_and_its_digest_written_down() -> None:
    done = services.import_schools(
        [entry("010001", "城关一小"), entry("020001", "育才小学")],
        file_digest="ab" * 32,
        by=actor("operator"),
        at=AT,
    )

    assert (done.new_count, done.changed_count, done.same_count) == (1, 1, 0)
    assert School.objects.get(code="010001").name == "城关一小"
    assert AuditEntry.objects.get().payload == {
        "file_digest": "ab" * 32,
        "new": 1,
        "changed": 1,
        "same": 0,
    }


def test_a_name_taken_since_the_preview_stops_everything() -> None:
    with pytest.raises(StepRefused):
        services.import_schools(
            [entry("020001", "育才小学"), entry("020002", "城关第一小学")],
            file_digest="",
            by=actor("operator"),
            at=AT,
        )

    assert School.objects.count() == 2
    assert not AuditEntry.objects.exists()


def test_two_schools_can_exchange_their_names() -> None:
    services.import_schools(
        [entry("010001", "城关第二小学"), entry("010002", "城关第一小学")],
        file_digest="",
        by=actor("operator"),
        at=AT,
    )

    assert School.objects.get(code="010002").name == "城关第一小学"


def test_the_operator_uploads_looks_and_confirms() -> None:
    browser = signed_in("operator")
    file = SimpleUploadedFile("学校.csv", sheet("020001,育才初级中学,初中,民办,是"))

    looked = browser.post("/schools/import/", {"file": file})
    assert "新增 1 所" in looked.content.decode()
    assert School.objects.count() == 2

    confirmed = browser.post("/schools/import/confirm/", follow=True)
    assert "已写入：新增 1 所" in confirmed.content.decode()
    assert browser.post("/schools/import/confirm/").status_code == 409


def test_the_template_of_the_sheet_is_read_back_without_a_fault() -> None:
    content = signed_in("operator").get("/schools/template/").content

    preview = services.preview_schools("模板.xlsx", content)
    assert [fault.code for fault in preview.faults] == ["table_is_empty"]


def test_the_search_answers_with_the_table_alone() -> None:
    answer = (
        signed_in("operator")
        .get("/schools/", {"q": "第二"}, headers={"HX-Request": "true"})
        .content.decode()
    )

    assert "城关第二小学" in answer
    assert "城关第一小学" not in answer
    assert "<html" not in answer


def test_the_database_refuses_a_second_bureau_a_wrong_code_and_no_stage() -> None:
    for write in (
        lambda: Bureau.objects.create(id=2, county_code="520123"),
        lambda: School.objects.filter(code="010001").update(code="abc"),
        lambda: School.objects.filter(code="010001").update(has_primary=False),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()

"""The keys of a year end by two people's act, and the proof of it can be checked by anybody."""

import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from django.db import connection
from pytest_django import Settings

from junheng.apps.care import queries
from junheng.apps.care.models import KeyDestruction
from junheng.apps.care.services import keys
from junheng.apps.care.states import Reason
from junheng.apps.students.models import Student
from junheng.core.access import proposals as two_people
from junheng.core.audit.models import AuditEntry
from junheng.core.files.kinds import FileKind
from junheng.core.files.services import store
from junheng.core.messages import sentence
from junheng.core.secrets import destruction
from junheng.core.secrets import services as secrets
from junheng.core.secrets.models import YearKey
from junheng.engine.errors import JunhengError
from tests.apps.students.students_made import a_cohort, imported, row, sheet
from tests.people import AT, a_county, actor, person, signed_in
from tests.reporting.forms.read_back import words_of

OVER = datetime(2035, 9, 1, 1, 30, tzinfo=UTC)
"""The day after the retention of 2026: six years of primary school and three after it."""
SCAN = FileKind("samples.scan", ".pdf", "application/pdf", True, timedelta(days=9999))


@pytest.fixture(autouse=True)
def year(
    db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A county with a roster and a scan of 2026, whose keys are no longer the newest."""
    settings.JUNHENG_VAR = tmp_path / "var"
    settings.JUNHENG_BACKUPS = tmp_path / "backups"
    settings.JUNHENG_START_KEY = tmp_path / "var" / "keys" / "start-key.json"
    settings.JUNHENG_START_PASSPHRASE = None
    monkeypatch.setattr(secrets._Opened, "keyring", None)
    secrets.set_up(suite_name="intl", year=2026, passphrase=None, at=AT)
    a_county()
    for kind in ("system_admin", "audit_admin"):
        person(kind)
    imported(a_cohort(), sheet([row(1, "欧阳标记"), row(2)]))
    store(SCAN, [b"a scan"], at=AT)
    keys.open_year(key_id="2027", by=actor("system_admin"), at=AT)
    yield
    secrets.forget_keys()


def destroyed() -> KeyDestruction:
    asked = keys.propose_destruction(key_id="2026", by=actor("system_admin"), at=OVER)
    two_people.confirm(asked.code, digest=asked.digest, by=actor("audit_admin"), at=OVER)
    return KeyDestruction.objects.get()


def closed_with_2026() -> list[tuple[str, str, str, str]]:
    """Every value of the year as the tables hold it, read without any code of the platform."""
    found = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names()):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # noqa: S608 - our own tables
            columns = [column[0] for column in cursor.description]
            rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
            found += [
                (table, column, str(row["code"]), str(row[column]))
                for column in sorted(columns)
                for row in rows
                if str(row[column]).startswith("sgf1.2026.")
            ]
    return found


def test_the_proof_counts_and_digests_what_the_tables_hold() -> None:
    held = closed_with_2026()
    lines = "".join("\t".join(value) + "\n" for value in held)

    proof = destroyed()

    assert proof.values == len(held) > 6
    assert proof.values_digest == hashlib.sha256(lines.encode()).hexdigest()
    assert proof.columns["students_student.name"] == 2
    assert sum(proof.columns.values()) == proof.values
    assert proof.files >= 1


def test_before_it_opens_and_afterwards_nothing_does() -> None:
    samples = destruction.census("2026").samples
    assert destruction.count_opened(samples) == len(samples) > 0

    proof = destroyed()

    assert proof.tried == len(samples)
    assert destruction.count_opened(samples) == 0
    with pytest.raises(JunhengError, match="key_not_held"):
        _ = Student.objects.first().name  # type: ignore[union-attr]


def test_keys_that_turn_up_elsewhere_are_known_by_their_digest() -> None:
    in_an_old_copy = YearKey.objects.get(key_id="2026").wrapped

    proof = destroyed()

    assert proof.key_digest == hashlib.sha256(in_an_old_copy.encode()).hexdigest()
    assert YearKey.objects.get(key_id="2026").wrapped == ""


def test_the_trail_holds_the_proof() -> None:
    proof = destroyed()

    payload = AuditEntry.objects.get(event="care.keys.prove_destruction").payload
    assert payload == {
        "key_id": "2026",
        "values": proof.values,
        "values_digest": proof.values_digest,
        "files": proof.files,
        "files_digest": proof.files_digest,
        "key_digest": proof.key_digest,
        "tried": proof.tried,
    }
    assert (proof.asked_by_name, proof.confirmed_by_name) == (
        person("system_admin").name,
        person("audit_admin").name,
    )


def test_what_still_opens_stops_the_destruction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "count_opened", lambda _samples: 1)

    with pytest.raises(JunhengError, match="destruction_still_opens"):
        destroyed()

    assert YearKey.objects.get(key_id="2026").wrapped
    assert not KeyDestruction.objects.exists()
    assert not AuditEntry.objects.filter(event="care.keys.destroy_year").exists()


def test_the_proof_is_looked_at_again_each_time_it_is_opened() -> None:
    destroyed()
    again = queries.recheck("2026")
    assert again.opened == 0
    assert again.is_as_in(KeyDestruction.objects.get())
    browser = signed_in("system_admin")
    page = browser.get("/care/keys/2026/destruction/").content.decode()
    assert "与销毁那天完全一样" in page
    assert "能打开 0 项" in page

    Student.objects.all().delete()

    assert not queries.recheck("2026").is_as_in(KeyDestruction.objects.get())
    page = browser.get("/care/keys/2026/destruction/").content.decode()
    assert "不影响“打不开”的结论" in page


def test_a_value_closed_with_another_year_is_not_counted() -> None:
    before = destruction.census("2026").values
    student = Student.objects.get(row=2)
    student.name = "另起的名"
    student.save()

    assert destruction.census("2026").values == before - 1
    assert destruction.census("2027").values >= 1


def test_the_paper_says_what_the_proof_says() -> None:
    proof = destroyed()

    answer = signed_in("system_admin").get("/care/keys/2026/paper/")

    assert answer["Content-Disposition"] == 'attachment; filename="key-destruction-2026.pdf"'
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert "2026年度密钥销毁证明" in str(pdf.docinfo["/Title"])
        assert b"pdfaid" in pdf.Root.Metadata.read_bytes()
    words = words_of(answer.content)
    assert "2026年度" in words
    assert "欧阳" not in words
    assert proof.backups == []


@pytest.mark.parametrize("kind", ["operator", "clerk", "audit_admin"])
def test_nobody_else_sees_the_proof(kind: str) -> None:
    destroyed()

    assert signed_in(kind).get("/care/keys/2026/paper/").status_code == 403


def test_a_year_that_is_due_is_told_on_the_workbench() -> None:
    system = actor("system_admin")
    due = sentence("care_keys_due", {"key_id": "2026", "day": "2035-08-31"})

    assert due not in queries.problems_for(system, at=OVER - timedelta(days=1))
    assert due in queries.problems_for(system, at=OVER)
    destroyed()
    assert due not in queries.problems_for(system, at=OVER)


def test_copies_that_restores_left_are_named(settings: Settings) -> None:
    destroyed()
    (Path(settings.JUNHENG_VAR) / "before-restore-abc").mkdir()

    page = signed_in("system_admin").get("/care/keys/2026/destruction/").content.decode()

    assert "before-restore-abc" in page
    assert "没有随这个密钥清除的现场会文件夹" in page


def test_backups_of_before_are_named_and_later_ones_not() -> None:
    from junheng.apps.care.models import BackupCopy  # noqa: PLC0415 - for this test alone

    for file, at in (("before.sgx", AT), ("after.sgx", OVER + timedelta(days=1))):
        BackupCopy.objects.create(
            reason=Reason.NIGHTLY, file=file, is_in_folder=True, size=1, digest="0" * 64,
            head_sequence=1, head_digest="0" * 64, made_at=at, made_by_name="x",
        )  # fmt: skip

    assert destroyed().backups == ["before.sgx"]
    page = signed_in("system_admin").get("/care/keys/2026/destruction/").content.decode()
    assert "before.sgx" in page
    assert "after.sgx" not in page

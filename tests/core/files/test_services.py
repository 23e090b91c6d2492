"""Kept files: whole or not there, readable only as they were stored."""

# ruff: noqa: PT012 - what is refused is a whole transaction

import os
import resource
import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from junheng.core.audit.models import AuditEntry
from junheng.core.files import disk, services
from junheng.core.files.kinds import MEBIBYTE, FileKind
from junheng.core.files.models import StoredFile
from junheng.core.files.services import (
    damaged_files,
    keep,
    read,
    read_bytes,
    remove,
    remove_due,
    store,
    sweep,
    write,
)
from junheng.core.files.serving import download
from junheng.core.secrets.keyring import Keyring
from junheng.engine.errors import JunhengError
from tests.conftest import AT
from tests.core.samples.people import Clerk
from tests.databases import OwnDatabase
from tests.forked import how_it_ended

ROSTER = FileKind("samples.roster", ".xlsx", "application/vnd.ms-excel", True, timedelta(days=365))
NOTICE = FileKind("samples.notice", ".pdf", "application/pdf", False, None)
SMALL = FileKind("samples.small", ".txt", "text/plain", False, None, largest_bytes=MEBIBYTE)
LONG_AFTER = AT + timedelta(days=4000)

CONTENT = "姓名,欧阳同学\n".encode() * 100_000  # two pieces


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.JUNHENG_VAR = tmp_path
    return tmp_path / "files"


def files_in(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def only_file(folder: Path) -> Path:
    (file,) = files_in(folder)
    return file


@pytest.mark.django_db
@pytest.mark.usefixtures("both_databases", "keys")
class TestKeeping:
    @pytest.mark.parametrize("kind", [ROSTER, NOTICE])
    @pytest.mark.parametrize(
        "content", [b"x", CONTENT[:MEBIBYTE], CONTENT[: MEBIBYTE + 1], CONTENT]
    )
    def test_a_stored_file_reads_back(self, kind: FileKind, content: bytes) -> None:
        stored = store(kind, [content[:7], content[7:]], at=AT)

        assert read_bytes(StoredFile.objects.get()) == content
        assert (stored.digest, stored.size) == (sha256(content).hexdigest(), len(content))

    def test_what_holds_children_is_encrypted_on_the_disk(self, folder: Path) -> None:
        stored = store(ROSTER, [CONTENT], at=AT)

        assert "欧阳".encode() not in only_file(folder).read_bytes()
        assert stored.key_id == "2027"

    def test_what_is_public_is_not(self, folder: Path) -> None:
        store(NOTICE, [b"%PDF"], at=AT)

        assert only_file(folder).read_bytes() == b"%PDF"

    def test_the_name_on_the_disk_is_the_code_and_only_the_owner_may_look(
        self, folder: Path
    ) -> None:
        stored = store(ROSTER, [CONTENT], at=AT)

        file = only_file(folder)
        assert file.relative_to(folder).parts == (stored.code[:2], stored.code)
        assert file.stat().st_mode & 0o077 == 0
        assert file.parent.stat().st_mode & 0o077 == 0

    @pytest.mark.parametrize(
        ("content", "code"),
        [([], "stored_file_empty"), ([b"x" * (MEBIBYTE + 1)], "stored_file_too_large")],
    )
    def test_an_empty_and_a_too_large_file_are_refused_and_leave_nothing(
        self, folder: Path, content: list[bytes], code: str
    ) -> None:
        with pytest.raises(JunhengError, match=code):
            store(SMALL, content, at=AT)

        assert (StoredFile.objects.count(), files_in(folder)) == (0, [])

    def test_an_upload_that_breaks_off_leaves_nothing(self, folder: Path) -> None:
        def broken() -> Iterator[bytes]:
            yield CONTENT
            raise ConnectionResetError

        with pytest.raises(JunhengError, match="stored_file_upload_broken"):
            store(ROSTER, broken(), at=AT)

        assert (StoredFile.objects.count(), files_in(folder)) == (0, [])

    @pytest.mark.parametrize("kind", [ROSTER, NOTICE])
    @pytest.mark.parametrize(
        "harm",
        [
            lambda raw: raw[:-1],
            lambda raw: raw + b"x",
            lambda raw: raw[: len(raw) // 2] + b"?" + raw[len(raw) // 2 + 1 :],
            lambda raw: b"",
            lambda raw: raw[: MEBIBYTE + 32],
        ],
    )
    def test_a_damaged_file_is_never_given_whole(
        self, folder: Path, kind: FileKind, harm: Callable[[bytes], bytes]
    ) -> None:
        stored = store(kind, [CONTENT], at=AT)
        file = only_file(folder)
        file.write_bytes(harm(file.read_bytes()))

        with pytest.raises(JunhengError, match="stored_file_damaged"):
            read_bytes(stored)

        assert list(damaged_files()) == [(stored, "stored_file_damaged")]

    def test_a_damaged_files_last_piece_is_held_back(self, folder: Path) -> None:
        stored = store(NOTICE, [CONTENT], at=AT)
        file = only_file(folder)
        file.write_bytes(b"?" + file.read_bytes()[1:])

        given = read(stored)

        assert len(next(given)) == MEBIBYTE
        with pytest.raises(JunhengError, match="stored_file_damaged"):
            next(given)

    def test_a_file_put_in_the_place_of_another_does_not_open(self) -> None:
        first, second = (store(ROSTER, [text], at=AT) for text in (b"first!", b"second"))
        disk.place_of(first.code).replace(disk.place_of(second.code))

        with pytest.raises(JunhengError, match="stored_file_damaged"):
            read_bytes(second)

    def test_a_file_that_is_gone_is_missed(self, folder: Path) -> None:
        stored = store(ROSTER, [CONTENT], at=AT)
        only_file(folder).unlink()

        with pytest.raises(JunhengError, match="stored_file_missing"):
            read_bytes(stored)

    def test_a_file_whose_keys_were_destroyed_says_so(
        self, keys: Keyring, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stored = store(ROSTER, [CONTENT], at=AT)
        left = Keyring(keys.suite, {"2026": keys.years["2026"]})
        monkeypatch.setattr(services, "keyring_with", lambda _: left)

        with pytest.raises(JunhengError, match="key_not_held"):
            read_bytes(stored)

    def test_a_download_is_named_and_kept_out_of_caches(self) -> None:
        response = download(store(NOTICE, [b"%PDF"], at=AT), title="冻结公告")

        assert b"".join(response) == b"%PDF"  # type: ignore[arg-type]
        assert (
            "filename*=UTF-8''%E5%86%BB%E7%BB%93%E5%85%AC%E5%91%8A.pdf"
            in (response.headers["Content-Disposition"])
        )
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Cache-Control"] == "private, no-store"

    def test_a_damaged_file_is_refused_before_anything_is_sent(self, folder: Path) -> None:
        stored = store(NOTICE, [CONTENT], at=AT)
        only_file(folder).write_bytes(CONTENT[:-1])

        with pytest.raises(JunhengError, match="stored_file_damaged"):
            download(stored, title="冻结公告")


@pytest.mark.django_db
@pytest.mark.usefixtures("both_databases", "keys")
class TestRemoving:
    def test_a_removed_file_is_gone_and_its_digest_stays(
        self,
        folder: Path,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        stored = store(ROSTER, [CONTENT], at=AT)

        with django_capture_on_commit_callbacks(execute=True):
            remove(stored, by=Clerk(), at=AT)
            remove(stored, by=Clerk(), at=AT)

        assert files_in(folder) == []
        row = StoredFile.objects.get()
        assert (row.is_removed, row.digest) == (True, sha256(CONTENT).hexdigest())
        assert [entry.event for entry in AuditEntry.objects.all()] == ["files.file.remove"]
        with pytest.raises(JunhengError, match="stored_file_removed"):
            read_bytes(row)

    def test_a_removal_that_rolls_back_removes_nothing(self) -> None:
        stored = store(ROSTER, [CONTENT], at=AT)

        with pytest.raises(ZeroDivisionError), transaction.atomic():
            remove(stored, by=Clerk(), at=AT)
            _ = 1 / 0

        assert read_bytes(StoredFile.objects.get()) == CONTENT

    def test_files_go_when_their_time_is_up_and_not_before(self) -> None:
        roster, notice = store(ROSTER, [b"r"], at=AT), store(NOTICE, [b"n"], at=AT)

        assert remove_due(by=Clerk(), at=AT + timedelta(days=364)) == 0
        assert remove_due(by=Clerk(), at=AT + timedelta(days=365)) == 1

        roster.refresh_from_db()
        notice.refresh_from_db()
        assert (roster.is_removed, notice.is_removed) == (True, False)

    def test_the_sweep_takes_what_nothing_leads_to_and_leaves_the_rest(self, folder: Path) -> None:
        kept = store(ROSTER, [CONTENT], at=AT)
        orphan = write(ROSTER, [CONTENT])
        (disk.incoming_folder() / "torn").write_bytes(b"half")

        assert sweep(at=LONG_AFTER) == 2

        assert read_bytes(kept) == CONTENT
        assert not disk.place_of(orphan.code).exists()

    def test_the_sweep_is_not_stopped_by_a_file_that_goes_meanwhile(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gone = folder / "files" / "incoming" / "gone"
        monkeypatch.setattr(disk, "written_files", lambda: iter([gone]))

        assert sweep(at=LONG_AFTER) == 0

    def test_the_sweep_leaves_what_an_act_may_still_be_about(self) -> None:
        written = write(ROSTER, [CONTENT])

        assert sweep(at=AT.replace(year=2020)) == 0

        assert read_bytes(keep(written, at=AT)) == CONTENT


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying_content() -> Iterator[bytes]:
    yield CONTENT
    die()


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    "point",
    ["while writing", "before flushing", "before naming", "before the row", "before commit"],
)
def test_a_process_that_dies_leaves_a_whole_file_or_none(
    own_database: OwnDatabase, folder: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    def work() -> None:
        if point == "before flushing":
            monkeypatch.setattr(os, "fsync", die)
        if point == "before naming":
            monkeypatch.setattr(Path, "replace", die)
        if point == "before the row":
            monkeypatch.setattr(StoredFile.objects, "create", die)
        with transaction.atomic():
            store(ROSTER, dying_content() if point == "while writing" else [CONTENT], at=AT)
            die()

    assert how_it_ended(work, own_database) == -signal.SIGKILL

    assert StoredFile.objects.count() == 0
    assert sweep(at=LONG_AFTER) == 1
    assert files_in(folder) == []


@pytest.mark.usefixtures("keys")
def test_a_process_that_dies_after_the_commit_leaves_a_whole_file(
    own_database: OwnDatabase,
) -> None:
    def work() -> None:
        store(ROSTER, [CONTENT], at=AT)
        die()

    assert how_it_ended(work, own_database) == -signal.SIGKILL

    assert read_bytes(StoredFile.objects.get()) == CONTENT


@pytest.mark.usefixtures("keys")
def test_a_full_disk_leaves_nothing_and_is_named(own_database: OwnDatabase, folder: Path) -> None:
    def work() -> None:
        # The system itself refuses to let any file grow further, as a full disk or quota does.
        resource.setrlimit(resource.RLIMIT_FSIZE, (MEBIBYTE, MEBIBYTE))
        with pytest.raises(JunhengError, match="stored_file_disk_full"):
            store(ROSTER, [CONTENT], at=AT)

    assert how_it_ended(work, own_database) == 0

    assert (StoredFile.objects.count(), files_in(folder)) == (0, [])

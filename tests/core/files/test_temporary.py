"""What lies in clear only while it is read goes with the process that read it."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from junheng.core.files import temporary
from junheng.core.files.temporary import clear_abandoned, temporary_folder, use_own_folder

READER = """
import sys, tempfile, django
django.setup()
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from junheng.core.files.temporary import use_own_folder
use_own_folder()
upload = TemporaryFileUploadHandler()
upload.new_file("file", "roster.xlsx", "application/vnd.ms-excel", 4)
upload.receive_data_chunk(b"in clear", 0)
upload.file.flush()
with tempfile.TemporaryDirectory(prefix="junheng-") as folder:
    open(f"{folder}/scan.pdf", "w").write("in clear")
    print("reading", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.JUNHENG_VAR = tmp_path
    monkeypatch.setattr(tempfile, "tempdir", tempfile.gettempdir())
    monkeypatch.setattr(temporary._OwnFolder, "lock", None)
    return tmp_path


@pytest.fixture
def reader(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has an upload and a scan in clear, and goes on reading."""
    with subprocess.Popen(
        [sys.executable, "-c", READER],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "DJANGO_SETTINGS_MODULE": "junheng.web.settings",
            "JUNHENG_VAR": str(folder),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == b"reading\n"
        yield started
        started.kill()


def in_clear() -> list[Path]:
    return [
        file for file in temporary_folder().rglob("*") if file.is_file() and file.suffix != ".lock"
    ]


def test_what_a_killed_process_left_in_clear_is_gone_at_the_next_start(
    reader: "subprocess.Popen[bytes]",
) -> None:
    assert len(in_clear()) == 2

    reader.send_signal(signal.SIGKILL)
    reader.wait()

    assert clear_abandoned() == 2
    assert list(temporary_folder().iterdir()) == []


def test_a_system_that_keeps_open_files_is_no_hindrance(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = temporary_folder() / "left"
    left.mkdir(parents=True)
    (left / "scan.pdf").write_text("in clear")
    left.with_suffix(".lock").touch()
    unlink = Path.unlink

    def kept_while_open(file: Path, *, missing_ok: bool = False) -> None:
        if file.suffix == ".lock":  # as Windows does with a lock that is held
            raise PermissionError(13, "in use", str(file))
        unlink(file, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", kept_while_open)

    assert clear_abandoned() == 1
    assert not left.exists()


def test_what_a_living_process_reads_is_left_alone(reader: "subprocess.Popen[bytes]") -> None:
    assert clear_abandoned() == 0

    assert len(in_clear()) == 2
    assert reader.poll() is None


def test_temporary_files_lie_below_the_data_folder_open_to_its_owner_alone(folder: Path) -> None:
    own = use_own_folder()

    with tempfile.NamedTemporaryFile() as file:
        assert Path(file.name).parent == own
    assert own.is_relative_to(folder)
    assert {place.stat().st_mode & 0o077 for place in (own, own.parent)} == {0}


def test_where_nothing_was_left_nothing_is_cleared() -> None:
    assert clear_abandoned() == 0

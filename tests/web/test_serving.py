"""Starting the platform: what it says, what it refuses, what it leaves on the disk."""

import io
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from junheng.cli.passphrases import ask_start_passphrase
from junheng.core.secrets.start_key import key_of_its_own, key_of_passphrase, write_start_key
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import INTL
from junheng.engine.record.container import SALT_BYTES
from junheng.web import serving
from junheng.web.serving import Standing, greeting

RIGHT = "a long start passphrase"


def test_a_new_platform_leads_to_its_set_up() -> None:
    said = "\n".join(greeting(Standing(Path("/data"), "1-2-3"), "0.0.0.0", 8000))  # noqa: S104 - only said

    assert "http://127.0.0.1:8000/" in said
    assert "设置码 1-2-3" in said


def test_a_platform_that_is_set_up_shows_no_code() -> None:
    said = "\n".join(greeting(Standing(Path("/data"), None), "127.0.0.1", 8000))

    assert "设置码" not in said


@pytest.mark.parametrize("has_window", [True, False])
def test_only_who_has_a_window_reads_how_to_stop_it(
    monkeypatch: pytest.MonkeyPatch, *, has_window: bool
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: has_window, raising=False)

    said = "\n".join(greeting(Standing(Path("/data"), None), "127.0.0.1", 8000))

    assert ("Ctrl+C" in said) is has_window


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(JunhengError, match="port_taken") as refused:
            serving.serve(address="127.0.0.1", port=port, server="granian", say=print)
    assert refused.value.params["port"] == port


def test_the_number_of_processes_reaches_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}

    class Recorded:
        def __init__(self, target: str, **options: object) -> None:
            given.update(options, target=target)

        def serve(self) -> None:
            given["served"] = True

    monkeypatch.setattr("granian.server.Server", Recorded)

    serving._serve_granian("127.0.0.1", 8000, 3)

    assert (given["workers"], given["blocking_threads"]) == (3, serving.THREADS)
    assert given["served"] is True


def test_several_processes_need_the_server_that_can_start_them() -> None:
    with pytest.raises(JunhengError, match="server_is_one_process"):
        serving.serve(address="127.0.0.1", port=8000, server="waitress", say=print, processes=2)


def test_the_set_up_is_done_with_one_process_whatever_was_wanted() -> None:
    assert serving.usable_processes(Standing(Path("/data"), "1-2-3"), 3) == 1
    assert serving.usable_processes(Standing(Path("/data"), None), 3) == 3


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A start-key file made from `RIGHT`, at a low cost."""
    file = tmp_path / "start-key.json"
    write_start_key(key_of_passphrase(INTL, RIGHT, salt=b"s" * SALT_BYTES, cost=1 << 4), file)
    monkeypatch.setenv("JUNHENG_START_KEY", str(file))
    monkeypatch.delenv("JUNHENG_START_PASSPHRASE_FILE", raising=False)
    # Set and deleted, so that what the function writes is taken back after the test.
    monkeypatch.setenv("JUNHENG_START_PASSPHRASE", "")
    monkeypatch.delenv("JUNHENG_START_PASSPHRASE")
    return file


@pytest.mark.usefixtures("key_file")
def test_the_start_passphrase_is_asked_again_until_it_is_right() -> None:
    given = iter(("wrong", RIGHT))

    serving.give_start_passphrase(lambda: next(given))

    assert os.environ["JUNHENG_START_PASSPHRASE"] == RIGHT


@pytest.mark.usefixtures("key_file")
def test_after_three_wrong_ones_it_does_not_start() -> None:
    asked: list[str] = []

    def ask() -> str:
        asked.append("wrong")
        return "wrong"

    with pytest.raises(JunhengError, match="start_passphrase_wrong"):
        serving.give_start_passphrase(ask)
    assert len(asked) == 3
    assert "JUNHENG_START_PASSPHRASE" not in os.environ


@pytest.mark.usefixtures("key_file")
def test_what_was_given_in_a_variable_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUNHENG_START_PASSPHRASE", RIGHT)

    serving.give_start_passphrase(lambda: pytest.fail("asked"))


def test_a_key_in_its_file_needs_no_passphrase(key_file: Path) -> None:
    write_start_key(key_of_its_own(INTL, entropy=b"k" * 32), key_file)

    serving.give_start_passphrase(lambda: pytest.fail("asked"))
    key_file.unlink()
    serving.give_start_passphrase(lambda: pytest.fail("asked"))


def test_without_a_keyboard_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(RIGHT))

    with pytest.raises(JunhengError, match="start_passphrase_missing"):
        ask_start_passphrase()


@pytest.mark.slow
def test_behind_tls_the_framework_finds_nothing_to_say() -> None:
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    settings = {"DJANGO_SETTINGS_MODULE": "junheng.web.settings", "JUNHENG_TLS": "1"}
    command = ["-m", "django", "check", "--deploy", "--fail-level", "WARNING"]

    done = subprocess.run(
        [sys.executable, *command],
        env={**kept, **settings},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_first_start_makes_folder_key_and_database_for_the_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    code = "from junheng.web.serving import prepare; print(prepare().set_up_code is not None)"

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**kept, "JUNHENG_VAR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.splitlines()[-1:] == ["True"], done.stderr
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "session-key").stat().st_mode) == 0o600
    assert (folder / "junheng.sqlite3").exists()

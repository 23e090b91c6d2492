"""Starting the platform: what it says, what it refuses, what it leaves on the disk."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from junheng.engine.errors import JunhengError
from junheng.web import serving
from junheng.web.serving import Standing, greeting


def test_a_new_platform_leads_to_its_set_up() -> None:
    said = "\n".join(greeting(Standing(Path("/data"), "1-2-3"), "0.0.0.0", 8000))  # noqa: S104 - only said

    assert "http://127.0.0.1:8000/" in said
    assert "设置码 1-2-3" in said


def test_a_platform_that_is_set_up_shows_no_code() -> None:
    said = "\n".join(greeting(Standing(Path("/data"), None), "127.0.0.1", 8000))

    assert "设置码" not in said


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(JunhengError, match="port_taken") as refused:
            serving.serve(address="127.0.0.1", port=port, server="granian", say=print)
    assert refused.value.params["port"] == port


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

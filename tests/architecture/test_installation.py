"""What the installation rests on: the wheel folder's commands and the service's unit."""

import configparser
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "docs/operate/junheng.service"
PINS = (ROOT / "requirements.txt").read_text(encoding="utf-8")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`run.py`, which is no module of the package."""
    described = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert described is not None
    assert described.loader is not None
    made = importlib.util.module_from_spec(described)
    monkeypatch.setitem(sys.modules, "run", made)  # it looks its tasks up there
    described.loader.exec_module(made)
    return made


def requirements(pins: str) -> Iterator[Requirement]:
    for line in pins.splitlines():
        if line[:1].isalnum():
            yield Requirement(line.rstrip("\\ "))


def hashes(pins: str, pin: str) -> set[str]:
    parts = re.split(r"\n(?=[a-z0-9])", f"\n{pins}")
    return {
        found
        for part in parts
        if part.startswith(f"{pin} ")
        for found in re.findall(r"sha256:[0-9a-f]{64}", part)
    }


@pytest.mark.parametrize("version", ["3.11", "3.12"])
@pytest.mark.parametrize(
    ("platform", "system"), [("windows", {"sys_platform": "win32", "os_name": "nt"}),
                             ("linux", {"sys_platform": "linux", "os_name": "posix"})],
)  # fmt: skip
def test_the_pins_of_another_computer_are_those_that_its_own_pip_would_take(
    run: ModuleType, platform: str, system: dict[str, str], version: str
) -> None:
    there = {
        **system,
        "python_version": version,
        "python_full_version": f"{version}.4",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    wanted = {
        str(one.specifier) + one.name
        for one in requirements(PINS)
        if one.marker is None or one.marker.evaluate(there)
    }

    pins = run.pins_for(PINS, platform, version)

    found = list(requirements(pins))
    assert {str(one.specifier) + one.name for one in found} == wanted
    assert [one for one in found if one.marker is not None] == []
    for one in found:
        pin = f"{one.name}{one.specifier}"
        assert hashes(pins, pin) == hashes(PINS, pin) != set(), pin


def test_wheels_are_downloaded_by_hash_and_never_built(run: ModuleType) -> None:
    command = run.download(Path("wheels"), "requirements.txt")

    assert command[:3] == ["-m", "pip", "download"]
    assert "--require-hashes" in command
    assert command[command.index("--only-binary") + 1] == ":all:"


def test_wheels_for_another_computer_ask_for_its_platform(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given: list[str] = []
    monkeypatch.setattr(run, "environment", lambda _requirements: Path("python"))
    monkeypatch.setattr(run, "run", lambda _python, *command: given.extend(command) or 0)

    assert run.main(["wheels", str(tmp_path / "w"), "windows", "3.12"]) == 0

    assert given[given.index("--platform") + 1] == "win_amd64"
    assert given[given.index("--python-version") + 1] == "3.12"
    assert "--require-hashes" in given
    pins = Path(given[given.index("-r") + 1]).read_text(encoding="utf-8")
    assert "tzdata==" in pins


def test_a_platform_that_is_not_known_is_named(
    run: ModuleType, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run.main(["wheels", str(tmp_path / "w"), "amiga"]) == 2
    assert "windows|linux" in capsys.readouterr().err


def test_an_installation_from_a_folder_asks_no_network(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given: list[tuple[str, ...]] = []
    monkeypatch.setattr(run, "VENV", tmp_path / "venv")
    monkeypatch.setattr(run.venv, "create", lambda *_given, **_named: None)
    monkeypatch.setattr(run, "run", lambda _python, *command: given.append(command) or 1)
    monkeypatch.setenv("JUNHENG_WHEELS", "/media/usb/wheels")
    (tmp_path / "venv").mkdir()

    with pytest.raises(SystemExit, match="安装依赖失败"):
        run.environment("requirements.txt")

    [command] = given
    assert "--no-index" in command
    assert command[command.index("--find-links") + 1] == "/media/usb/wheels"
    assert "--require-hashes" in command


def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(UNIT.read_text(encoding="utf-8"))
    return parser


def test_the_units_command_is_one_of_the_program() -> None:
    from junheng.cli.program import COMMANDS  # noqa: PLC0415 - for this test alone

    words = unit()["Service"]["ExecStart"].split()

    assert words[1:3] == ["-m", "junheng.cli"]
    assert words[3] in COMMANDS
    assert words[0] == f"{unit()['Service']['WorkingDirectory']}/.venv/bin/python"


def test_the_unit_keeps_the_platform_to_its_own_folder() -> None:
    service = unit()["Service"]

    assert service["ProtectSystem"] == "strict"
    assert service["User"] == "junheng"
    assert service["StateDirectoryMode"] == "0700"
    assert service["CapabilityBoundingSet"] == ""
    assert service["KillMode"] == "mixed"  # the worker ends its job when the server is gone


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_has_nothing_to_say_about_the_unit(tmp_path: Path) -> None:
    # The program is not where the unit expects it: only that may be said.
    copy = tmp_path / "junheng.service"
    copy.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/junheng/.venv/bin/", "/bin/")
                    .replace("/bin/python -m", "/bin/true -m"), encoding="utf-8")  # fmt: skip

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)],
        capture_output=True,
        text=True,
        check=False,
    )

    said = [line for line in done.stderr.splitlines() if "junheng.service" in line]
    assert said == []

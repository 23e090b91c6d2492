"""The log: a closed list of events, whole lines, and nothing of what people typed."""

import ast
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client, override_settings
from pytest_django import Settings

from junheng.apps.care.models import BackupKey
from junheng.apps.students.models import Student
from junheng.core.jobs.declaration import job_named
from junheng.core.jobs.services import enqueue
from junheng.core.secrets.keyring import Keyring
from junheng.engine.errors import JunhengError
from junheng.web import environment, logs
from junheng.web.logs import DailyFile, JsonLines, events
from tests.apps.guardians.families_made import DOOR, family_of
from tests.apps.students.students_made import a_cohort, number_of, row, sheet
from tests.jobs_carried_out import carry_out_jobs
from tests.people import AT, PASSWORD, a_county, actor, signed_in

ROOT = Path(__file__).parents[2]
CHILD, SEARCHED, STRANGER = "欧阳标记", "被查的甲某", "路过的乙某"
PHONE, FILE, WRONG = "13912345678", "欧阳标记的名册", "a-password-typed-by-mistake"


def escaped(word: str) -> str:
    """As the framework writes an address into its log."""
    return word.encode("unicode_escape").decode()


class Kept(logging.Handler):
    """Keeps every record, and every line as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[logging.LogRecord] = []
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)
        self.lines.append(JsonLines().format(record))


@contextmanager
def everything_kept() -> Iterator[Kept]:
    """Let every logger say everything, also what an office never sees."""
    kept = Kept()
    loggers = [logging.getLogger(name) for name in ("", "junheng", "django", "django.db.backends")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(kept)
    try:
        yield kept
    finally:
        logging.getLogger().removeHandler(kept)
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def lines_of(kept: Kept) -> list[dict[str, object]]:
    return [json.loads(line) for line in kept.lines]


@pytest.fixture
def county(db: None, keys: Keyring, settings: Settings, tmp_path: Path) -> None:
    settings.JUNHENG_VAR = tmp_path
    a_county()


def a_day(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happens on a day with people's data in it; returns everything that was typed."""
    clerk, system = signed_in("clerk"), signed_in("system_admin")
    clerk.raise_request_exception = False
    cohort = a_cohort()
    content = sheet([row(1, CHILD), row(2)])
    address = f"/students/cohorts/{cohort.code}/import/"
    for raw in (content[:40], b"PK\x03\x04" + content, content):
        answer = clerk.post(address, {"file": SimpleUploadedFile(f"{FILE}.csv", raw)})
    clerk.post(f"{answer['Location']}confirm/", {"accepts_missing": "on"})
    clerk.post("/students/search/", {"number": number_of(7), "name": SEARCHED})
    clerk.get("/students/search/", {"q": SEARCHED})
    clerk.get(f"/students/{SEARCHED}/")
    child = Student.objects.first()
    assert child is not None
    Client().post(DOOR, {"query_code": child.query_code, "last_six": "000000", "agrees": "on"})
    family = family_of(child)
    family.post("/child/phone/", {"phone": PHONE, "agrees": "on"})
    family.post("/child/dispute/", {"statement": f"{CHILD}的民族写错了"})

    stranger = Client(raise_request_exception=False)
    stranger.get(f"/schools/{STRANGER}/", {"phone": PHONE})
    stranger.post("/sign-in/", {"username": STRANGER, "password": WRONG})
    stranger.get(f"/public/{STRANGER}/{PHONE}")
    with override_settings(ALLOWED_HOSTS=["localhost"]):
        stranger.get("/", headers={"host": f"{PHONE}.example"})
    forged = Client(enforce_csrf_checks=True)
    forged.post("/sign-in/", {"username": STRANGER, "password": PASSWORD})

    def broken(*_: object, **__: object) -> None:
        raise IntegrityError(f"Key (name)=({CHILD}) already exists")

    with monkeypatch.context() as patch:
        patch.setattr("junheng.web.views.campaigns.own_tasks", broken)
        assert clerk.get("/").status_code == 500
    html = system.post("/care/backups/passphrase/").content.decode()
    key = BackupKey.objects.get()
    assert key.passphrase[:5] in html
    enqueue(job_named("samples.crash"), by=actor("clerk"), at=AT)
    carry_out_jobs(AT)
    logging.getLogger("junheng.web").error("died: %s", CHILD)
    logging.getLogger("some.package").warning("could not parse %s of %s", PHONE, CHILD)
    return [
        CHILD, "欧阳", "张三", SEARCHED, STRANGER, PHONE, FILE, WRONG, PASSWORD, number_of(7),
        child.identity_number, child.query_code, key.passphrase, key.passphrase[:20],
        key.passphrase[20:], key.signing_key, "already exists", "could not parse",
    ]  # fmt: skip


@pytest.mark.usefixtures("county")
def test_a_day_with_peoples_data_leaves_none_of_it_in_the_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with everything_kept() as kept:
        typed = a_day(monkeypatch)

    written = "\n".join(kept.lines)
    # As it is written, and as whoever reads JSON sees it.
    read = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines_of(kept))
    typed += [
        other(word) for word in (CHILD, SEARCHED, STRANGER, FILE) for other in (quote, escaped)
    ]
    found = [word for word in typed if word in written or word in read]
    assert found == []
    # The day is a trial: the plain format of Python would have told all this.
    plain = "\n".join(logging.Formatter().format(record) for record in kept.records)
    for word in (CHILD, escaped(STRANGER), PHONE, "already exists", "could not parse"):
        assert word in plain, word
    happened = {str(line["event"]) for line in lines_of(kept)}
    assert {"web.answered", "web.host_refused", "jobs.crashed", "other"} <= happened


@pytest.mark.usefixtures("county")
def test_a_defect_is_told_by_page_kind_and_places(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError(CHILD)

    monkeypatch.setattr("junheng.web.views.campaigns.own_tasks", broken)
    browser = signed_in("clerk")
    browser.raise_request_exception = False

    with everything_kept() as kept:
        browser.get("/")

    [line] = [one for one in lines_of(kept) if one["event"] == "web.answered"]
    assert (line["status"], line["route"], line["level"]) == (500, "home", "error")
    assert line["exception"] == "ValueError"
    assert str(line["places"][-1]).startswith("test_logs.py:")  # type: ignore[index]


@pytest.mark.usefixtures("county")
def test_a_job_that_crashed_is_told_by_its_number_and_places() -> None:
    run = enqueue(job_named("samples.crash"), by=actor("clerk"), at=AT)

    with everything_kept() as kept:
        carry_out_jobs(AT)

    run.refresh_from_db()
    [line] = [one for one in lines_of(kept) if one["event"] == "jobs.crashed"]
    assert line["kind"] == "samples.crash"
    assert line["number"] == run.fault_params["crash_id"]
    assert re.fullmatch(r"jobs\.py:\d+", line["places"][-1])  # type: ignore[index]


def calls_to_loggers() -> Iterator[tuple[str, str, str]]:
    """(place, logger, text) of every line that the program may write."""
    for file in sorted((ROOT / "src").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = {
            str(target.id): ast.literal_eval(node.value.args[0])
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and getattr(node.value.func, "attr", "") == "getLogger"
            and node.value.args
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            owner = getattr(node.func.value, "id", "")
            if owner in names and node.func.attr in {
                "debug", "info", "warning", "error", "critical", "exception"
            }:  # fmt: skip
                place = f"{file.name}:{node.lineno}"
                yield place, names[owner], ast.literal_eval(node.args[0])


def test_every_line_of_the_program_is_declared() -> None:
    calls = list(calls_to_loggers())

    assert len(calls) > 8
    assert [place for place, name, text in calls if (name, text) not in logs.OWN] == []
    assert set(logs.OWN) <= {(name, text) for _, name, text in calls}


def test_the_docs_name_every_event_with_its_fields() -> None:
    page = (ROOT / "docs/operate/logs.md").read_text(encoding="utf-8")
    table = page.partition("## The events")[2]
    rows = dict(re.findall(r"^\| `([a-z_.]+)` \| ([^|]*?) ?\|", table, re.MULTILINE))

    assert set(rows) == {event.name for event in events()}
    for event in events():
        assert re.findall(r"`(\w+)`", rows[event.name]) == list(event.fields), event.name


def test_a_line_that_is_not_declared_tells_its_place_alone() -> None:
    with everything_kept() as kept:
        logging.getLogger("junheng.web").warning("a child called %s", CHILD)

    [line] = lines_of(kept)
    assert line["event"] == "program.undeclared"
    assert set(line) == {"at", "level", "event", "process", "place"}


@pytest.mark.parametrize(
    "value", ["张三", "110101201901011234", "13912345678", "x" * 121, "two words", "a\nb"]
)
def test_a_field_that_is_no_identifier_is_left_out(value: str) -> None:
    with everything_kept() as kept:
        logging.getLogger("junheng.web").info("worker %s began", value)

    assert lines_of(kept)[0]["worker"] == "?"


# -- the files ---------------------------------------------------------------------------------


def record(day: int = 1, text: str = "stopped") -> logging.LogRecord:
    made = logging.LogRecord("junheng.web", logging.INFO, __file__, 1, text, (), None)
    made.created = datetime(2026, 9, day, 4, tzinfo=UTC).timestamp()
    return made


@pytest.fixture
def handler(settings: Settings, tmp_path: Path) -> Iterator[DailyFile]:
    settings.JUNHENG_VAR = tmp_path
    made = DailyFile(days=3)
    made.setFormatter(JsonLines())
    yield made
    made.close()


def files(folder: Path) -> list[str]:
    return sorted(file.name for file in (folder / "logs").iterdir())


def test_each_day_has_its_file_and_old_ones_go(handler: DailyFile, tmp_path: Path) -> None:
    for day in range(1, 7):
        handler.emit(record(day))
    (tmp_path / "logs" / "of somebody else.txt").write_text("stays")
    handler.emit(record(7))

    days = [f"junheng-2026-09-0{day}.jsonl" for day in (4, 5, 6, 7)]
    assert files(tmp_path) == [*days, "of somebody else.txt"]
    assert (tmp_path / "logs").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "logs" / days[0]).stat().st_mode & 0o777 == 0o600


def test_a_day_of_a_wrong_clock_takes_one_file_at_most(handler: DailyFile, tmp_path: Path) -> None:
    for day in range(1, 4):
        handler.emit(record(day))
    wrong = record(4)
    wrong.created += timedelta(days=3650).total_seconds()
    handler.emit(wrong)
    handler.emit(record(5))

    kept = ["junheng-2026-09-02.jsonl", "junheng-2026-09-03.jsonl", "junheng-2026-09-05.jsonl"]
    assert files(tmp_path)[:-1] == kept


def test_a_fault_that_repeats_itself_does_not_fill_the_disk(
    handler: DailyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "LARGEST_DAY", 2000)

    for _ in range(1000):
        handler.emit(record())

    [file] = (tmp_path / "logs").iterdir()
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert file.stat().st_size < 2500
    assert lines[-1]["event"] == "log.full"
    assert lines[-1].keys() == set(logs.ALWAYS)
    assert [line["event"] for line in lines].count("log.full") == 1


@pytest.mark.parametrize("name", ["django.request", "django.security.DisallowedHost"])
def test_whoever_asks_for_pages_that_are_not_there_does_not_silence_the_log(
    name: str, handler: DailyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "LARGEST_DAY", 8000)
    refused = logging.LogRecord(name, logging.WARNING, __file__, 1, "Not Found: %s", ("/x",), None)
    refused.created = record().created
    for _ in range(1000):
        handler.emit(refused)

    handler.emit(record(text="worker %s ended"))

    [file] = (tmp_path / "logs").iterdir()
    lines = [json.loads(line)["event"] for line in file.read_text().splitlines()]
    assert lines[-1] == "worker.stopped"
    assert len(lines) > 10


def test_a_disk_that_takes_no_line_ends_nothing(
    handler: DailyFile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("in the way")

    handler.emit(record())
    (tmp_path / "logs").unlink()
    handler.emit(record())

    assert len(files(tmp_path)) == 1
    assert capsys.readouterr().err == ""


WRITER = """
import os, sys, logging
from django.conf import settings
settings.configure(JUNHENG_VAR=sys.argv[1])
from junheng.web.logs import DailyFile, JsonLines
handler = DailyFile(days=3)
handler.setFormatter(JsonLines())
for number in range(500):
    handler.emit(logging.LogRecord("junheng.web", 20, "x", number, "stopped", (), None))
"""


@pytest.mark.slow
def test_lines_of_several_processes_never_mix(tmp_path: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], env=environ)
        for _ in range(3)
    ]
    assert [writer.wait(120) for writer in writers] == [0, 0, 0]

    lines = "".join(file.read_text() for file in (tmp_path / "logs").iterdir()).splitlines()
    assert len([json.loads(line) for line in lines]) == 1500


DYING = """
import threading
from django.conf import settings
settings.configure(JUNHENG_VAR="{folder}", LOGGING_CONFIG=None)
import logging.config
from junheng.web.logs import configuration, tell_deaths
logging.config.dictConfig(configuration(level="info", days=0))
tell_deaths()
def die():
    raise ValueError("张三 13912345678")
thread = threading.Thread(target=die); thread.start(); thread.join()
die()
"""


@pytest.mark.slow
def test_what_dies_says_so_without_the_words_of_its_exception(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DYING.format(folder=tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )

    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["event"], line["exception"]) for line in lines] == [
        ("program.died", "ValueError"),
        ("program.died", "ValueError"),
    ]
    assert "张三" not in done.stderr
    assert "1391" not in done.stderr


def test_the_level_is_one_of_four(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUNHENG_LOG_LEVEL", "loud")

    with pytest.raises(JunhengError, match="setting_log_level"):
        environment.level("LOG_LEVEL", default="info")


def test_without_files_everything_goes_to_the_window() -> None:
    assert list(logs.configuration(level="info", days=0)["handlers"]) == ["console"]
    assert "level" not in logs.configuration(level="info", days=0)["handlers"]["console"]
    assert logs.configuration(level="info", days=9)["handlers"]["console"]["level"] == "ERROR"


def test_the_web_server_writes_in_the_same_format() -> None:
    described = logs.configuration_of_granian(days=9)

    assert described["loggers"]["_granian"]["handlers"] == ["console", "file"]
    assert described["formatters"]["lines"] == {"()": "junheng.web.logs.JsonLines"}

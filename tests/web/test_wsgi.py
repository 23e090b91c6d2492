"""The door of the web server: what the operator reads and what a visitor, until it opens."""

import io
from collections.abc import Callable
from pathlib import Path
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from pytest_django import Settings

from junheng.cli.failures import failure_words
from junheng.core.backup import schema
from junheng.core.backup.schema import ProgramNote
from junheng.engine.errors import JunhengError
from junheng.web import upgrading, wsgi
from tests.people import AT

CLOSED, OPEN = "503 Service Unavailable", "404 Not Found"
BACKUP = "/srv/backups/before.sgx"


class Server:
    """A web server by itself, of one process, with its own stream of errors."""

    def __init__(self) -> None:
        """Start it."""
        self.errors = io.StringIO()

    def asked(self) -> tuple[str, str]:
        """Ask for a page that the platform does not have; status and text."""
        told: list[str] = []
        environ: dict[str, object] = {"wsgi.errors": self.errors}
        setup_testing_defaults(environ)
        environ |= {"PATH_INFO": "/nowhere", "HTTP_HOST": "localhost"}
        answer = wsgi.application(environ, lambda status, _headers, *_: told.append(status))
        return told[0], b"".join(answer).decode()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setattr(wsgi._Door, "is_open", False)
    monkeypatch.setattr(wsgi._Door, "told", None)
    return Server()


@pytest.fixture
def older(own_database: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that knows one migration more than the database has."""
    del own_database
    known = schema.known_migrations() | {("care", "0099_of_tomorrow")}
    monkeypatch.setattr(schema, "known_migrations", lambda: known)


@pytest.fixture
def newer(
    own_database: object, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that knows one migration less."""
    del own_database
    settings.JUNHENG_VAR = tmp_path
    schema.write_note(ProgramNote("9.0.0", BACKUP))
    known = schema.known_migrations() - {("monitoring", "0002_publications")}
    monkeypatch.setattr(schema, "known_migrations", lambda: known)


def said_by(start: Callable[[], object]) -> str:
    """What the window says of a start that is refused."""
    with pytest.raises(JunhengError) as refused:
        start()
    return failure_words(refused.value)


@pytest.mark.usefixtures("newer")
def test_a_server_by_itself_says_the_sentence_of_serve(server: Server) -> None:
    by_serve = said_by(lambda: upgrading.bring_up_to_date(at=AT, say=lambda _: None))

    server.asked()

    assert server.errors.getvalue() == f"{by_serve}\n"
    assert BACKUP in by_serve


@pytest.mark.usefixtures("older")
def test_a_server_by_itself_says_the_sentence_of_a_worker(server: Server) -> None:
    with pytest.raises(CommandError) as by_worker:
        call_command("work", batch=True)

    server.asked()

    assert server.errors.getvalue() == f"{by_worker.value}\n"
    assert "junheng upgrade" in str(by_worker.value)


@pytest.mark.usefixtures("newer")
def test_a_visitor_reads_that_it_is_closed_and_no_place_of_the_computer(server: Server) -> None:
    status, text = server.asked()

    assert status == CLOSED
    assert "请稍后再打开" in text
    assert BACKUP not in text


@pytest.mark.usefixtures("older")
def test_the_operator_is_told_once_however_many_visit(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        assert server.asked()[0] == CLOSED

    assert server.errors.getvalue().count("\n") == 1
    assert [one.getMessage() for one in caplog.records] == ["not started: database_older"]


@pytest.mark.usefixtures("older")
def test_the_door_opens_without_a_new_start(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert server.asked()[0] == CLOSED

    monkeypatch.setattr(schema, "known_migrations", lambda: frozenset(schema._on_the_disk()))
    assert server.asked()[0] == OPEN


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_left_to_the_pages(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent() -> None:
        raise OperationalError("no answer")

    monkeypatch.setattr(schema, "refuse_other", silent)

    assert server.asked()[0] == OPEN
    assert not wsgi._Door.is_open

"""Checking a draw oneself: how, the record of each draw, and the files."""

from typing import Final

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from junheng.apps.assignment import exports as record
from junheng.apps.assignment import queries as sessions
from junheng.apps.portal import queries, services
from junheng.apps.portal.exports import public_page, saved_bytes, saved_file
from junheng.apps.schools import queries as schools
from junheng.ceremony.folder import VERIFIER_FILE
from junheng.ceremony.program import verifier_page
from junheng.core.access import WebRequest, open_to_public
from junheng.engine.record.paper import paper_lines

LEDGER_FILE: Final = "ledger.jsonl"
_LINES: Final = "application/jsonl; charset=utf-8"


@require_GET
@open_to_public
def checking(request: WebRequest) -> HttpResponse:
    """How anybody checks a draw, and which draws there are to check."""
    del request
    context = {"bureau": schools.find_bureau(), "sessions": queries.public_sessions()}
    return public_page("portal/checking.html", context)


@require_GET
@open_to_public
def verifier(request: WebRequest) -> HttpResponseBase:
    """The page that checks, as this program ships it."""
    return saved_bytes(
        request, verifier_page(), name=VERIFIER_FILE, media_type="text/html; charset=utf-8"
    )


@require_GET
@open_to_public
def draw(request: WebRequest, public_code: str) -> HttpResponse:
    """The record of one draw: its codes, its files, its steps and its voids."""
    del request
    session = sessions.find_public_session(public_code)
    events = sessions.ledger_of(session)
    context = {
        "bureau": schools.find_bureau(),
        "session": session,
        "freeze_lines": paper_lines(session.freeze_code) if session.freeze_code else (),
        "head_lines": services.head_lines(session, events),
        "parts": sessions.parts_of(session),
        "papers": record.public_papers(session),
        "steps": services.steps_of(events),
    }
    return public_page("portal/draw.html", context)


@require_GET
@open_to_public
def ledger(request: WebRequest, public_code: str) -> HttpResponseBase:
    """The ledger line by line, as the record has it."""
    session = sessions.find_public_session(public_code)
    content = "".join(f"{event.line}\n" for event in sessions.ledger_of(session)).encode()
    return saved_bytes(request, content, name=LEDGER_FILE, media_type=_LINES)


@require_GET
@open_to_public
def file(request: WebRequest, public_code: str, key: str) -> HttpResponseBase:
    """One of the public files."""
    session = sessions.find_public_session(public_code)
    found = record.paper_of(record.public_papers(session), key)
    return saved_file(request, found.path, name=found.path.name, media_type=found.media_type)

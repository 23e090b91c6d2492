"""A disk that is full behind an event of the ledger: the act waits for room, and loses nothing."""

from errno import ENOSPC
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from junheng.apps.assignment import queries
from junheng.apps.assignment.services import foreground, showing
from junheng.apps.assignment.services.folders import folder_of
from junheng.ceremony import comparison, folder
from junheng.ceremony.book import LedgerBook
from junheng.core.access import StepWaits
from junheng.core.audit.models import AuditEntry
from junheng.engine.errors import JunhengError
from junheng.engine.record import container
from junheng.verifier import verify_public
from tests.apps.assignment.sessions_made import Walk, arranged
from tests.people import OWN_SCHOOL, signed_in

BEFORE = ("freeze", "post_notice", "seal", "roll", "open", "type_seed", "lock")
WAYS: dict[str, tuple[str, ...]] = {
    "DRAW": (),
    "REPRESENTATIVES": ("draw",),
    "LOTS": ("draw", "representatives"),
    "SIGN": ("draw", "representatives", "lots", "evidence", "archive"),
    "PUBLISH": ("draw", "representatives", "lots", "evidence", "archive", "sign"),
}
"""What is done before the act that brings an event."""


@pytest.fixture(autouse=True)
def quick(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del county
    monkeypatch.setattr(comparison, "DEALS", 5)
    monkeypatch.setattr(container, "_COSTS", {"scrypt": 1 << 10, "pbkdf2-sm3": 1 << 10})
    monkeypatch.setattr(foreground, "_in_thread", lambda work: work())


def walked(kind: str) -> Walk:
    """A session before the act that brings this event."""
    walk = Walk(arranged((OWN_SCHOOL,)).code)
    for name in (*BEFORE, *WAYS[kind]):
        getattr(walk, name)()
    return walk


def full(*_given: object) -> None:
    """A disk that takes no file."""
    raise OSError(ENOSPC, "no room")


def fill_after(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """From this event on the disk takes no file of a ceremony."""
    append = LedgerBook.append

    def appended(book: LedgerBook, event: str, *given: Any, **named: Any) -> Any:
        done = append(book, event, *given, **named)
        if event == kind:
            monkeypatch.setattr(folder, "_write", full)
        return done

    monkeypatch.setattr(LedgerBook, "append", appended)


@pytest.mark.parametrize("kind", list(WAYS))
def test_what_was_recorded_is_finished_when_there_is_room(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk, act = walked(kind), kind.lower()
    with monkeypatch.context() as patched:
        fill_after(patched, kind)
        with pytest.raises(StepWaits, match="session_waits_for_room"):
            getattr(walk, act)()

        # Whoever opens the page meanwhile reads why it does not go on, and nothing else begins.
        browser = signed_in("operator")
        for name in ("session", "screen"):
            page = browser.get(reverse(f"assignment:{name}", args=[walk.code])).content.decode()
            assert "文件还没有写完" in page
            assert "没有办成" not in page
        assert walk.session.underway == act

    foreground.settle(walk.session, at=walk.moment)

    session = walk.session
    place = folder_of(session)
    ledger = [event.kind for event in queries.ledger_of(session)]
    assert (session.underway, session.fault_code) == ("", "")
    assert (ledger.count(kind), ledger[-1]) == (1, kind)
    assert showing.holds_passphrase(session)
    assert (place / "lists.xlsx").exists()
    assert len(list((place / "tickets").iterdir())) == 24
    public = (place / "public.json").read_bytes()
    assert verify_public(public, notice=session.freeze_code).verdict == "green"
    assert f'"type":"{kind}"'.encode() in public.replace(b": ", b":")


def test_the_page_of_an_act_that_waits_for_room_does_not_say_that_nothing_was_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    walk, operator = walked("PUBLISH"), signed_in("operator")
    with monkeypatch.context() as patched:
        fill_after(patched, "PUBLISH")
        answer = operator.post(reverse("assignment:publish", args=[walk.code]))

    page = answer.content.decode()
    assert (answer.status_code, "文件还没有写完" in page) == (202, True)
    assert "没有写入任何内容" not in page
    assert not AuditEntry.objects.filter(event="access.page.refuse").exists()
    operator.get(reverse("assignment:session", args=[walk.code]))
    assert walk.session.underway == ""


def test_an_act_that_recorded_nothing_is_given_up_and_can_be_done_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    walk = Walk(arranged((OWN_SCHOOL,)).code)
    with monkeypatch.context() as patched:
        patched.setattr(folder, "_write", full)
        with pytest.raises(JunhengError, match="disk_full"):
            walk.freeze()
    given_up = walk.session

    walk.freeze()

    assert (given_up.state, given_up.underway, given_up.fault_code) == ("planned", "", "disk_full")
    assert walk.session.state == "frozen"

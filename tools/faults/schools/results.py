"""Signatures, the scan, the recording and the disc; then the result takes effect, is published."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from tools.faults.schools import waiting
from tools.faults.schools.actor import MIRRORED, Actor
from tools.faults.schools.standing import Standing

PDF: Final = b"%PDF-1.7\n%a scan of the harness\n"
SIGNERS: Final = ("县教育局人员", "纪检监察人员", "家长代表")
_DISCS_ASKED: Final = (
    "SELECT COUNT(*) FROM jobs_jobrun WHERE job = 'assignment.make_archive'"
    " AND CAST(arguments AS TEXT) LIKE ?"
)


def sign(actor: Actor, standing: Standing) -> bool:
    """What is missing beside the result, one after the other; then it takes effect."""
    session, part = standing.session or {}, standing.part or {}
    page = f"/sessions/{session['code']}/schools/{part['unit']}/"
    if session["underway"]:
        # A disc whose making was given up keeps the session until it is asked for again.
        actor.look_at("operator", f"/sessions/{session['code']}/")
        return waiting.ask_again(actor, session)
    steps: tuple[Callable[[Actor, dict[str, Any], dict[str, Any], str], bool | None], ...] = (
        _signature, _scan, _recording, _disc,
    )  # fmt: skip
    for step in steps:
        done = step(actor, session, part, page)
        if done is not None:
            return done
    return actor.adds("effect", "operator", session, "SIGN", page, f"{page}effect/")


def publish(actor: Actor, standing: Standing) -> bool:
    """The bureau publishes."""
    session = standing.session or {}
    page = f"/sessions/{session['code']}/"
    if session["underway"]:
        actor.look_at("operator", page)
        return waiting.ask_again(actor, session)
    return actor.adds("publish", "operator", session, "PUBLISH", page, f"{page}publish/")


def _signature(
    actor: Actor, session: dict[str, Any], part: dict[str, Any], page: str
) -> bool | None:
    question = "SELECT COUNT(*) FROM assignment_signature WHERE part_id = ? AND result = ?"
    given = (part["id"], part["result"])
    signed = actor.number(question, *given)
    if signed >= len(SIGNERS):
        return None
    return bool(
        actor.does(
            "signature",
            "operator",
            f"{page}sign/",
            fact=(question, given, signed + 1),
            until_void_of=session["code"],
            role=SIGNERS[signed],
            name="某代表",
            organisation="某单位",
            signed_at=_ago(2),
        )
    )


def _ago(hours: int) -> str:
    """A moment as it stands on the paper."""
    now = datetime.now()  # noqa: DTZ005, TID251 - local, as typed
    return f"{now - timedelta(hours=hours):%Y-%m-%dT%H:%M}"


def _of_freeze(table: str, session: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    where = "session_id = ? AND freeze_number = ?"
    question = f"SELECT COUNT(*) FROM {table} WHERE {where}"  # noqa: S608 - ours
    return question, (session["id"], session["freeze_number"])


def _scan(actor: Actor, session: dict[str, Any], _part: dict[str, Any], _page: str) -> bool | None:
    question, given = _of_freeze("assignment_scan", session)
    if actor.number(question, *given):
        return None
    files = {"file": ("签字表.pdf", PDF + actor.code.encode())}
    page, fact = f"/sessions/{session['code']}/scan/", (question, given, 1)
    title = "现场监督签字表"
    return bool(actor.does("scan", "operator", page, files=files, fact=fact, title=title))


def _recording(
    actor: Actor, session: dict[str, Any], _part: dict[str, Any], _page: str
) -> bool | None:
    question, given = _of_freeze("assignment_recording", session)
    if actor.number(question, *given):
        return None
    return bool(
        actor.does(
            "recording",
            "operator",
            f"/sessions/{session['code']}/recording/",
            fact=(question, given, 1),
            file_name="录像-01.mp4",
            keeper="县教育局",
            starts_at=_ago(3),
            ends_at=_ago(1),
        )
    )


def _disc(actor: Actor, session: dict[str, Any], _part: dict[str, Any], _page: str) -> bool | None:
    code = session["code"]
    if actor.number(MIRRORED, code, "DISC"):
        return None
    if waiting.is_at_work(actor, "assignment.make_archive", code):
        return False
    given = (f"%{code}%",)
    fact = (_DISCS_ASKED, given, actor.number(_DISCS_ASKED, *given) + 1)
    page = f"/sessions/{code}/archive/"
    return bool(actor.does("disc asked", "operator", page, fact=fact, copies="1"))

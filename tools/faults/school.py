"""One school from its empty roster to the published result, by the pages that people use.

Whoever acts looks first where the school stands and does the next thing, as people do with the
paper in their hands. What is typed from paper is the same each time for one freeze.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from tools.faults.acknowledged import Acknowledged, Fact
from tools.faults.browser import Answer, Browser, Unreachable, Upload
from tools.faults.database import Database, Unreadable
from tools.faults.dice import Dice
from tools.faults.platform import Platform

PASSWORD: Final = "Qinghe-demo-2468"  # noqa: S105 - of the made-up county
PDF: Final = b"%PDF-1.7\n%a scan of the harness\n"
SEATS: Final = ("纪检监察", "人大代表", "政协委员", "家长甲", "家长乙")
SIGNERS: Final = ("县教育局人员", "纪检监察人员", "家长代表")
PAUSE_SECONDS: Final = 0.25
DONE: Final = "published"
_MIRRORED: Final = (
    "SELECT COUNT(*) FROM assignment_ledgerevent e JOIN assignment_session s"
    " ON s.id = e.session_id WHERE s.code = ? AND e.kind = ?"
)


@dataclass(frozen=True)
class Standing:
    """Where the school stands, as the database says."""

    cohort: dict[str, Any]
    session: dict[str, Any] | None
    part: dict[str, Any] | None


@dataclass
class Troubles:
    """Answers that were no acknowledgement, by their status; and what stays refused."""

    guard: threading.Lock = field(default_factory=threading.Lock)
    by_status: dict[str, int] = field(default_factory=dict)
    broken_pages: list[str] = field(default_factory=list)

    def count(self, kind: str) -> None:
        """One more of a kind."""
        with self.guard:
            self.by_status[kind] = self.by_status.get(kind, 0) + 1


class School:
    """An actor: call `step` again and again, or let `run` do it in a thread."""

    def __init__(
        self,
        code: str,
        teachers: list[str],
        *,
        sheets: Path,
        platform: Platform,
        acknowledged: Acknowledged,
        troubles: Troubles,
        seed: int,
    ) -> None:
        self.code, self.words = code, ""
        self._teachers, self._sheets, self._platform = teachers, sheets, platform
        self._acknowledged, self._troubles = acknowledged, troubles
        self._dice, self._seed = Dice(seed, f"school {code}"), seed
        self._wants_void = self._dice.below(3) == 0
        self._refused = 0
        self.last_refusal = ""
        self._people = {
            who: Browser(platform.port, name, PASSWORD)
            for who, name in {
                "operator": "operator",
                "reviewer": "reviewer",
                "supervisor": "supervisor",
                "clerk": f"clerk.{code}",
                "principal": f"principal.{code}",
            }.items()
        }

    @property
    def refusals_in_a_row(self) -> int:
        """How often the same thing was refused without anything else happening."""
        return self._refused

    def run(
        self, may_act: threading.Event, is_over: threading.Event, idle: threading.Event
    ) -> None:
        """Act until the result is published or the harness ends; pause while it says so."""
        while not is_over.is_set():
            if not may_act.is_set():
                idle.set()
                may_act.wait(1)
                continue
            idle.clear()
            try:
                if self.step() == DONE:
                    break
            except Unreachable:
                self._troubles.count("no answer")
                time.sleep(PAUSE_SECONDS)
            except (Unreadable, LookupError):
                time.sleep(PAUSE_SECONDS)
        idle.set()

    # -- looking --------------------------------------------------------------------------------

    def _one(self, question: str, *given: Any) -> tuple[Any, ...] | None:
        with self._platform.reading:
            found = self._database.rows(question, *given)
        return found[0] if found else None

    @property
    def _database(self) -> Database:
        return self._platform.database

    def _table(self, table: str, columns: str, where: str, *given: Any) -> dict[str, Any] | None:
        row = self._one(f"SELECT {columns} FROM {table} WHERE {where}", *given)  # noqa: S608 - ours
        return dict(zip(columns.split(", "), row, strict=True)) if row else None

    def look(self) -> Standing:
        """Where the school stands."""
        cohort = self._table(
            "campaigns_cohort c JOIN schools_school s ON s.id = c.school_id",
            "c.id, c.code, c.state, c.student_count, c.confirmed_count, c.class_count",
            "s.code = ? AND c.stage = 'primary'",
            self.code,
        )
        if cohort is None:
            raise LookupError(self.code)
        part = self._table(
            "assignment_sessioncohort",
            "id, session_id, unit, classes, result, representatives_drawn, lots",
            "cohort_id = ?",
            cohort["c.id"],
        )
        session = part and self._table(
            "assignment_session",
            "id, code, public_code, state, freeze_number, freeze_code, underway",
            "id = ?",
            part["session_id"],
        )
        return Standing(cohort, session, part)

    # -- acting ---------------------------------------------------------------------------------

    def step(self) -> str:
        """Do what comes next; returns the cohort's state as it was found."""
        standing = self.look()
        state = str(standing.cohort["c.state"])
        if state == DONE:
            return DONE
        acts: dict[str, Callable[[Standing], bool]] = {
            "collecting": self._collect,
            "submitted": self._approve,
            "approved": self._prepare,
            "frozen": self._hold,
            "drawn": self._lots,
            "teachers_drawn": self._sign,
            "effective": self._publish,
        }
        self.words = state
        if not acts[state](standing):
            time.sleep(PAUSE_SECONDS)
        return state

    def _does(
        self,
        who: str,
        page: str,
        action: str = "",
        *,
        files: dict[str, Upload] | None = None,
        fact: tuple[str, tuple[Any, ...], int] | None = None,
        until_void_of: str = "",
        shows: int = 302,
        **words: str | list[str],
    ) -> Answer | None:
        """Send a form; the answer when it was what it should be, None when it was refused."""
        self.words = f"{who} {action or page}"
        answer = self._people[who].send(page, action, files, **words)
        if answer.status != shows or answer.target.startswith("/sign-in/"):
            self._troubles.count(str(answer.status))
            self._refused += 1
            self.last_refusal = f"{self.words}: {answer.status} {_sentence(answer.body)}"
            if answer.status >= 500:
                self._troubles.broken_pages.append(self.last_refusal)
            return None
        self._refused = 0
        if fact is not None:
            question, given, least = fact
            self._note(question, given, least, until_void_of)
        return answer

    def _note(self, question: str, given: tuple[Any, ...], least: int, until_void_of: str) -> None:
        """It was acknowledged: from now on it must be so."""
        words = f"{self.code}: {self.words}"
        while True:
            try:
                head = self._one("SELECT sequence, digest FROM audit_audithead")
                break
            except Unreadable:
                time.sleep(PAUSE_SECONDS)
        if head is not None:
            fact = Fact(words, question, given, least, int(head[0]), until_void_of)
            self._acknowledged.add(fact, str(head[1]))

    def _collect(self, standing: Standing) -> bool:
        cohort = standing.cohort
        code, own = cohort["c.code"], cohort["c.id"]
        if not cohort["c.student_count"]:
            waiting = self._table(
                "students_rosterimport", "code", "cohort_id = ? AND state = 'previewed'", own
            )
            if waiting is None or self._dice.below(4) == 0:
                sheet = (self._sheets / f"{self.code}.xlsx").read_bytes()
                question = "SELECT COUNT(*) FROM students_rosterimport WHERE cohort_id = ?"
                held = self._one(question, own) or (0,)
                fact = (question, (own,), int(held[0]) + 1)
                page = f"/students/cohorts/{code}/import/"
                return bool(
                    self._does("clerk", page, files={"file": ("名册.xlsx", sheet)}, fact=fact)
                )
            question = (
                "SELECT COUNT(*) FROM students_student WHERE state = 'active' AND cohort_id = ?"
            )
            page = f"/students/imports/{waiting['code']}/"
            return bool(self._does("clerk", page, f"{page}confirm/", fact=(question, (own,), 56)))
        if cohort["c.confirmed_count"] < cohort["c.student_count"]:
            page = f"/students/cohorts/{code}/"
            question = (
                "SELECT COUNT(*) FROM students_student WHERE answered_at IS NOT NULL"
                " AND cohort_id = ?"
            )
            fact = (question, (own,), int(cohort["c.student_count"]))
            return bool(self._does("clerk", page, f"{page}answers/", fact=fact, all="yes"))
        page = f"/campaigns/cohorts/{code}/submit/"
        question = "SELECT COUNT(*) FROM campaigns_cohort WHERE submitted_at IS NOT NULL AND id = ?"
        return bool(self._does("principal", page, fact=(question, (own,), 1)))

    def _approve(self, standing: Standing) -> bool:
        page = f"/campaigns/cohorts/{standing.cohort['c.code']}/"
        question = "SELECT COUNT(*) FROM campaigns_cohort WHERE approved_at IS NOT NULL AND id = ?"
        fact = (question, (standing.cohort["c.id"],), 1)
        return bool(self._does("reviewer", f"{page}review/", f"{page}approve/", fact=fact))

    def _prepare(self, standing: Standing) -> bool:
        """Homeroom teachers are filed and posted, the session is arranged and frozen."""
        own, code = standing.cohort["c.id"], standing.cohort["c.code"]
        listed = self._table("teachers_teacherlist", "id, state", "cohort_id = ?", own)
        page = f"/teachers/{code}/"
        names = self._teachers[: standing.cohort["c.class_count"]]
        if listed is None or (listed["state"] == "draft" and not self._has_names(listed["id"])):
            return self._type_teachers(f"{page}names/", names, own)
        if listed["state"] == "posted":
            return (
                self._arrange(code, own)
                if standing.session is None
                else self._freeze(standing.session)
            )
        filing = "SELECT COUNT(*) FROM teachers_filing WHERE list_id = ?"
        acts: dict[str, Callable[[], object]] = {
            "draft": lambda: self._does("principal", page, f"{page}submit/"),
            "submitted": lambda: self._does(
                "reviewer", page, f"{page}file/", fact=(filing, (listed["id"],), 1)
            ),
            "filed": lambda: (
                self._post_notice(own, "teachers")
                or self._does(
                    "clerk", f"/notices/cohorts/{code}/", f"/notices/cohorts/{code}/teachers/"
                )
            ),
        }
        return bool(acts[str(listed["state"])]())

    def _has_names(self, listed: int) -> bool:
        return self._table("teachers_homeroomteacher", "id", "list_id = ?", listed) is not None

    def _type_teachers(self, page: str, names: list[str], cohort: int) -> bool:
        """Names are typed, the preview is confirmed: its form stands on the answer."""
        if self._does("clerk", page, shows=200, names="\n".join(names)) is None:
            return False
        question = (
            "SELECT COUNT(*) FROM teachers_homeroomteacher t JOIN teachers_teacherlist l"
            " ON l.id = t.list_id WHERE l.cohort_id = ?"
        )
        fact = (question, (cohort,), len(names))
        return bool(self._does("clerk", page, page.replace("names", "confirm"), fact=fact))

    def _post_notice(self, cohort: int, kind: str) -> bool:
        """Post what was printed, if it was; the same photograph every time."""
        notice = self._table(
            "notices_notice",
            "id, code",
            "cohort_id = ? AND kind = ? AND state = 'made'",
            cohort,
            kind,
        )
        if notice is None:
            return False
        photograph = (self._sheets / "photograph.jpg").read_bytes()
        question = "SELECT COUNT(*) FROM notices_notice WHERE posted_at IS NOT NULL AND id = ?"
        return bool(
            self._does(
                "clerk",
                f"/notices/{notice['code']}/post/",
                files={"photo": ("照片.jpg", photograph)},
                fact=(question, (notice["id"],), 1),
                place="校门口公告栏",
            )
        )

    def _arrange(self, cohort: str, own: int) -> bool:
        campaign = self._one("SELECT code FROM campaigns_campaign") or ("",)
        later = datetime.now() + timedelta(days=9)  # noqa: DTZ005, TID251 - local, as typed
        question = "SELECT COUNT(*) FROM assignment_sessioncohort WHERE cohort_id = ?"
        return bool(
            self._does(
                "operator",
                f"/sessions/arrange/{campaign[0]}/",
                fact=(question, (own,), 1),
                title=f"{self.code} 阳光分班",
                host="青禾县教育局",
                place="县一中礼堂",
                planned_at=f"{later:%Y-%m-%dT%H:%M}",
                cohorts=[cohort],
            )
        )

    def _freeze(self, session: dict[str, Any]) -> bool:
        page = f"/sessions/{session['code']}/"
        if session["underway"]:
            self._people["operator"].get(page)
            return False
        proposal = self._proposal("assignment.freeze", session["code"])
        if proposal is None:
            return bool(self._does("operator", page, f"{page}freeze/"))
        number = int(session["freeze_number"]) + 1
        return bool(
            self._does(
                "supervisor",
                f"/sessions/freeze/{proposal}/",
                fact=(_MIRRORED, (session["code"], "FREEZE"), number),
                digits=self._typed("secret", session, 20),
            )
        )

    def _proposal(self, act: str, session: str) -> str | None:
        """An open request for two people; one that ran out is asked for again."""
        question = (
            "SELECT code FROM access_proposal WHERE act = ? AND state = 'open'"
            " AND CAST(what AS TEXT) LIKE ? ORDER BY id DESC"
        )
        with self._platform.reading:
            found = self._database.rows(question, act, f"%{session}%")
        if not found or self._refused % 5 == 4:
            return None
        return str(found[0][0])

    def _typed(self, what: str, session: dict[str, Any], count: int) -> str:
        """Digits from a paper: the same whenever they are typed for one freeze."""
        paper = f"{what} {session['code']} {session['freeze_number']} {session['freeze_code']}"
        return Dice(self._seed, paper).digits(count)

    def _hold(self, standing: Standing) -> bool:
        """The ceremony, step by step."""
        session = standing.session or {}
        code = session["code"]
        screen = f"/sessions/{code}/screen/"
        if session["underway"]:
            self._people["operator"].get(screen)
            return False
        steps: dict[str, Callable[[], bool]] = {
            "frozen": lambda: self._seal(standing, session, screen),
            "sealed": lambda: self._event(
                session, f"{screen}roll/", "PUBLIC_DRAWN",
                numbers=self._typed("dice", session, 20), compared="yes",
            ),
            "rolled": lambda: self._event(session, f"{screen}open/", "OPENING"),
            "opening": lambda: self._enter(session, screen),
            "locked": lambda: self._draw(screen),
        }  # fmt: skip
        return steps.get(session["state"], lambda: False)()

    def _event(
        self, session: dict[str, Any], action: str, kind: str, page: str = "", **words: str
    ) -> bool:
        """A step of the ceremony that puts an event of this kind into the ledger."""
        held = self._one(_MIRRORED, session["code"], kind) or (0,)
        return bool(
            self._does(
                "operator",
                page or f"/sessions/{session['code']}/screen/",
                action,
                fact=(_MIRRORED, (session["code"], kind), int(held[0]) + 1),
                **words,
            )
        )

    def _seal(self, standing: Standing, session: dict[str, Any], screen: str) -> bool:
        own = standing.cohort["c.id"]
        if self._post_notice(own, "freeze"):
            return True
        posted = self._table(
            "notices_notice", "id", "cohort_id = ? AND kind = 'freeze' AND state = 'posted'", own
        )
        if posted is None:
            return False  # the worker prints it
        if self._wants_void:
            return self._void(session)
        seats = "、".join(SEATS)
        return self._event(
            session,
            f"{screen}seal/",
            "ENVELOPES_SEALED",
            page=f"{screen}?to=envelopes",
            seats=seats,
            count=str(len(SEATS)),
        )

    def _void(self, session: dict[str, Any]) -> bool:
        code = session["code"]
        proposal = self._proposal("assignment.void_freeze", code)
        if proposal is None:
            signers = "纪检监督、局操作员"
            page = f"/sessions/{code}/void/"
            return bool(self._does("operator", page, reason="C", reference="", signers=signers))
        held = self._one(_MIRRORED, code, "VOID") or (0,)
        page = f"/proposals/{proposal}/"
        fact = (_MIRRORED, (code, "VOID"), int(held[0]) + 1)
        done = self._does("supervisor", page, f"{page}confirm/", fact=fact)
        if done:
            self._wants_void = False
            self._acknowledged.void(code)
        return bool(done)

    def _cards(self, session: dict[str, Any]) -> dict[str, str]:
        cards = [self._typed(f"card {seat}", session, 8) for seat in SEATS[1:]] + ["空"]
        return {f"card{number}": card for number, card in enumerate(cards, start=1)}

    def _enter(self, session: dict[str, Any], screen: str) -> bool:
        code = session["code"]
        question = "SELECT COUNT(*) FROM assignment_entry WHERE session_id = ? AND subject = 'seed'"
        typed = int((self._one(question, session["id"]) or (0,))[0])
        if typed < 2:
            return bool(
                self._does(
                    ("operator", "reviewer")[typed],
                    f"{screen}enter/",
                    fact=(question, (session["id"],), typed + 1),
                    until_void_of=code,
                    public=self._typed("dice", session, 20),
                    **self._cards(session),
                )
            )
        proposal = self._proposal("assignment.lock_seed", code)
        if proposal is None:
            return bool(self._does("operator", screen, f"{screen}lock/"))
        held = self._one(_MIRRORED, code, "SEED_LOCKED") or (0,)
        page = f"/proposals/{proposal}/"
        fact = (_MIRRORED, (code, "SEED_LOCKED"), int(held[0]) + 1)
        return bool(self._does("supervisor", page, f"{page}confirm/", fact=fact))

    def _draw(self, screen: str) -> bool:
        return bool(self._does("operator", screen, f"{screen}draw/"))

    def _lots(self, standing: Standing) -> bool:
        session, part = standing.session or {}, standing.part or {}
        if session["underway"]:
            self._people["operator"].get(f"/sessions/{session['code']}/")
            return False
        count = int(part["classes"])
        if not part["representatives_drawn"]:
            cards = f"{self._typed('r1', session, 8)} {self._typed('r2', session, 8)}"
            public = self._typed("r", session, 8)
            return self._twice(
                session, part, "representatives", "REPRESENTATIVES", public=public, cards=cards
            )
        lots = {f"group{number}": str(number % count + 1) for number in range(1, count + 1)}
        lots |= {f"teacher{number}": str(number) for number in range(1, count + 1)}
        return self._twice(session, part, "lots", "LOTS", recusals="", **lots)

    def _twice(
        self, session: dict[str, Any], part: dict[str, Any], what: str, kind: str, **words: str
    ) -> bool:
        """Two people type the same paper, the second puts it into the ledger."""
        page = f"/sessions/{session['code']}/schools/{part['unit']}/"
        question = "SELECT COUNT(*) FROM assignment_entry WHERE session_id = ? AND subject LIKE ?"
        given = (session["id"], f"%{what}%")
        typed = int((self._one(question, *given) or (0,))[0])
        if typed < 2:
            who = ("clerk", "principal")[typed]
            fact = (question, given, typed + 1)
            return bool(
                self._does(who, f"{page}{what}/", fact=fact, until_void_of=session["code"], **words)
            )
        held = self._one(_MIRRORED, session["code"], kind) or (0,)
        fact = (_MIRRORED, (session["code"], kind), int(held[0]) + 1)
        return bool(
            self._does("principal", f"{page}{what}/", f"{page}record/", fact=fact, what=what)
        )

    def _sign(self, standing: Standing) -> bool:
        """Signatures, the scan, the recording, the disc; then the result takes effect."""
        session, part = standing.session or {}, standing.part or {}
        code = session["code"]
        if session["underway"]:
            self._people["operator"].get(f"/sessions/{code}/")
            return False
        page = f"/sessions/{code}/schools/{part['unit']}/"
        for wanted in self._evidence(session, part, page):
            return wanted
        held = self._one(_MIRRORED, code, "SIGN") or (0,)
        fact = (_MIRRORED, (code, "SIGN"), int(held[0]) + 1)
        return bool(self._does("operator", page, f"{page}effect/", fact=fact))

    def _evidence(self, session: dict[str, Any], part: dict[str, Any], page: str) -> Iterator[bool]:
        code, own = session["code"], (session["id"], session["freeze_number"])
        question = "SELECT COUNT(*) FROM assignment_signature WHERE part_id = ? AND result = ?"
        signed = int((self._one(question, part["id"], part["result"]) or (0,))[0])
        if signed < len(SIGNERS):
            yield bool(
                self._does(
                    "operator",
                    f"{page}sign/",
                    fact=(question, (part["id"], part["result"]), signed + 1),
                    until_void_of=code,
                    role=SIGNERS[signed],
                    name="某代表",
                    organisation="某单位",
                )
            )
        where = "session_id = ? AND freeze_number = ?"
        question = f"SELECT COUNT(*) FROM assignment_scan WHERE {where}"  # noqa: S608 - ours
        if not (self._one(question, *own) or (0,))[0]:
            yield bool(
                self._does(
                    "operator",
                    f"/sessions/{code}/scan/",
                    files={"file": ("签字表.pdf", PDF + self.code.encode())},
                    fact=(question, own, 1),
                    title="现场监督签字表",
                )
            )
        question = f"SELECT COUNT(*) FROM assignment_recording WHERE {where}"  # noqa: S608 - ours
        if not (self._one(question, *own) or (0,))[0]:
            now = datetime.now()  # noqa: DTZ005, TID251 - local, as typed
            yield bool(
                self._does(
                    "operator",
                    f"/sessions/{code}/recording/",
                    fact=(question, own, 1),
                    file_name="录像-01.mp4",
                    keeper="县教育局",
                    starts_at=f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}",
                    ends_at=f"{now:%Y-%m-%dT%H:%M}",
                )
            )
        if not (self._one(_MIRRORED, code, "DISC") or (0,))[0]:
            asked = self._table(
                "jobs_jobrun",
                "id",
                "job = 'assignment.make_archive' AND state IN ('waiting', 'running')"
                " AND CAST(arguments AS TEXT) LIKE ?",
                f"%{code}%",
            )
            if asked is not None:
                yield False
            yield bool(self._does("operator", f"/sessions/{code}/archive/", copies="1"))

    def _publish(self, standing: Standing) -> bool:
        session = standing.session or {}
        page = f"/sessions/{session['code']}/"
        if session["underway"]:
            self._people["operator"].get(page)
            return False
        held = self._one(_MIRRORED, session["code"], "PUBLISH") or (0,)
        fact = (_MIRRORED, (session["code"], "PUBLISH"), int(held[0]) + 1)
        return bool(self._does("operator", page, f"{page}publish/", fact=fact))


def _sentence(body: str) -> str:
    """What a page says to the person, as far as it can be found."""
    for mark in ('class="error"', "errorlist", 'role="alert"', "<h1"):
        _, found, rest = body.partition(mark)
        if found:
            words = rest.partition(">")[2].split("</")[0]
            return " ".join(words.replace("<li>", "").split())[:160]
    return ""

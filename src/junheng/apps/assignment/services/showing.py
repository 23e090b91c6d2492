"""What the pages show of a session, put together from its ledger and its files."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.safestring import mark_safe

from junheng.apps.assignment import queries
from junheng.apps.assignment.events import ListsShown, PaperTaken
from junheng.apps.assignment.models import LedgerEvent, Secret, Session, SessionCohort
from junheng.apps.assignment.services.entries import (
    agreed_seed_text,
    rules_of_freeze,
    seats_of_session,
)
from junheng.apps.assignment.services.folders import folder_of, read_ceremony
from junheng.apps.assignment.states import SecretKind, SessionState
from junheng.ceremony.folder import DISK_REFUSALS
from junheng.ceremony.lots import FinalClass, final_classes
from junheng.ceremony.representatives import ListedRepresentatives, listed_representatives
from junheng.ceremony.sitting import CHARTS_FILE
from junheng.core.access import NotAllowed, Permission, StaffActor
from junheng.core.access.models import Proposal, ProposalState
from junheng.core.audit import services as audit
from junheng.core.audit.events import Subject
from junheng.core.messages import sentence
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import suite_named
from junheng.engine.record.paper import paper_lines
from junheng.reporting.charts import simulation_chart

_GROUP: Final = 5
_LONG: Final = 32
EVENT_TITLES: Final = {
    "SESSION": "宣布现场会",
    "FREEZE": "冻结",
    "PIN": "约定",
    "NOTICE_POSTED": "公告张贴",
    "FREEDOM": "自由度报告",
    "ENVELOPES_SEALED": "封签",
    "PUBLIC_DRAWN": "当众掷骰",
    "OPENING": "拆封",
    "SEED_LOCKED": "锁定种子",
    "DRAW": "抽签编班",
    "REPRESENTATIVES": "抽家长代表",
    "LOTS": "班主任抽签",
    "DISC": "存档光盘",
    "SIGN": "签字生效",
    "PUBLISH": "公示",
    "LATE_FREEZE": "补录冻结",
    "LATE_DRAW": "补录抽签",
    "CHANGE": "特殊情况调整",
    "VOID": "作废",
    "RESTORE": "恢复备份",
    "KEY_DESTROYED": "按期销毁个人信息",
}
_FACT_TITLES: Final = {
    "freeze": "冻结码",
    "no": "第几号",
    "unit": "单位",
    "where": "张贴在",
    "r": "演练次数",
    "flagged": "可疑对数",
    "count": "封数",
    "seats": "席位",
    "public": "公开数",
    "seed": "种子",
    "result": "结果码",
    "lots": "签",
    "copies": "份数",
    "box": "光盘码",
    "roles": "签字",
    "reason": "理由",
    "signers": "签字",
    "what": "销毁",
}
_LISTED: Final = frozenset(("seats", "roles", "signers"))


def may_hold(actor: StaffActor, session: Session) -> bool:
    """Whether this person takes the steps of the ceremony."""
    try:
        queries.get_session_for(actor, session.code, Permission.ASSIGNMENT_HOLD)
    except NotAllowed:
        return False
    return actor.may(Permission.ASSIGNMENT_HOLD)


def waiting_proposal(session: Session, *, at: datetime) -> Proposal | None:
    """The act of two people about this session that waits for the second one."""
    return Proposal.objects.filter(
        act__startswith="assignment.",
        state=ProposalState.OPEN,
        expires_at__gt=at,
        what__session=session.code,
    ).first()


def fault_of(session: Session) -> str:
    """Why the last act was not done, or does not come to its end, if that is so."""
    if not session.fault_code:
        return ""
    if session.underway and session.fault_code in DISK_REFUSALS:
        return sentence("session_waits_for_room", {"act": session.get_underway_display()})
    return f"上次没有办成：{sentence(session.fault_code, session.fault_params)}"


def head_of(session: Session) -> str:
    """The first line of the ledger's head (账尾), as papers print it."""
    last = LedgerEvent.objects.filter(session=session).last()
    if last is None:
        return ""
    digest = suite_named(session.campaign.suite).digest(last.line.encode()).hex()
    return paper_lines(digest)[0]


def numbers_of(session: Session, events: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Seats, dice, entries and seed, as far as the ceremony has come."""
    rules = rules_of_freeze(session)
    sealed = queries.bodies(events, "ENVELOPES_SEALED")
    drawn = queries.bodies(events, "PUBLIC_DRAWN")
    locked = queries.bodies(events, "SEED_LOCKED")
    entries = queries.entries_of(session, queries.SEED)
    shown: dict[str, Any] = {
        "rules": rules,
        "seats": sealed[-1]["seats"] if sealed else [],
        "public": grouped(drawn[-1]["public"].partition(":")[2]) if drawn else [],
        "entries": entries,
        "seed_lines": locked[-1]["lines"] if locked else [],
        "seed": paper_lines(locked[-1]["seed"]) if locked else (),
    }
    if session.state == SessionState.OPENING and len(entries) == 2:  # noqa: PLR2004 - two people
        try:
            shown["seed_lines"] = list(agreed_seed_text(session).lines())
        except JunhengError as refusal:
            shown["unfit"] = sentence(refusal.code, refusal.params)
    return shown


def grouped(digits: str) -> list[str]:
    """Digits in groups of five, as the room compares them."""
    return [digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP)]


def balance_shown(session: Session, part: SessionCohort) -> dict[str, Any]:
    """The balance of one school for the screen: sizes, differences, the picture."""
    units = [one.unit for one in queries.parts_of(session)]
    reports = balance_reports(session)
    index = units.index(part.unit)
    report = reports[index] if index < len(reports) else None
    if report is None:
        return {"part": part, "report": None}
    sizes = [
        {"title": title, "size": size, "width": round(100 * size / max(report["class_sizes"]))}
        for title, size in zip(report["class_titles"], report["class_sizes"], strict=True)
    ]
    return {
        "part": part,
        "report": report,
        "sizes": sizes,
        # Made by ourselves from numbers alone.
        "chart": mark_safe(_chart_of(part, report)),  # noqa: S308
        "attributes": [
            {**one, "is_best": one["achieved_gap"] <= one["best_gap"]}
            for one in report["attributes"]
        ],
    }


def _chart_of(part: SessionCohort, report: Mapping[str, Any]) -> str:
    """The picture that was made with the draw; drawings of earlier versions kept none."""
    file = folder_of(part.session) / CHARTS_FILE
    if file.exists():
        charts: dict[str, str] = json.loads(file.read_bytes())
        return charts.get(part.unit, "")
    if not report["simulated_totals"]:
        return ""
    return simulation_chart(tuple(report["simulated_totals"]), report["total_excess"])


def balance_reports(session: Session) -> list[dict[str, Any]]:
    """The public figures of balance, a school each, in the order of the session."""
    file = folder_of(session) / "balance.json"
    if not file.exists():
        return []
    schools: list[dict[str, Any]] = json.loads(file.read_bytes())["schools"]
    return schools


def note_lists_shown(
    part: SessionCohort, group: str, names: int, *, by: StaffActor, at: datetime
) -> None:
    """Write down that the names of a class were shown."""
    del group
    with audit.act():
        event = ListsShown(
            subject=Subject("session", part.session.code, part.cohort.school.code), names=names
        )
        audit.record(event, by=by, at=at)


def note_paper_taken(
    session: Session, paper: str, digest: str, *, by: StaffActor, at: datetime
) -> None:
    """Write down that a paper was downloaded."""
    with audit.act():
        event = PaperTaken(subject=Subject("session", session.code), paper=paper, digest=digest)
        audit.record(event, by=by, at=at)


def holds_passphrase(session: Session) -> bool:
    """Whether the platform still keeps both halves of the passphrase."""
    halves = (SecretKind.FIRST_HALF, SecretKind.SECOND_HALF)
    return Secret.objects.filter(session=session, kind__in=halves).count() == len(halves)


def seats_of(session: Session) -> list[str]:
    """The seats of the ceremony, who are the witnesses of a void after the lock."""
    return seats_of_session(session) if session.freeze_code else []


@dataclass(frozen=True)
class LedgerLine:
    """One event as a page shows it."""

    number: int
    kind: str
    at: datetime
    facts: str
    head: str


def ledger_shown(session: Session) -> list[LedgerLine]:
    """The whole ledger for people to read."""
    suite = suite_named(session.campaign.suite)
    lines = []
    for event in queries.ledger_of(session):
        document = json.loads(event.line)
        lines.append(
            LedgerLine(
                number=event.number,
                kind=EVENT_TITLES.get(event.kind, event.kind),
                at=datetime.fromisoformat(document["at"]),
                facts=_facts(document["body"]),
                head=paper_lines(suite.digest(event.line.encode()).hex())[0],
            )
        )
    return lines


def _facts(body: Mapping[str, Any]) -> str:
    """The short values of an event; hashes are cut, lists counted."""
    words = []
    for name, value in body.items():
        if name not in _FACT_TITLES:
            continue
        if isinstance(value, list):
            shown = (
                "、".join(str(item) for item in value) if name in _LISTED else f"{len(value)} 项"
            )
        else:
            shown = (
                f"{value[:16]}…" if isinstance(value, str) and len(value) > _LONG else str(value)
            )
        words.append(f"{_FACT_TITLES[name]} {shown}")
    return "，".join(words)


def final_classes_of(part: SessionCohort) -> tuple[FinalClass, ...]:
    """The classes with number, group and homeroom teacher; nothing before the lots."""
    if not part.lots:
        return ()
    ceremony = read_ceremony(part.session)
    unit = next(unit for unit in ceremony.frozen.units if unit.unit == part.unit)
    return final_classes(ceremony, unit)


def representatives_shown(part: SessionCohort) -> ListedRepresentatives | None:
    """The parents' representatives, for those who call them; nothing before they are drawn."""
    if not part.representatives_drawn:
        return None
    ceremony = read_ceremony(part.session)
    unit = next(unit for unit in ceremony.frozen.units if unit.unit == part.unit)
    return listed_representatives(ceremony, unit)

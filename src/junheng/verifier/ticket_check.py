"""Checks one child's ticket (凭条) or slip against the public file (SG1 §10.1)."""

from dataclasses import dataclass

from .canonical import NotCanonicalError, parse_canonical
from .documents import TICKETS, fits
from .merkle import leaf_hash, root_from_path
from .public_file import Document, LeafList, PublicFile
from .report import Findings
from .representatives_check import check_own_representative
from .sentences import ATTRIBUTES, CODES, PINS

LATE_FIELDS = ("registered", "reason")


@dataclass(frozen=True)
class _Child:
    """What a ticket or a slip says, brought to one form."""

    ticket: Document
    record: Document
    leaf: bytes
    freeze: str
    is_slip: bool
    is_rehearsal: bool


def check_ticket(
    public: PublicFile,
    findings: Findings,
    raw: bytes | None,
    identity_number: str | None,
) -> None:
    """Check a ticket, a pre-ticket, a rehearsal's ticket or a slip; nothing without one."""
    if raw is None:
        if identity_number is not None and identity_number.strip():
            findings.add("ticket", "pending")
        return
    try:
        ticket = parse_canonical(raw)
    except NotCanonicalError:
        ticket = None
    known = any(fits(ticket, shape) for shape in TICKETS)
    if not findings.expect("ticket", holds=known):
        return
    if ticket["_t"] == "sg1/late-slip":
        _check_late(public, findings, ticket)
        _check_identity(public, findings, ticket["s"], identity_number)
        return
    is_slip = ticket["_t"] == "sg1/slip"
    placed = ticket.get("r", {})
    child = _Child(
        ticket=ticket,
        record=ticket["s"],
        leaf=leaf_hash(public.suite, ticket["s"]),
        freeze=ticket["freeze"],
        is_slip=is_slip,
        is_rehearsal=placed.get("_t") == "sg1/leaf-q",
    )
    if not is_slip:
        findings.expect(
            "ticket_session",
            holds=(ticket["session"], ticket["suite"]) == (public.session_hash, public.suite.name),
        )
    _check_record(public, findings, child)
    if placed:
        _check_class(public, findings, child, placed)
    else:
        findings.add("ticket_class", "pending")
    _check_identity(public, findings, child.record, identity_number)


def _check_record(public: PublicFile, findings: Findings, child: _Child) -> None:
    record = child.record
    findings.expect("ticket_freeze", holds=public.is_live(child.freeze))
    leaves = public.rosters.get((child.freeze, record["unit"]), [])
    entry = public.find_unit(child.freeze, record["unit"])
    root = entry["roster"] if entry is not None else ""
    findings.expect("ticket_roster", holds=_inside(public, child, "s", leaves, root))
    _show_record(findings, record, _names(public, child.freeze, record["unit"]))
    pin = record.get("pin")
    if pin:
        kinds = "、".join(PINS[kind] for kind in sorted(pin))
        findings.warn_unless("ticket_pin", holds="fixed" not in pin, kinds=kinds)


def _names(public: PublicFile, freeze: str, unit: str) -> set[str]:
    """Name what a record of this unit must hold."""
    params = public.find_params(freeze, unit)
    if params is None:
        return set()
    return {*params["attrs"], *(numeric["name"] for numeric in params.get("numerics", []))}


def _show_record(findings: Findings, record: Document, names: set[str]) -> None:
    shown = "，".join(
        f"{ATTRIBUTES.get(name, name)} {CODES.get(name, {}).get(code, code)}"
        for name, code in record["a"].items()
    )
    findings.expect(
        "ticket_record",
        holds=set(record["a"]) == names,
        name=record["name"],
        sid=record["sid"],
        shown=shown or "—",
    )


def _check_late(public: PublicFile, findings: Findings, slip: Document) -> None:
    """Check a late arrival's slip: in its batch, and placed by the batch's draw."""
    record, leaf = slip["s"], leaf_hash(public.suite, slip["s"]).hex()
    batch, known = public.late.get(slip["late"]), public.ledger.late.get(slip["late"])
    document = batch.document if batch is not None else {"result": "", "unit": ""}
    result = public.results.get(document["result"])
    live = known is not None and public.ledger.is_live_result(document["result"])
    findings.expect("ticket_late_batch", holds=live and result is not None)
    listed = batch is not None and leaf in batch.leaves and record["unit"] == document["unit"]
    findings.expect("ticket_late_roster", holds=listed)
    freeze = result.document["freeze"] if result is not None else ""
    _show_record(findings, record, {*_names(public, freeze, record["unit"]), *LATE_FIELDS})
    if known is None or result is None:
        return
    if known.draw is None:
        findings.add("ticket_late_class", "pending")
        return
    groups = [placed["g"] for placed in known.draw["out"] if placed["s"] == leaf]
    if findings.expect("ticket_late_class", holds=len(groups) == 1):
        _show_class(public, findings, result, groups[0])


def _inside(public: PublicFile, child: _Child, which: str, leaves: list[str], root: str) -> bool:
    """Say whether the leaf is in the published tree: by path on a ticket, by look-up on a slip."""
    leaf = leaf_hash(public.suite, child.ticket[which])
    if child.is_slip:
        return leaf.hex() in leaves
    path = [bytes.fromhex(node) for node in child.ticket[f"{which}p"]]
    count, index = child.ticket["n"], child.ticket[f"{which}i"]
    found = root_from_path(public.suite, leaf, index, count, path)
    listed = index < len(leaves) == count and leaves[index] == leaf.hex()
    return found is not None and found.hex() == root and listed


def _find_draw(public: PublicFile, child: _Child, placed: Document) -> LeafList | None:
    draws = public.rehearsals if child.is_rehearsal else public.results
    if not child.is_slip:
        return draws.get(child.ticket["rehearsal" if child.is_rehearsal else "result"])
    leaf = leaf_hash(public.suite, placed).hex()
    return next((draw for draw in draws.values() if leaf in draw.leaves), None)


def _check_class(public: PublicFile, findings: Findings, child: _Child, placed: Document) -> None:
    draw = _find_draw(public, child, placed)
    document = draw.document if draw is not None else {"freeze": "", "unit": "", "root": ""}
    same = (document["freeze"], document["unit"]) == (child.freeze, child.record["unit"])
    findings.expect("ticket_result", holds=same and placed["unit"] == document["unit"])
    leaves = draw.leaves if draw is not None else []
    inside = _inside(public, child, "r", leaves, document["root"])
    findings.expect("ticket_inclusion", holds=inside)
    same = findings.expect("ticket_same_child", holds=placed["s"] == child.leaf.hex())
    if child.is_rehearsal:
        findings.add("ticket_rehearsal", "warning", g=placed["g"])
        return
    if draw is None:
        findings.add("ticket_class", "passed", g=placed["g"])
        return
    _show_class(public, findings, draw, placed["g"])
    if inside and same:
        leaf = child.leaf.hex()
        check_own_representative(public, findings, result=draw.hash, leaf=leaf, group=placed["g"])


def _show_class(public: PublicFile, findings: Findings, draw: LeafList, group: str) -> None:
    lots = [lots for lots in public.lots.values() if lots["result"] == draw.hash]
    rows = [row for table in lots for row in table["out"] if row["g"] == group]
    if rows:
        teacher = _teacher_name(public, draw.document, rows[0]["t"])
        number = rows[0]["class"]
        findings.add("ticket_teacher", "passed", number=number, g=group, teacher=teacher)
    else:
        findings.add("ticket_class", "passed", g=group)


def _teacher_name(public: PublicFile, result: Document, number: str) -> str:
    entry = public.find_unit(result["freeze"], result["unit"]) or {}
    frozen = public.teachers.get(entry.get("teachers", ""), {"list": []})
    return next((t["name"] for t in frozen["list"] if t["t"] == number), number)


def _check_identity(
    public: PublicFile, findings: Findings, record: Document, identity_number: str | None
) -> None:
    if identity_number is None or not identity_number.strip():
        return
    number = identity_number.strip().upper()
    salt = bytes.fromhex(record["salt"])
    commitment = public.suite.hmac(salt, b"SG1-ID/1\n" + number.encode(errors="replace"))
    findings.expect("ticket_identity", holds=commitment.hex() == record["idc"])

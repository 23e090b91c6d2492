"""Checks everything that anybody can check from the public file (SG1 §10, §12)."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta

from .canonical import canonical_bytes
from .ledger import LOCKED, FreezeRecord
from .lots_check import check_late, check_lots
from .merkle import ascends, tree_root
from .public_file import Document, PublicFile, read_public
from .report import Findings, Report
from .representatives_check import check_representatives
from .result_check import check_results
from .seeds import beacon_matches, find_seed_text, rules_are_strong, seed_faults
from .signature import signature_holds
from .ticket_check import check_ticket

ENGINE = ("junheng", "SG1-ENGINE/1")
BUDGET = 4096
NOTICE_HOURS = 24
REDRAW_HOURS = 72
_PAPER_LINE = re.compile(r"([0-9a-f]{16})/([0-9a-f])")


def verify_public(
    raw: bytes,
    *,
    notice: str | None = None,
    ticket: bytes | None = None,
    identity_number: str | None = None,
) -> Report:
    """Check public.json; with the notice code (冻结码), a ticket (凭条) and an ID number too.

    Any bytes at all give a report; what does not agree is a failed step, never an error.
    """
    findings = Findings()
    public = read_public(raw, findings)
    if public is not None:
        check_public(public, findings, notice)
        check_ticket(public, findings, ticket, identity_number)
    return findings.report()


def check_public(public: PublicFile, findings: Findings, notice: str | None) -> None:
    """Check everything but a ticket."""
    _check_session(public, findings)
    _check_ledger(public, findings)
    _check_signature(public, findings)
    _check_notice(public, findings, notice)
    for freeze, document in public.freezes.items():
        _check_freeze(public, findings, freeze, document)
        for entry in document["units"]:
            _check_unit(public, findings, freeze, entry)
    for freeze, record in public.ledger.freezes.items():
        findings.expect("freeze_published", holds=freeze in public.freezes, no=record.no)
        if freeze in public.freezes and record.stage == LOCKED:
            _check_seed(public, findings, record, public.freezes[freeze]["ceremony"])
    check_results(public, findings)
    check_representatives(public, findings)
    check_lots(public, findings)
    check_late(public, findings)


def _check_session(public: PublicFile, findings: Findings) -> None:
    session = public.session
    findings.expect("suite_same", holds=session["suite"] == public.suite.name)
    findings.expect("session_engine", holds=session["engine"] == public.engine_hash)
    strong = rules_are_strong(session["ceremony"])
    if session.get("mode") == "clerk":
        findings.add("mode_clerk", "warning")
        findings.warn_unless("ceremony_rules", holds=strong)
    else:
        findings.expect("ceremony_rules", holds=strong)


def _check_ledger(public: PublicFile, findings: Findings) -> None:
    ledger = public.ledger
    for finding in ledger.findings:
        findings.add(finding.code, "failed", n=finding.n)
    if not ledger.findings:
        findings.add("ledger", "passed", n=len(ledger.heads) - 1)
    for n in ledger.unknown:
        findings.add("ledger_unknown_event", "warning", n=n)
    void = [record for record in ledger.freezes.values() if not record.live]
    reasons = "、".join(f"{record.no}号（{record.void_reason}）" for record in void)
    findings.warn_unless("voids", holds=not void, count=len(void), reasons=reasons)


def _check_signature(public: PublicFile, findings: Findings) -> None:
    checkpoint, signature = public.content["checkpoint"], public.content["sig"]
    ledger = public.ledger
    findings.expect(
        "checkpoint",
        holds=(checkpoint["session"], checkpoint["n"], checkpoint["head"])
        == (public.session_hash, len(ledger.heads) - 1, ledger.head),
    )
    key = public.session["key"]["pub"]
    findings.expect("signature_key", holds=signature["pub"] == key)
    findings.expect(
        "signature",
        holds=signature_holds(
            bytes.fromhex(key), canonical_bytes(checkpoint), bytes.fromhex(signature["sig"])
        ),
    )


def typed_code(typed: str) -> str | None:
    """Read a 64-digit code as typed or pasted from paper; None if it cannot be one.

    The four lines of the notice may keep their check digits (SG1 §10.2); those are then checked.
    """
    bare = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).lower()
    lines = _PAPER_LINE.findall(bare)
    if "/" in bare:
        for digits, check in lines:
            weighted = sum(int(d, 16) * place for place, d in enumerate(digits, 1))
            if weighted % 16 != int(check, 16):
                return None
        if "".join(f"{digits}/{check}" for digits, check in lines) != bare:
            return None
        bare = "".join(digits for digits, _ in lines)
    return bare if re.fullmatch("[0-9a-f]{64}", bare) else None


def _check_notice(public: PublicFile, findings: Findings, notice: str | None) -> None:
    if notice is None or not notice.strip():
        findings.add("notice", "pending")
        return
    code = typed_code(notice)
    if not findings.expect("notice_readable", holds=code is not None):
        return
    record = public.ledger.freezes.get(code or "")
    if record is not None and not record.live:
        findings.add("notice_void", "failed", no=record.no)
    else:
        findings.expect("notice", holds=record is not None and code in public.freezes)


def _check_freeze(public: PublicFile, findings: Findings, freeze: str, document: Document) -> None:
    no = document["no"]
    record = public.ledger.freezes.get(freeze)
    if not findings.expect("freeze_recorded", holds=record is not None, no=no) or record is None:
        return
    before, heads = document["ledger"], public.ledger.heads
    findings.expect(
        "freeze_ledger",
        holds=record.no == no
        and record.supersedes == document.get("supersedes")
        and document["at"] <= record.at
        and before["n"] < record.n
        and heads[before["n"]] == before["head"],
        no=no,
    )
    findings.expect(
        "freeze_session",
        holds=document["session"] == public.session_hash
        and document["suite"] == public.suite.name
        and document["ceremony"] == public.session["ceremony"],
        no=no,
    )
    findings.expect("freeze_engine", holds=document["engine"] == public.engine_hash, no=no)
    units = [entry["unit"] for entry in document["units"]]
    findings.expect("freeze_units", holds=0 < len(units) == len(set(units)), no=no)
    _check_times(public, findings, record)


def _check_times(public: PublicFile, findings: Findings, record: FreezeRecord) -> None:
    if record.sealed_at is None:
        return
    posted = record.notice_at is not None and record.notice_at <= record.sealed_at
    findings.warn_unless("notice_posted", holds=posted, no=record.no)
    if record.locked_at is None:
        return
    wanted = NOTICE_HOURS
    before = public.ledger.freezes.get(record.supersedes or "")
    if before is not None and before.void_stage == LOCKED:
        wanted = REDRAW_HOURS
    waited = datetime.fromisoformat(record.locked_at) - datetime.fromisoformat(record.at)
    findings.warn_unless(
        "notice_time",
        holds=waited >= timedelta(hours=wanted),
        no=record.no,
        hours=waited // timedelta(hours=1),
        wanted=wanted,
    )


def _check_unit(public: PublicFile, findings: Findings, freeze: str, entry: Document) -> None:
    unit = entry["unit"]
    leaves = public.rosters.get((freeze, unit))
    if findings.expect("roster_published", holds=leaves is not None, unit=unit) and leaves:
        findings.expect(
            "roster_sorted",
            holds=ascends(leaves),
            unit=unit,
        )
    if leaves is not None:
        findings.expect("roster_count", holds=len(leaves) == entry["n"], unit=unit, n=entry["n"])
        root = tree_root(public.suite, [bytes.fromhex(leaf) for leaf in leaves]).hex()
        findings.expect("roster_root", holds=root == entry["roster"], unit=unit)
    _check_params(public, findings, entry)
    if "teachers" in entry:
        teachers = public.teachers.get(entry["teachers"])
        names = [teacher["t"] for teacher in teachers["list"]] if teachers else []
        findings.expect(
            "teachers",
            holds=teachers is not None
            and teachers["unit"] == unit
            and len(names) == len(set(names)),
            unit=unit,
        )


def _check_params(public: PublicFile, findings: Findings, entry: Document) -> None:
    unit = entry["unit"]
    params = public.params.get(entry["params"])
    if not findings.expect("params", holds=params is not None, unit=unit) or params is None:
        return
    numerics = [numeric["name"] for numeric in params.get("numerics", [])]
    names = params["attrs"] + numerics
    consistent = (
        (params["unit"], params["k"], params["engine"]) == (unit, entry["k"], public.engine_hash)
        and set(params["weights"]) == set(params["attrs"])
        and len(names) == len(set(names))
        and {cap["attr"] for cap in params.get("caps", [])} <= set(params["attrs"])
        and _reduction_attribute(params) <= set(params["attrs"])
        and params["k"] <= entry["n"]
    )
    findings.expect("params_consistent", holds=consistent, unit=unit)
    if (public.engine["name"], public.engine["version"]) == ENGINE:
        findings.expect("params_budget", holds=params["budget"] == BUDGET, unit=unit)
    pins: Mapping[str, int] = params["pins"]
    findings.warn_unless("pins", holds=pins["fixed"] == 0, unit=unit, **pins)


def _reduction_attribute(params: Document) -> set[str]:
    return {params["reduction"]["attr"]} if "reduction" in params else set()


def _check_seed(
    public: PublicFile, findings: Findings, record: FreezeRecord, rules: Document
) -> None:
    seed_text = find_seed_text(record.lines)
    if seed_text is None:
        findings.add("seed_text", "failed", no=record.no)
        return
    wrong = seed_faults(seed_text, rules)
    for code in wrong:
        findings.add(code, "failed", no=record.no)
    if not wrong:
        findings.add("seed_text", "passed", no=record.no, envelopes=seed_text.opened)
    if seed_text.beacon != "none":
        holds = beacon_matches(seed_text.beacon, record.beacon_signature)
        if findings.expect("beacon", holds=holds, no=record.no):
            findings.add("beacon_signature", "pending", no=record.no)

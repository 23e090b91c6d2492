"""Targets: everything that reads the public record, by the engine and by the verifier.

The two are independent, so each is held against the other: what one takes the other must take.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Any, Final

from junheng.core.backup.paper_head import parse_head
from junheng.core.messages import sentence
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.seeds import (
    CeremonyRules,
    check_seed_fits,
    parse_seed_text,
    read_card,
)
from junheng.engine.randomness.suites import INTL, suite_named
from junheng.engine.record.canonical import canonical_bytes, document_hash, parse_canonical
from junheng.engine.record.container import Passphrase
from junheng.engine.record.fields import FieldPlace, open_field, seal_field
from junheng.engine.record.ledger import check_ledger
from junheng.engine.record.paper import paper_lines, parse_paper_lines
from junheng.verifier import verify_public, verify_teams
from junheng.verifier.canonical import NotCanonicalError
from junheng.verifier.canonical import parse_canonical as parsed_by_the_verifier
from junheng.verifier.hashes import SUITES
from junheng.verifier.public_check import typed_code
from junheng.verifier.public_file import PublicFile, read_public
from junheng.verifier.report import Findings, Report
from junheng.verifier.seeds import find_seed_text, seed_bytes, seed_faults
from junheng.verifier.ticket_check import check_ticket
from tests.fuzz.oracle import Target, must_be_chinese
from tests.verifier.records_made import frozen_record, honest_record, rehearsed_record

_KEY: Final = bytes(range(32))
_KIND: Final = re.compile(r"sg1/[a-z0-9-]{1,32}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_PLACE: Final = FieldPlace("students", "name", "abcd")


def canonical(content: bytes) -> None:
    """One document: both implementations take the same bytes, and write them again."""
    try:
        by_the_verifier: Any = parsed_by_the_verifier(content)
    except NotCanonicalError:
        by_the_verifier = None
    try:
        document = parse_canonical(content)
    except JunhengError:
        kind = by_the_verifier.get("_t") if isinstance(by_the_verifier, dict) else None
        assert not (isinstance(kind, str) and _KIND.fullmatch(kind)), "only the verifier takes it"
        raise
    assert document == by_the_verifier, "only the engine takes it"
    assert canonical_bytes(document) == content


def seed_text(content: bytes) -> None:
    """A seed text: both implementations take the same texts and make the same seed of them."""
    lines = content.decode(errors="replace")[:-1].split("\n")
    by_the_verifier = find_seed_text(lines) if content.endswith(b"\n") else None
    try:
        found = parse_seed_text(content)
    except JunhengError:
        assert (
            by_the_verifier is None
            or seed_faults(by_the_verifier, None)
            or by_the_verifier.suite not in SUITES
            or not _HASH.fullmatch(by_the_verifier.bound_to)
        ), "only the verifier takes it"
        raise
    assert found.text() == content
    assert by_the_verifier is not None, "only the engine takes it"
    assert seed_bytes(lines) == content
    with suppress(JunhengError):
        check_seed_fits(found, CeremonyRules())


def ledger(content: bytes) -> None:
    """A session and its events, linked anew so that a changed body is not only a broken chain."""
    public = parse_canonical(content)
    session, events = public.get("session"), public.get("events")
    if not isinstance(session, dict) or not isinstance(events, list):
        return
    suite = suite_named(str(public.get("suite")))
    for finding in check_ledger(session, _linked(session, events), suite):
        must_be_chinese(sentence(finding.code, finding.params))


def _linked(session: Mapping[str, Any], events: list[Any]) -> list[Any]:
    head = ""
    with suppress(JunhengError):
        head = document_hash(INTL, session)
    linked = []
    for number, event in enumerate(events, 1):
        if isinstance(event, dict):
            event = {**event, "n": number, "prev": head}  # noqa: PLW2901 - the same event, linked
            with suppress(JunhengError):
                head = document_hash(INTL, event)
        linked.append(event)
    return linked


def must_be_a_report(report: Report) -> None:
    """Every step has its sentence."""
    for step in report.steps:
        must_be_chinese(step.sentence)
    json.dumps(report.as_dict(), ensure_ascii=False).encode()


def public_file(content: bytes) -> None:
    """A public file: as it stands, and with its chain linked anew."""
    must_be_a_report(verify_public(content, notice="0" * 64))
    with suppress(JunhengError, AttributeError, LookupError, TypeError):
        public = parse_canonical(content)
        public["events"] = _linked(public["session"], public["events"])
        content = canonical_bytes(public)
    must_be_a_report(verify_public(content))


@cache
def _honest() -> PublicFile:
    found = read_public(honest_record("intl").public_bytes(), Findings())
    assert found is not None
    return found


def ticket(content: bytes) -> None:
    """A ticket or a slip, as a file or as the text of a printed code, against an honest record."""
    findings = Findings()
    check_ticket(_honest(), findings, content, "36012120140105001X")
    must_be_a_report(findings.report())


def teams(content: bytes) -> None:
    """The record of teaching teams."""
    must_be_a_report(verify_teams(content, notice="0" * 64))


def typed(content: bytes) -> None:
    """What people type from paper: codes, passphrases, cards, heads; and a sealed field."""
    text = content.decode(errors="replace")
    typed_code(text)
    with suppress(JunhengError):
        digest = parse_paper_lines(text)
        assert parse_paper_lines("\n".join(paper_lines(digest))) == digest
    with suppress(JunhengError):
        assert len(parse_head(text).digest) == 64
    with suppress(JunhengError):
        first, _, second = text.partition("\n")
        assert len(Passphrase.typed(first, second).whole) == 40
    with suppress(JunhengError):
        assert read_card(list(text), seat=1).isascii()
    with suppress(JunhengError):
        # A value of the database that was changed there: never opened, never another fault.
        open_field(INTL, key=_KEY, place=_PLACE, sealed=text)


def _public_seeds() -> list[bytes]:
    return [
        honest_record("intl").public_bytes(),
        frozen_record("gm").public_bytes(),
        rehearsed_record("intl").public_bytes(),
    ]


def _ticket_seeds() -> list[bytes]:
    record = honest_record("intl")
    tickets = (record.ticket(), record.ticket(kind="pre"), record.slip(), record.late_slip())
    return [canonical_bytes(one) for one in tickets]


def _teams_seeds() -> list[bytes]:
    from junheng.engine.randomness.suites import GM  # noqa: PLC0415 - beside its only use
    from tests.verifier.test_teams_check import honest  # noqa: PLC0415 - slow to import

    return [honest(INTL, is_paper=True), honest(GM, is_paper=False)]


def _seed_texts() -> list[bytes]:
    lines = (
        "SG1-SEED/1", "suite=intl", "freeze=" + "ab" * 32, "public=d10:55081927364518273645",
        "envelope.1=20260903", "envelope.2=void", "envelope.3=81736455", "beacon=none",
    )  # fmt: skip
    beacon = f"drand:{'52' * 32}:1234:{'cd' * 32}"
    return ["".join(f"{line}\n" for line in one).encode() for one in (
        lines,
        ("SG1-SEED-LATE/1", "suite=gm", "late=" + "0" * 64, "public=d6:123456", f"beacon={beacon}"),
    )]  # fmt: skip


def _typed_seeds() -> list[bytes]:
    sealed = seal_field(INTL, key_id="2026", key=_KEY, nonce=bytes(12), place=_PLACE, text="某某")
    digest = "2d60d2c7109b64d4" * 4
    return [
        "\n".join(paper_lines(digest)).encode(),
        ("第12条：" + "\n".join(paper_lines(digest))).encode(),
        b"01234 56789 01234 56789\n01234-56789-01234-56789", b"20260903", sealed.encode(),
        digest.encode(),
    ]  # fmt: skip


TARGETS: Final = (
    Target(
        "canonical",
        "a document of the record, by engine and verifier alike",
        canonical,
        lambda: [_ticket_seeds()[0], b'{"_t":"sg1/x","a":[1,-1,true],"b":{"c":"\xe4\xb8\xad"}}'],
        words=('"_t":"sg1/', "null", "1e1", "0.5", "\\u0000", "9007199254740993", "[[[[[[[["),
    ),
    Target(
        "seed-text",
        "a seed text, by engine and verifier alike",
        seed_text,
        _seed_texts,
        shape="text",
        largest=2048,
        words=(
            "SG1-SEED/1", "SG1-SEED-LOTS/1", "SG1-SEED-TEAMS/1", "SG1-SEED-REPRESENTATIVES/1",
            "envelope.", "void", "beacon=", "public=", "d10:", "b10:", "d6:", "result=", "teams=",
        ),
    ),
    Target("ledger", "a session and its events, by the engine", ledger, _public_seeds,
           shape="json", largest=65536),
    Target("public", "a public file, by the verifier", public_file, _public_seeds,
           shape="json", largest=65536),
    Target("ticket", "a ticket or a slip against an honest record", ticket, _ticket_seeds,
           shape="json"),
    Target("teams", "the record of teaching teams, by the verifier", teams, _teams_seeds,
           shape="json", largest=32768),
    Target("typed", "what people type from paper, and a sealed field", typed, _typed_seeds,
           shape="text", largest=1024, words=("sgf1.", "第", "条：", "/0", "－", "\uff10")),
)  # fmt: skip

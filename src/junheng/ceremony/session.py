"""The session behind a freeze: announced anew, or gone on with after a void (SG1 §4.3, §7.4).

After a void the corrected roster is frozen under the session that was announced: its document, its
signing key, and its ledger, in which the void stays for everyone to see.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from junheng.ceremony.chain import EventChain
from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.program import engine_identity, refuse_other_program, verifier_page
from junheng.ceremony.surroundings import Surroundings
from junheng.ceremony.voided import load_superseded
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.seeds import CeremonyRules
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import canonical_bytes, document_hash
from junheng.engine.record.documents import session_document
from junheng.engine.record.signatures import public_key_of


@dataclass(frozen=True)
class Announcement:
    """What a session announces about itself.

    `is_one_sitting` says that the numbers of the draw were there before the freeze, so that nobody
    could be shown the freeze code first. `planned` is the moment of the ceremony, where one is set.
    """

    suite: Suite
    title: str
    county: str
    host: str
    place: str
    ceremony: CeremonyRules
    is_one_sitting: bool
    profile: Mapping[str, Any]
    roster_file: Mapping[str, Any]
    planned: str | None = None

    @property
    def rules_digest(self) -> str:
        """The hash of the rules (方案) that the session names."""
        return self.suite.digest(canonical_bytes({"_t": "sg1/rules", **self.profile})).hex()


@dataclass(frozen=True)
class Session:
    """A session that a freeze can be added to; `superseded` is the code of the void one before."""

    document: Mapping[str, Any]
    engine: Mapping[str, Any]
    signing_key: bytes
    chain: EventChain
    freeze_number: int
    superseded: str | None

    @property
    def ceremony(self) -> CeremonyRules:
        """How numbers are drawn, as the session announced it."""
        return CeremonyRules.from_document(self.document["ceremony"])

    @property
    def known_events(self) -> int:
        """How many events the ledger on the disk has already."""
        return 0 if self.superseded is None else len(self.chain.events)


def announced_session(
    announcement: Announcement, surroundings: Surroundings, *, county_code: str, at: str
) -> Session:
    """A new session with a key and a ledger of its own."""
    suite = announcement.suite
    signing_key = surroundings.entropy(32)
    engine = engine_identity(suite)
    document = session_document(
        suite=suite,
        session_id=f"{county_code}-{at[:10]}",
        title=announcement.title,
        host=announcement.host,
        planned=announcement.planned or at,
        place=announcement.place,
        rules=announcement.rules_digest,
        engine=document_hash(suite, engine),
        verifier=suite.digest(verifier_page()).hex(),
        public_key=public_key_of(signing_key),
        ceremony=announcement.ceremony,
        mode="clerk" if announcement.is_one_sitting else None,
    )
    chain = EventChain(suite, document)
    body = {"session": document_hash(suite, document)}
    chain.append(at=at, kind="SESSION", by="bureau", body=body)
    return Session(document, engine, signing_key, chain, freeze_number=1, superseded=None)


def continued_session(folder: CeremonyFolder, announcement: Announcement) -> Session:
    """The session of a folder whose newest freeze is void.

    Raises `session_rules_changed`, `session_program_changed`: what was announced holds for the
    whole session.
    """
    number = folder.freeze_count()
    before = load_superseded(folder, number)
    if (announcement.suite, announcement.rules_digest) != (before.suite, before.session["rules"]):
        raise JunhengError("session_rules_changed")
    try:
        refuse_other_program(before)
    except JunhengError:
        raise JunhengError("session_program_changed") from None
    return Session(
        document=before.session,
        engine=before.engine,
        signing_key=bytes.fromhex(before.signing_key),
        chain=EventChain(before.suite, before.session, folder.events()),
        freeze_number=number + 1,
        superseded=before.code,
    )

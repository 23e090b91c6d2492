"""Each forgery is refused by exactly the steps that it concerns."""

from collections.abc import Callable

import pytest

from junheng.verifier import unit_check, verify_package, verify_public
from tests.verifier.builder import Record
from tests.verifier.draws_made import remembered_draw
from tests.verifier.forged_draws import DRAWN, FROZEN, REPRESENTED
from tests.verifier.forged_packages import PACKAGES
from tests.verifier.forged_records import PUBLIC
from tests.verifier.forged_tickets import ID_NUMBER, TICKETS
from tests.verifier.forging import Forgery
from tests.verifier.hashing import Document, canonical
from tests.verifier.records_made import (
    drawn_record,
    frozen_record,
    honest_record,
    represented_record,
)
from tests.verifier.sessions_made import identity_number


@pytest.fixture
def _quick_rerun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the same roster only once in this module; test_package_check draws in earnest."""

    def drawn(suite, seed, roster, params):  # type: ignore[no-untyped-def]
        return remembered_draw(suite.name, seed.hex(), canonical(roster), canonical(params))

    monkeypatch.setattr(unit_check, "drawn_again", drawn)


def _cases() -> list[object]:
    bases = (
        (frozen_record, FROZEN),
        (drawn_record, DRAWN),
        (represented_record, REPRESENTED),
        (honest_record, PUBLIC),
    )
    return [
        pytest.param(base, forgery, codes, id=name)
        for base, listed in bases
        for name, forgery, codes in listed
    ]


@pytest.mark.parametrize(("base", "forgery", "codes"), _cases())
def test_a_forged_public_file_is_named(
    base: Callable[[], Record], forgery: Forgery, codes: set[str]
) -> None:
    record = base()
    notice = record.frozen

    forgery(record)

    report = verify_public(record.public_bytes(), notice=notice)
    assert set(report.codes("failed")) == codes
    assert report.verdict == "red"


@pytest.mark.parametrize(
    ("forged", "codes"), [pytest.param(f, c, id=name) for name, f, c in TICKETS]
)
def test_a_forged_ticket_is_named(forged, codes: set[str]) -> None:  # type: ignore[no-untyped-def]
    record = honest_record()
    ticket: Document = forged(record)

    report = verify_public(
        record.public_bytes(),
        notice=record.frozen,
        ticket=canonical(ticket),
        identity_number=ID_NUMBER,
    )

    assert set(report.codes("failed")) == codes


def test_another_childs_identity_number_is_named() -> None:
    record = honest_record()

    report = verify_public(
        record.public_bytes(),
        ticket=canonical(record.ticket()),
        identity_number=identity_number("B002"),
    )

    assert report.codes("failed") == ["ticket_identity"]


@pytest.mark.usefixtures("_quick_rerun")
@pytest.mark.parametrize(
    ("forgery", "codes"), [pytest.param(f, c, id=name) for name, f, c in PACKAGES]
)
def test_a_forged_package_is_named(forgery: Forgery, codes: set[str]) -> None:
    record = drawn_record()

    forgery(record)

    report = verify_package(record.package(), None)
    assert set(report.codes("failed")) == codes


def _passed_over(record: Record) -> str:
    """Put the drawer of G1 aside and let the next in rank move up; return who was passed over."""
    body = record.find("REPRESENTATIVES")["body"]
    groups = {leaf["s"]: leaf["g"] for leaf in record.sealed[body["unit"]]["results"]}
    key = bytes.fromhex(body["seed"])
    ranked = record.shuffled(key, body["unit"], "representatives", sorted(groups))
    members = [leaf for leaf in ranked if groups[leaf] == "G1"]
    body["out"][0]["s"] = members[1:6]
    record.relink()
    leaves = record.sealed[body["unit"]]["leaves"]
    return next(str(leaf["sid"]) for leaf in leaves if record.hash.leaf(leaf) == members[0])


@pytest.mark.parametrize("form", ["ticket", "slip"])
def test_a_family_that_was_passed_over_sees_it(form: str) -> None:
    record = represented_record()
    sid = _passed_over(record)
    notice = record.frozen

    alone = verify_public(record.public_bytes(), notice=notice)
    ticket = record.ticket(sid) if form == "ticket" else record.slip(sid)
    with_ticket = verify_public(record.public_bytes(), notice=notice, ticket=canonical(ticket))

    assert alone.codes("failed") == []
    assert with_ticket.codes("failed") == ["ticket_no_representative"]


def test_a_child_listed_in_another_class_sees_it() -> None:
    record = represented_record()
    first, second = record.find("REPRESENTATIVES")["body"]["out"][:2]
    moved = first["s"][0]
    second["s"][0] = moved
    record.relink()
    leaves = record.sealed[result_unit(record)]["leaves"]
    child = next(leaf for leaf in leaves if record.hash.leaf(leaf) == moved)
    first["s"] = [leaf for leaf in first["s"] if leaf != moved]
    record.relink()

    report = verify_public(record.public_bytes(), ticket=canonical(record.ticket(child["sid"])))

    assert "ticket_no_representative" in report.codes("failed")


def result_unit(record: Record) -> str:
    return str(record.find("REPRESENTATIVES")["body"]["unit"])


@pytest.mark.usefixtures("_quick_rerun")
def test_the_sealed_roster_shows_who_was_passed_over() -> None:
    record = represented_record()
    _passed_over(record)

    report = verify_package(record.package(), None)

    assert report.codes("failed") == ["sealed_representatives"]

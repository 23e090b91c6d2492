"""The page takes the same steps as the verifier in Python, and names the same faults."""

from typing import Any

import pytest
from playwright.sync_api import Page

from junheng.verifier import verify_public
from tests.browser.verifier_page import SUITES, steps_of
from tests.verifier.builder import Record
from tests.verifier.forged_draws import DRAWN, FROZEN
from tests.verifier.forged_records import PUBLIC
from tests.verifier.forged_tickets import ID_NUMBER, TICKETS
from tests.verifier.hashing import canonical
from tests.verifier.records_made import (
    drawn_record,
    frozen_record,
    honest_record,
    rehearsed_record,
)

pytestmark = [pytest.mark.browser]


def assert_same_steps(page: Page, record: Record, notice: str, ticket: bytes | None = None) -> None:
    report = verify_public(
        record.public_bytes(), notice=notice, ticket=ticket, identity_number=ID_NUMBER
    )

    found = steps_of(
        page,
        publicText=record.public_bytes().decode(),
        notice=notice,
        documents=[ticket.decode()] if ticket else [],
        identity=ID_NUMBER,
    )

    assert found == [(step.code, step.outcome) for step in report.steps]


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("make", [frozen_record, drawn_record, honest_record, rehearsed_record])
def test_both_verifiers_take_the_same_steps(verifier: Page, make: Any, suite: str) -> None:
    record = make(suite)

    assert_same_steps(verifier, record, record.frozen)


def _forged() -> list[Any]:
    bases = (
        (frozen_record, FROZEN),
        (drawn_record, DRAWN),
        (honest_record, PUBLIC),
    )
    return [
        pytest.param(base, forgery, id=name)
        for base, listed in bases
        for name, forgery, _ in listed
    ]


@pytest.mark.parametrize(("base", "forgery"), _forged())
def test_both_verifiers_name_the_same_faults(verifier: Page, base: Any, forgery: Any) -> None:
    record = base()
    notice = record.frozen
    forgery(record)

    assert_same_steps(verifier, record, notice)


@pytest.mark.parametrize("forged", [pytest.param(forged, id=name) for name, forged, _ in TICKETS])
def test_both_verifiers_name_the_same_faults_of_a_ticket(verifier: Page, forged: Any) -> None:
    record = honest_record()
    ticket = canonical(forged(record))

    assert_same_steps(verifier, record, record.frozen, ticket)


@pytest.mark.parametrize("junk", ["", "{}", "[]", "null", '{"_t":"sg1/public"}', "\x00", "抽签"])
def test_junk_gives_a_red_report(verifier: Page, junk: str) -> None:
    steps = steps_of(verifier, publicText=junk, documents=[junk])

    assert [outcome for _, outcome in steps] == ["failed"]

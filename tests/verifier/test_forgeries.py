"""Each forgery is refused by exactly the steps that it concerns."""

from collections.abc import Callable

import pytest

from junheng.verifier import package_check, verify_package, verify_public
from tests.verifier import forgeries
from tests.verifier.builder import (
    Document,
    Record,
    canonical,
    drawn_record,
    frozen_record,
    honest_record,
    identity_number,
    remembered_draw,
)


@pytest.fixture
def _quick_rerun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the same roster only once in this module; test_package_check draws in earnest."""

    def drawn(suite, seed, roster, params):  # type: ignore[no-untyped-def]
        return remembered_draw(suite.name, seed.hex(), canonical(roster), canonical(params))

    monkeypatch.setattr(package_check, "drawn_again", drawn)


def _cases() -> list[object]:
    bases = (
        (frozen_record, forgeries.FROZEN),
        (drawn_record, forgeries.DRAWN),
        (honest_record, forgeries.PUBLIC),
    )
    return [
        pytest.param(base, forgery, codes, id=name)
        for base, listed in bases
        for name, forgery, codes in listed
    ]


@pytest.mark.parametrize(("base", "forgery", "codes"), _cases())
def test_a_forged_public_file_is_named(
    base: Callable[[], Record], forgery: forgeries.Forgery, codes: set[str]
) -> None:
    record = base()
    notice = record.frozen

    forgery(record)

    report = verify_public(record.public_bytes(), notice=notice)
    assert set(report.codes("failed")) == codes
    assert report.verdict == "red"


@pytest.mark.parametrize(
    ("forged", "codes"), [pytest.param(f, c, id=name) for name, f, c in forgeries.TICKETS]
)
def test_a_forged_ticket_is_named(forged, codes: set[str]) -> None:  # type: ignore[no-untyped-def]
    record = honest_record()
    ticket: Document = forged(record)

    report = verify_public(
        record.public_bytes(),
        notice=record.frozen,
        ticket=canonical(ticket),
        identity_number=forgeries.ID_NUMBER,
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
    ("forgery", "codes"), [pytest.param(f, c, id=name) for name, f, c in forgeries.PACKAGES]
)
def test_a_forged_package_is_named(forgery: forgeries.Forgery, codes: set[str]) -> None:
    record = drawn_record()

    forgery(record)

    report = verify_package(record.package(), None)
    assert set(report.codes("failed")) == codes

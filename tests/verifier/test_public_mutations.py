"""Whatever is changed in the files, there is a report and it is no green one."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junheng.verifier import verify_public
from tests.verifier.hashing import Document, canonical
from tests.verifier.records_made import (
    honest_record,
)
from tests.verifier.sessions_made import identity_number


@pytest.mark.parametrize("form", ["public", "ticket"])
def test_one_flipped_byte_is_refused(form: str) -> None:
    record = honest_record()
    files = {"public": record.public_bytes(), "ticket": canonical(record.ticket())}
    step = {"public": 211, "ticket": 17}[form]

    for place in range(0, len(files[form]), step):
        spoilt = bytearray(files[form])
        spoilt[place] ^= 1
        report = verify_public(
            bytes(spoilt) if form == "public" else files["public"],
            notice=record.frozen,
            ticket=bytes(spoilt) if form == "ticket" else files["ticket"],
            identity_number=identity_number("B001"),
        )
        assert report.verdict == "red", place


JUNK = st.recursive(
    st.booleans() | st.integers(-3, 2**53) | st.sampled_from(["", "G1", "0" * 64, "sg1/result"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["_t", "n", "unit", "leaves"]), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container with every key or index of it."""
    found: list[tuple[Any, Any]] = []
    keys = value.keys() if isinstance(value, dict) else range(len(value))
    for key in list(keys):
        found.append((value, key))
        if isinstance(value[key], dict | list):
            found += places(value[key])
    return found


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(st.data())
def test_any_mutation_gives_a_report_with_a_failed_step(data: st.DataObject) -> None:
    record = honest_record()
    document: Document = json.loads(record.public_bytes())
    container, key = data.draw(st.sampled_from(places(document)).map(lambda p: p))
    before = json.dumps(document, sort_keys=True)
    if data.draw(st.booleans()):
        container[key] = data.draw(JUNK)
    else:
        del container[key]
    unchanged = json.dumps(document, sort_keys=True) == before

    report = verify_public(
        canonical(document), notice=record.frozen, ticket=canonical(record.ticket())
    )

    assert report.verdict == ("green" if unchanged else "red")
    assert report.steps
    assert all(step.sentence for step in report.steps)


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(st.data())
def test_any_mutated_and_relinked_ledger_gives_a_report(data: st.DataObject) -> None:
    record = honest_record()
    container, key = data.draw(st.sampled_from(places(record.public["events"])))
    container[key] = data.draw(JUNK)
    try:
        record.relink()
    except TypeError:
        return

    report = verify_public(record.public_bytes(), ticket=canonical(record.ticket()))

    assert report.steps
    assert all(step.sentence for step in report.steps)


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(st.binary(max_size=200), JUNK)
def test_any_bytes_give_a_report(raw: bytes, junk: Any) -> None:
    honest = honest_record().public_bytes()

    for spoilt in (raw, canonical(junk), honest[: len(raw) * 50], honest + raw[:1] + b" "):
        assert verify_public(spoilt, ticket=raw).verdict == "red"

"""Honest records as they stand at some moment, free to be spoilt."""

import copy
import functools

from tests.verifier.builder import Record
from tests.verifier.hashing import Document

UNITS = ("520123.gyxx.p1.2026", "520123.gyxx.j1.2026")


def _students(record: Record, unit: str, first: int, count: int) -> list[Document]:
    leaves = []
    for i in range(first, first + count):
        attributes = {
            "gender": 1 + i % 2,
            "migrant": int(i % 3 == 0),
            "sen": int(i % 12 == 5),
            "birth_month": i * 7 % 12,
        }
        pin = {
            first: {"together": "T0"},
            first + 1: {"together": "T0"},
            first + 2: {"apart": "A0"},
            first + 3: {"apart": "A0"},
        }.get(i, {})
        leaves.append(record.leaf(unit, f"B{i:03d}", f"学生{i}", attributes, pin))
    return leaves


def frozen_record(suite: str = "intl", *, mode: str | None = None) -> Record:
    """A session with two frozen rosters, one with empty seats beside 随班就读 students."""
    record = Record(suite, mode=mode)
    pins = {"together": 1, "apart": 1, "fixed": 0}
    month = [{"name": "birth_month", "weight": 1, "tolerance": 1, "unit": 1}]
    record.roster(
        UNITS[0],
        3,
        _students(record, UNITS[0], 1, 24),
        pins=pins,
        numerics=month,
        caps=[{"attr": "sen", "code": 1, "most": 1}],
    )
    record.roster(
        UNITS[1],
        2,
        _students(record, UNITS[1], 25, 20),
        pins=pins,
        numerics=month,
        reduction={"attr": "sen", "code": 1, "seats": 2},
    )
    freeze = record.freeze("2026-08-25T09:00:00")
    record.event("NOTICE_POSTED", "2026-08-25T10:00:00", freeze=freeze, where="公告栏")
    return record


@functools.cache
def _drawn(suite: str) -> Record:
    record = frozen_record(suite)
    seed = record.ceremony("2026-08-28")
    record.draw_all("2026-08-28", seed)
    return record


@functools.cache
def _honest(suite: str) -> Record:
    record = drawn_record(suite)
    record.representatives("2026-08-29T14:00:00")
    record.lots("2026-08-29T15:00:00")
    record.lots("2026-08-29T16:00:00", 1, electronic=True)
    # 8, 8, 8 and one arrival: the next full row is 9, one extra row is 10: two tokens each.
    record.late("2026-09-03", [8, 8, 8], [0, 0, 1, 1, 2, 2], 1)
    return record


@functools.cache
def _rehearsed(suite: str) -> Record:
    record = frozen_record(suite)
    record.rehearse("2026-08-26T10:00:00", 1)
    return record


def drawn_record(suite: str = "intl") -> Record:
    """A session just drawn, without teachers and late arrivals."""
    return copy.deepcopy(_drawn(suite))


def honest_record(suite: str = "intl") -> Record:
    """A finished session: drawn, teachers by lot, one late arrival; free to be spoilt."""
    return copy.deepcopy(_honest(suite))


def represented_record(suite: str = "intl") -> Record:
    """A session drawn, with the representatives of the first unit."""
    record = drawn_record(suite)
    record.representatives("2026-08-29T14:00:00")
    return record


def rehearsed_record(suite: str = "intl") -> Record:
    """A session with nothing but one rehearsal."""
    return copy.deepcopy(_rehearsed(suite))

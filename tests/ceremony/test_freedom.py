"""The freedom report goes the way of the real draw and names whom something binds."""

import hashlib
import json
from pathlib import Path

import pytest

from junheng.ceremony import freedom
from junheng.ceremony.drawing import draw_unit, seed_of_rehearsal
from junheng.ceremony.freedom import UnitFreedom, report_freedom
from junheng.ceremony.frozen import Frozen, FrozenUnit
from junheng.ceremony.opened import Ceremony
from junheng.engine.assignment import freedom as engine_freedom
from junheng.engine.assignment.freedom import FreedomReport
from junheng.engine.errors import JunhengError
from tests.ceremonies_made import event_kinds, frozen_ceremony
from tests.rosters_made import children


@pytest.fixture
def ceremony(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ceremony:
    monkeypatch.setattr(engine_freedom.os, "cpu_count", lambda: 1)
    return frozen_ceremony(tmp_path / "out", children(24), classes=2)


def test_a_free_draw_is_recorded_with_its_report(ceremony: Ceremony, tmp_path: Path) -> None:
    (found,) = report_freedom(ceremony)

    file = tmp_path / "out" / "internal" / f"freedom-{found.unit.unit}.json"
    body = ceremony.book.bodies("FREEDOM")[0]
    assert found.flagged_pairs == ()
    assert found.report.smallest_reach == 2
    assert (body["r"], body["flagged"]) == (200, 0)
    assert body["report"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert event_kinds(tmp_path / "out")[-1] == "FREEDOM"


def test_its_rehearsals_are_those_that_anybody_can_repeat(ceremony: Ceremony) -> None:
    unit = ceremony.frozen.units[0]
    order = tuple(range(24))

    classes = freedom._rehearsed(ceremony.frozen.suite, ceremony.frozen.code, unit, order, 7)

    seed = seed_of_rehearsal(ceremony.frozen, 7)
    assert classes == draw_unit(ceremony.frozen, unit, seed, rehearsal=7).classes


def test_a_pair_that_something_binds_is_named_for_the_inspector(
    ceremony: Ceremony, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, sids = freedom._rehearsed, [s.sid for s in ceremony.frozen.units[0].students]

    def steered(suite, code, unit, order, number):  # type: ignore[no-untyped-def]
        """Whatever was drawn, student 3 goes where student 8 goes; somebody else makes room."""
        classes = dict(zip(order, real(suite, code, unit, order, number), strict=True))
        if classes[3] != classes[8]:
            there = [i for i in order if classes[i] == classes[8] and i not in (3, 8)]
            other = there[number % len(there)]  # not always the same one, who would be bound too
            classes[other], classes[3] = classes[3], classes[8]
        return tuple(classes[index] for index in order)

    monkeypatch.setattr(freedom, "_rehearsed", steered)

    (found,) = report_freedom(ceremony)

    kept = json.loads(
        (tmp_path / "out" / "internal" / f"freedom-{found.unit.unit}.json").read_bytes()
    )
    # First by shared draws; in so small a school the rules themselves may bind another pair too.
    assert set(found.flagged_pairs[0]) == {sids[3], sids[8]}
    assert set(kept["flagged"][0]["students"]) == {sids[3], sids[8]}
    assert kept["flagged"][0]["shared"] == 200


def test_a_run_after_one_that_was_cut_off_records_what_is_missing_and_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_freedom.os, "cpu_count", lambda: 1)
    monkeypatch.setattr(freedom, "_freedom_of", _quick_report)
    ceremony = frozen_ceremony(tmp_path / "out", children(12), classes=2)
    append = ceremony.book.append

    def killed(kind: str, by: str, body: dict[str, object]) -> object:
        append(kind, by, body)
        raise KeyboardInterrupt

    monkeypatch.setattr(ceremony.book, "append", killed)
    with pytest.raises(KeyboardInterrupt):
        report_freedom(ceremony)
    monkeypatch.setattr(ceremony.book, "append", append)

    for _ in range(2):
        report_freedom(ceremony)

    assert event_kinds(tmp_path / "out").count("FREEDOM") == 1


def test_another_number_of_rehearsals_is_another_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freedom, "_freedom_of", _quick_report)
    ceremony = frozen_ceremony(tmp_path / "out", children(12), classes=2)

    for rehearsals in (200, 300, 200):
        report_freedom(ceremony, rehearsals=rehearsals)

    assert [body["r"] for body in ceremony.book.bodies("FREEDOM")] == [200, 300]


def _quick_report(
    frozen: Frozen, unit: FrozenUnit, rehearsals: int, progress: object
) -> UnitFreedom:
    del frozen, progress
    report = FreedomReport(
        rehearsals=rehearsals, smallest_reach=2, never_together=0, top_z=1.0, flagged=()
    )
    return UnitFreedom(unit, report, ())


def test_a_single_class_needs_no_report(tmp_path: Path) -> None:
    ceremony = frozen_ceremony(tmp_path / "out", children(10), classes=1)

    assert report_freedom(ceremony) == ()
    assert "FREEDOM" not in event_kinds(tmp_path / "out")


def test_too_few_rehearsals_are_refused_and_leave_nothing(
    ceremony: Ceremony, tmp_path: Path
) -> None:
    with pytest.raises(JunhengError) as refusal:
        report_freedom(ceremony, rehearsals=199)

    assert refusal.value.code == "rehearsals_too_few"
    assert "FREEDOM" not in event_kinds(tmp_path / "out")

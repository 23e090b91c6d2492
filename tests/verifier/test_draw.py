"""The draw against the published vectors of SG1-ENGINE/1."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from junheng.verifier import draw as draw_module
from junheng.verifier.draw import Seating, draw
from junheng.verifier.problem import (
    Attribute,
    Cap,
    Numeric,
    Problem,
    UndrawableError,
    refuse_undrawable,
    with_companion_seats,
)
from junheng.verifier.stream import Stream

VECTORS = sorted(Path("tests/data/algorithm-vectors").glob("*.json"))


def problem_of(vector: dict[str, Any]) -> Problem:
    given = vector["problem"]
    return Problem(
        n=len(vector["result"]["classes"]),
        k=given["k"],
        attributes=tuple(
            Attribute(a["name"], a["weight"], tuple(a["codes"])) for a in given["attributes"]
        ),
        numerics=tuple(
            Numeric(q["name"], q["weight"], q["tolerance"], q["unit"], tuple(q["values"]))
            for q in given["numerics"]
        ),
        together=tuple(tuple(group) for group in given["together"]),
        apart=tuple(tuple(group) for group in given["apart"]),
        caps=tuple(Cap(c["attribute"], c["code"], c["most"]) for c in given["caps"]),
        sizes=tuple(given["sizes"]) if given["sizes"] else None,
        fixed=tuple((position, c) for position, c in given["fixed"]),
    )


@pytest.mark.slow
@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_every_published_vector_is_reproduced(path: Path) -> None:
    vector = json.loads(path.read_text(encoding="utf-8"))

    outcome = draw(problem_of(vector), bytes.fromhex(vector["key"]))

    expected = vector["result"]
    assert {name: getattr(outcome, name) for name in expected} == expected
    digest = hashlib.sha256(",".join(map(str, outcome.classes)).encode()).hexdigest()
    assert digest == vector["digest_of_classes"]


def plain(n: int = 6, k: int = 2, **fields: Any) -> Problem:
    return Problem(n=n, k=k, attributes=(Attribute("a", 1, (0, 1) * (n // 2)),), **fields)


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (plain(k=7), "classes_out_of_range"),
        (plain(sizes=(3, 2)), "sizes_do_not_sum"),
        (plain(sizes=(6,)), "sizes_do_not_sum"),
        (plain(fixed=((0, 0), (1, 0), (2, 0), (3, 0))), "fixed_beyond_size"),
        (plain(together=((0, 1),), fixed=((0, 0),)), "group_partly_fixed"),
        (plain(together=((0, 1, 2, 3),)), "group_larger_than_class"),
        (plain(apart=((0, 1, 2),)), "apart_larger_than_k"),
        (plain(together=((0, 1),), apart=((0, 1),)), "together_and_apart"),
        (plain(caps=(Cap("a", 1, 1),)), "cap_cannot_hold"),
    ],
)
def test_a_problem_without_an_answer_is_refused(problem: Problem, code: str) -> None:
    with pytest.raises(UndrawableError) as refused:
        refuse_undrawable(problem)

    assert refused.value.code == code


def test_groups_that_cannot_be_seated_are_refused() -> None:
    # Two groups of three in two classes of three always fit; three groups of two never do.
    problem = plain(together=((0, 1), (2, 3), (4, 5)))

    with pytest.raises(UndrawableError) as refused:
        draw(problem, bytes(32))

    assert refused.value.code == "no_start_found"


def test_companion_seats_join_their_student() -> None:
    problem = Problem(
        n=6,
        k=2,
        attributes=(
            Attribute("sen", 2, (0, 1, 0, 1, 0, 0)),
            Attribute("origin", 1, (3, 1, 2, 1, 3, 3)),
        ),
        numerics=(Numeric("month", 1, 0, 1, (1, 2, 3, 4, 5, 7)),),
        together=((3, 4),),
    )

    widened = with_companion_seats(problem, "sen", 1, 2)

    assert widened.n == 10
    assert widened.attributes[0].codes == (0, 1, 0, 1, 0, 0, 0, 0, 0, 0)
    # Ascending 1 1 2 3 3 3; turns 0 2 1 3 of 4 stand at places 0 3 2 5.
    assert widened.attributes[1].codes == (3, 1, 2, 1, 3, 3, 1, 3, 2, 3)
    assert widened.numerics[0].values == (1, 2, 3, 4, 5, 7, 3, 3, 3, 3)
    assert widened.together == ((1, 6, 7), (3, 4, 8, 9))


def test_no_companion_seats_without_such_a_student() -> None:
    problem = plain()

    assert with_companion_seats(problem, "a", 9, 2) is problem
    assert with_companion_seats(problem, "b", 0, 2) is problem


def test_companion_seats_mirror_the_roster() -> None:
    sen = Attribute("sen", 1, (0, 0, 1, 0, 0, 1, 0))
    origin = Attribute("origin", 1, (9, 4, 0, 4, 7, 2, 4))
    month = Numeric("month", 1, 0, 1, (1, 2, 3, 4, 5, 6, 5))

    widened = with_companion_seats(Problem(7, 3, (sen, origin), (month,)), "sen", 1, 3)

    assert widened.n == 13
    assert widened.together == ((2, 7, 8, 9), (5, 10, 11, 12))
    assert widened.attributes[0].codes[7:] == (0,) * 6
    # Student 2 has turns 0 2 4: 7, 35, 63 div 12 are places 0 2 5 of 0 2 4 4 4 7 9.
    assert widened.attributes[1].codes[7:10] == (0, 4, 7)
    # Student 5 has turns 1 3 5: 21, 49, 77 div 12 are places 1 4 6.
    assert widened.attributes[1].codes[10:] == (2, 4, 9)
    # The months sum to 26; 26 div 7 = 3.
    assert widened.numerics[0].values[7:] == (3,) * 6
    assert (widened.attributes[1].codes[:7], widened.numerics[0].values[:7]) == (
        origin.codes,
        month.values,
    )


def test_companion_seats_of_a_fixed_student_are_fixed_in_the_same_class() -> None:
    problem = Problem(4, 2, (Attribute("sen", 1, (0, 1, 0, 1)),), fixed=((0, 0), (3, 1)))

    widened = with_companion_seats(problem, "sen", 1, 2)

    assert widened.fixed == ((0, 0), (3, 1), (6, 1), (7, 1))
    assert widened.together == ((1, 4, 5), (3, 6, 7))


def test_companion_seats_hold_1_where_the_code_that_causes_them_is_0() -> None:
    problem = Problem(4, 2, (Attribute("sen", 1, (2, 2, 0, 3)),))

    widened = with_companion_seats(problem, "sen", 0, 2)

    assert widened.attributes[0].codes == (2, 2, 0, 3, 1, 1)


def test_companion_seats_join_the_together_group_of_their_student() -> None:
    # Students 0 and 4 share a group with 3, who brings no seat; student 2 is in no group.
    problem = Problem(6, 2, (Attribute("sen", 1, (1, 0, 1, 0, 1, 0)),), together=((0, 3, 4),))

    widened = with_companion_seats(problem, "sen", 1, 1)

    assert widened.together == ((0, 3, 4, 6, 8), (2, 7))


class Script:
    """A stream whose words are written down beforehand."""

    def __init__(self, *words: int) -> None:
        self.word = iter(words).__next__


def test_words_that_would_favour_a_student_are_drawn_again() -> None:
    seating = Seating(plain(), Stream(bytes(32)))
    seating.deal(strict=True)
    i = 0
    j = next(p for p in range(6) if seating.classes[p] != seating.classes[i])
    before = list(seating.classes)
    sixth = (1 << 32) // 6 + 1
    # With six students the word 0 is refused (2^32 mod 6 = 4); then i, again 0, then j, no ticket.
    script = Script(0, 1, 0, j * sixth + 1, (1 << 32) - 1)
    seating.stream = script  # type: ignore[assignment]

    seating.stepper(seating.even_pick(), 1 << 30)()

    assert {p for p in range(6) if seating.classes[p] != before[p]} <= {i, j}
    with pytest.raises(StopIteration):
        script.word()


def test_the_stream_refuses_words_that_would_favour_a_number() -> None:
    stream = Stream(bytes(32))
    stream.word = Script(0, 1).word

    assert stream.below(6) == 0
    with pytest.raises(StopIteration):
        stream.word()


def test_annealing_ends_where_the_bound_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw_module, "SEARCH_STEPS", 0)
    monkeypatch.setattr(draw_module, "EXTRA_STEPS", 60)
    monkeypatch.setattr(draw_module, "ATTEMPTS", 1)
    problem = plain(12, 3, numerics=(Numeric("q", 1, 0, 1, (0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5)),))

    outcomes = [draw(problem, bytes([key]) * 32) for key in range(12)]

    annealed = [outcome for outcome in outcomes if len(outcome.trace) == 4]
    assert any(outcome.trace[2][1] == outcome.bound for outcome in annealed)

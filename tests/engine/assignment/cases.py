"""The pinned vectors as problems, and problems made by Hypothesis."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from junheng.engine.assignment.problem import Attribute, Cap, Numeric, Problem

VECTORS = Path("tests/data/algorithm-vectors")
VECTOR_NAMES = sorted(path.stem for path in VECTORS.glob("*.json"))
SHORT_VECTOR_NAMES = [name for name in VECTOR_NAMES if name not in ("12-4-anneal", "tiny-9-2")]


@cache
def vector(name: str) -> dict[str, Any]:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


@cache
def vector_problem(name: str) -> Problem:
    given = vector(name)["problem"]
    columns = [a["codes"] for a in given["attributes"]] + [q["values"] for q in given["numerics"]]
    return Problem(
        position_count=len(columns[0]),
        class_count=given["k"],
        attributes=tuple(
            Attribute(a["name"], a["weight"], tuple(a["codes"])) for a in given["attributes"]
        ),
        numerics=tuple(
            Numeric(q["name"], q["weight"], q["tolerance"], q["unit"], tuple(q["values"]))
            for q in given["numerics"]
        ),
        together=tuple(map(tuple, given["together"])),
        apart=tuple(map(tuple, given["apart"])),
        caps=tuple(Cap(c["attribute"], c["code"], c["most"]) for c in given["caps"]),
        sizes=given["sizes"] and tuple(given["sizes"]),
        fixed=tuple(map(tuple, given["fixed"])),
    )


@st.composite
def problems(draw: st.DrawFn, most_positions: int = 14, least_positions: int = 6) -> Problem:
    """Solvable problems with every kind of rule."""
    n = draw(st.integers(least_positions, most_positions))
    k = draw(st.integers(1, min(4, n // 3)))
    order = draw(st.permutations(range(n)))
    together, apart = _groups(draw, order, n, k)
    attributes = tuple(
        Attribute(
            f"a{number}",
            draw(st.integers(1, 3)),
            tuple(draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))),
        )
        for number in range(draw(st.integers(0, 3)))
    )
    caps = tuple(
        Cap(a.name, a.codes[0], -(-a.codes.count(a.codes[0]) // k))
        for a in attributes[: draw(st.integers(0, 1))]
    )
    numerics = tuple(
        Numeric(
            f"q{number}",
            draw(st.integers(1, 2)),
            draw(st.integers(0, 2)),
            draw(st.sampled_from([1, 1, 3])),
            tuple(draw(st.lists(st.integers(-5, 12), min_size=n, max_size=n))),
        )
        for number in range(draw(st.integers(0, 2)))
    )
    fixed = tuple(sorted((order[-1 - c], c) for c in range(k) if draw(st.integers(0, 5)) == 0))
    sizes = None
    if draw(st.booleans()):
        cuts = [n // k] * k
        cuts[0] += n - sum(cuts)
        shift = draw(st.integers(0, 1)) if k > 1 and cuts[-1] > 3 else 0
        cuts[0], cuts[-1] = cuts[0] + shift, cuts[-1] - shift
        sizes = tuple(cuts)
    return Problem(n, k, attributes, numerics, together, apart, caps, sizes, fixed)


def _groups(
    draw: st.DrawFn, order: list[int], n: int, k: int
) -> tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]]:
    together: list[tuple[int, ...]] = []
    if draw(st.booleans()):
        together.append(tuple(sorted(order[:2])))
    if draw(st.integers(0, 3)) == 0 and n // k >= 4:
        together.append(tuple(sorted(order[2 : 4 + draw(st.integers(0, 1))])))
    apart = (
        [tuple(sorted(order[1:3]))] if k > 1 and draw(st.booleans()) and len(together) < 2 else []
    )
    return tuple(together), tuple(apart)

"""Runs the draw again from the sealed roster (封存名册): leaves in, groups out (SG1 §4.5)."""

from collections import Counter, defaultdict
from typing import Any

from .draw import draw
from .hashes import Suite
from .problem import Attribute, Cap, Numeric, Problem, UndrawableError, with_companion_seats
from .seeds import stage_key

Document = dict[str, Any]
_LEAST_HELD = 5  # smaller cells are not published (SG1 §10.5)


def pinned(leaves: list[Document], kind: str) -> dict[str, list[int]]:
    """Group the positions of leaves by the label of one kind of pin."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for position, leaf in enumerate(leaves):
        label = leaf.get("pin", {}).get(kind)
        if label is not None:
            groups[label].append(position)
    return groups


def problem_of(leaves: list[Document], params: Document) -> Problem:
    """Build the problem of the engine from leaves in engine order; no name or number enters."""

    def column(name: str) -> tuple[int, ...]:
        return tuple(leaf["a"][name] for leaf in leaves)

    fixed = pinned(leaves, "fixed")
    problem = Problem(
        n=len(leaves),
        k=params["k"],
        attributes=tuple(
            Attribute(name, params["weights"][name], column(name)) for name in params["attrs"]
        ),
        numerics=tuple(
            Numeric(q["name"], q["weight"], q["tolerance"], q["unit"], column(q["name"]))
            for q in params.get("numerics", [])
        ),
        together=tuple(tuple(group) for group in pinned(leaves, "together").values()),
        apart=tuple(tuple(group) for group in pinned(leaves, "apart").values()),
        caps=tuple(Cap(c["attr"], c["code"], c["most"]) for c in params.get("caps", [])),
        sizes=tuple(params["sizes"]) if "sizes" in params else None,
        fixed=tuple(sorted((position, int(c)) for c, held in fixed.items() for position in held)),
    )
    if "reduction" in params:
        rule = params["reduction"]
        problem = with_companion_seats(problem, rule["attr"], rule["code"], rule["seats"])
    return problem


def drawn_again(
    suite: Suite, seed: bytes, roster: dict[str, Document], params: Document
) -> dict[str, str] | str:
    """Draw one unit again.

    `roster` maps leaf hash (hex) to leaf. Returns group by leaf hash, or the code with which the
    engine must refuse.
    """
    unit = params["unit"]
    key = stage_key(suite, seed, unit, "order")
    order = sorted(roster, key=lambda leaf: suite.hmac(key, bytes.fromhex(leaf)))
    try:
        outcome = draw(
            problem_of([roster[leaf] for leaf in order], params),
            stage_key(suite, seed, unit, "draw"),
        )
    except UndrawableError as refused:
        return refused.code
    return {leaf: f"G{c + 1}" for leaf, c in zip(order, outcome.classes, strict=False)}


def balance_of(
    roster: dict[str, Document], groups: dict[str, str], params: Document
) -> list[Document]:
    """Compute the published balance: largest difference between classes for each attribute."""
    names = [f"G{i}" for i in range(1, params["k"] + 1)]
    balance = []
    for attribute in params["attrs"]:
        totals = Counter(leaf["a"][attribute] for leaf in roster.values())
        if len(roster) - max(totals.values(), default=0) < _LEAST_HELD:
            continue
        held = Counter((groups[number], leaf["a"][attribute]) for number, leaf in roster.items())
        worst = 0
        for code, total in totals.items():
            if total >= _LEAST_HELD:
                counts = [held[name, code] for name in names]
                worst = max(worst, max(counts) - min(counts))
        balance.append({"attr": attribute, "max_diff": worst})
    return balance

"""From frozen leaves and parameters to what the engine may see: positions and codes.

Positions are the students in an order that the seed alone fixes, so neither the order of the
roster nor a number can mark anyone (SG1 §4.5). No name, number or hash goes further than here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.keys import stage_key
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.merkle import document_leaf


@dataclass(frozen=True)
class AttributeInput:
    """An attribute with one code per position."""

    name: str
    weight: int
    codes: tuple[int, ...]


@dataclass(frozen=True)
class NumericInput:
    """A number with one value per position."""

    name: str
    weight: int
    tolerance: int
    unit: int
    values: tuple[int, ...]


@dataclass(frozen=True)
class EngineInputs:
    """The engine's problem as plain values, and the key of its stream.

    `leaf_at[p]` is the index, among the leaves given, of the student at position p. Groups hold
    positions ascending and stand in the order of these lists; `fixed` holds (position, class) with
    classes counted from 0; `caps` hold (attribute, code, most); `reduction` (attribute, code,
    seats).
    """

    leaf_at: tuple[int, ...]
    class_count: int
    attributes: tuple[AttributeInput, ...]
    numerics: tuple[NumericInput, ...]
    together: tuple[tuple[int, ...], ...]
    apart: tuple[tuple[int, ...], ...]
    caps: tuple[tuple[str, int, int], ...]
    sizes: tuple[int, ...] | None
    fixed: tuple[tuple[int, int], ...]
    reduction: tuple[str, int, int] | None
    draw_key: bytes

    def classes_of_leaves(self, classes: Sequence[int]) -> tuple[int, ...]:
        """Turn the class of each position into the class of each leaf, in the leaves' order.

        Classes beyond the last student belong to companion seats (空席) and fall away.
        """
        of_leaf = {leaf: classes[position] for position, leaf in enumerate(self.leaf_at)}
        return tuple(of_leaf[leaf] for leaf in range(len(self.leaf_at)))


def engine_problem_inputs(
    suite: Suite,
    leaves: Sequence[Mapping[str, Any]],
    params: Mapping[str, Any],
    unit_seed: bytes,
) -> EngineInputs:
    """Return the inputs of the engine for one unit.

    `leaves` are the roster leaves in any order. Raises `leaf_attributes_wrong` (with the index of
    the leaf) when a leaf does not hold exactly the announced attributes, `leaf_of_other_unit`,
    `leaf_twice`, `pin_malformed` and `pins_differ` when the pins are not the ones that the
    parameters count.
    """
    numerics = params.get("numerics", [])
    names = {*params["attrs"], *(numeric["name"] for numeric in numerics)}
    _check_leaves(leaves, names, params["unit"])
    leaf_at = _engine_order(suite, leaves, unit_seed)
    ordered = [leaves[index] for index in leaf_at]
    pins = [leaf.get("pin", {}) for leaf in ordered]
    together, apart = _groups(pins, "together"), _groups(pins, "apart")
    fixed = _fixed(pins, params["k"])
    counted = {"together": len(together), "apart": len(apart), "fixed": len(fixed)}
    if counted != params["pins"]:
        raise JunhengError("pins_differ")
    return EngineInputs(
        leaf_at=leaf_at,
        class_count=params["k"],
        attributes=tuple(
            AttributeInput(name, params["weights"][name], _column(ordered, name))
            for name in params["attrs"]
        ),
        numerics=tuple(
            NumericInput(values=_column(ordered, numeric["name"]), **numeric)
            for numeric in numerics
        ),
        together=together,
        apart=apart,
        caps=tuple((cap["attr"], cap["code"], cap["most"]) for cap in params.get("caps", [])),
        sizes=tuple(params["sizes"]) if "sizes" in params else None,
        fixed=fixed,
        reduction=_reduction(params),
        draw_key=stage_key(suite, unit_seed, "draw"),
    )


def _check_leaves(leaves: Sequence[Mapping[str, Any]], names: set[str], unit: str) -> None:
    for index, leaf in enumerate(leaves):
        if leaf["unit"] != unit:
            raise JunhengError("leaf_of_other_unit", index=index)
        if set(leaf["a"]) != names:
            raise JunhengError("leaf_attributes_wrong", index=index)


def _engine_order(
    suite: Suite, leaves: Sequence[Mapping[str, Any]], unit_seed: bytes
) -> tuple[int, ...]:
    order_key = stage_key(suite, unit_seed, "order")
    places = [suite.hmac(order_key, document_leaf(suite, leaf)) for leaf in leaves]
    if len(set(places)) != len(places):
        raise JunhengError("leaf_twice")
    return tuple(sorted(range(len(leaves)), key=places.__getitem__))


def _column(ordered: Sequence[Mapping[str, Any]], name: str) -> tuple[int, ...]:
    return tuple(leaf["a"][name] for leaf in ordered)


def _groups(pins: Sequence[Mapping[str, Any]], kind: str) -> tuple[tuple[int, ...], ...]:
    members: dict[str, list[int]] = {}
    for position, pin in enumerate(pins):
        if kind in pin:
            members.setdefault(pin[kind], []).append(position)
    if any(len(positions) == 1 for positions in members.values()):
        raise JunhengError("pin_malformed", kind=kind)
    return tuple(sorted(tuple(positions) for positions in members.values()))


def _fixed(pins: Sequence[Mapping[str, Any]], class_count: int) -> tuple[tuple[int, int], ...]:
    fixed = tuple((position, pin["fixed"]) for position, pin in enumerate(pins) if "fixed" in pin)
    if any(type(index) is not int or not 0 <= index < class_count for _, index in fixed):
        raise JunhengError("pin_malformed", kind="fixed")
    return fixed


def _reduction(params: Mapping[str, Any]) -> tuple[str, int, int] | None:
    reduction = params.get("reduction")
    return (reduction["attr"], reduction["code"], reduction["seats"]) if reduction else None

"""Formulas of indicators: data, read strictly, counted exactly.

A formula is a text such as `100 * backbone_teachers / students` over named quantities. It knows
`+ - * /`, parentheses, decimal numbers, `min`, `max` and `ceil`; anything else is refused when it
is read. Values are fractions, so that 4.195 is never taken for 4.2 (教督〔2017〕6号: the standards
are compared before any rounding).
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Final

from junheng.engine.errors import JunhengError

Quantities = Mapping[str, int | Decimal | Fraction]
"""What a school or a county reported, by name; an absent name was not reported."""

_OPERATIONS: Final[Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
}
_FUNCTIONS: Final[Mapping[str, Callable[..., Fraction]]] = {
    "min": min,
    "max": max,
    "ceil": lambda value: Fraction(ceil(value)),
}


@dataclass(frozen=True)
class Formula:
    """A formula that was read; `names` are the quantities it asks for.

    Raises JunhengError: formula_not_understood (text).
    """

    text: str

    def __post_init__(self) -> None:
        known = all(_is_known(node, self.text) for node in ast.walk(self.tree))
        if not known or self.names & _FUNCTIONS.keys():
            raise JunhengError("formula_not_understood", formula=self.text)

    @cached_property
    def tree(self) -> ast.expr:
        """The formula as it was read, for who counts it in another way."""
        try:
            return ast.parse(self.text, mode="eval").body
        except (SyntaxError, ValueError):
            raise JunhengError("formula_not_understood", formula=self.text) from None

    @cached_property
    def names(self) -> frozenset[str]:
        """The quantities that must be reported before the formula has a value."""
        called = {id(node.func) for node in ast.walk(self.tree) if isinstance(node, ast.Call)}
        return frozenset(
            node.id
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Name) and id(node) not in called
        )

    def value(self, quantities: Quantities) -> Fraction | None:
        """The exact value, or None where a quantity is missing or a divisor is zero."""
        if not self.names <= quantities.keys():
            return None
        try:
            return self._value_of(self.tree, quantities)
        except ZeroDivisionError:
            return None

    def missing_amount(self, name: str, target: Fraction, quantities: Quantities) -> Fraction:
        """How much of the quantity `name` lacks until the value reaches `target`; 0 if nothing.

        The formula must rise in a straight line with that quantity, as every "per student" does.

        Raises JunhengError: formula_not_linear (formula, name).
        """
        at_zero, at_one, at_two = (self.value({**quantities, name: amount}) for amount in (0, 1, 2))
        if at_zero is None or at_one is None or at_two is None:
            raise JunhengError("formula_not_linear", formula=self.text, name=name)
        slope = at_one - at_zero
        if slope <= 0 or at_two - at_one != slope:
            raise JunhengError("formula_not_linear", formula=self.text, name=name)
        return max(Fraction(0), (target - at_zero) / slope - Fraction(quantities[name]))

    def _value_of(self, node: ast.expr, quantities: Quantities) -> Fraction:
        match node:
            case ast.Name():
                return Fraction(quantities[node.id])
            case ast.Constant():
                return _written(node, self.text)
            case ast.BinOp():
                left = self._value_of(node.left, quantities)
                return _OPERATIONS[type(node.op)](left, self._value_of(node.right, quantities))
            case ast.Call(func=ast.Name(id=function)):
                given = (self._value_of(one, quantities) for one in node.args)
                return _FUNCTIONS[function](*given)
            case _:  # pragma: no cover - refused when the formula was read
                raise JunhengError("formula_not_understood", formula=self.text)


def _is_known(node: ast.AST, text: str) -> bool:
    match node:
        case ast.Constant():
            return _written(node, text) >= 0
        case ast.Call():
            named = isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS
            return named and bool(node.args) and not node.keywords
        case ast.BinOp():
            return type(node.op) in _OPERATIONS
        case _:
            return isinstance(node, ast.Name | ast.Load | ast.operator)


def _written(node: ast.Constant, text: str) -> Fraction:
    """The number as it is written: 0.85 is 85/100, not the binary neighbour of it."""
    written = ast.get_source_segment(text, node) or ""
    try:
        return Fraction(written)
    except ValueError:
        raise JunhengError("formula_not_understood", formula=text) from None

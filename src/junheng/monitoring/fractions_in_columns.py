"""Formulas over columns of fractions: exact, for very many schools at once (numpy).

A column is numerators over positive denominators in whole numbers of the machine. How large they
can get is counted beside them; where they could outgrow the machine, Python's numbers take over.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from junheng.engine.indicators import Formula
from junheng.profiles.catalogue import Comparison

Truths = npt.NDArray[np.bool_]
_LARGEST: Final = 2**63 - 1
_COMPARED: Final[Mapping[Comparison, Callable[[Any, Any], Any]]] = {
    Comparison.AT_LEAST: operator.ge,
    Comparison.AT_MOST: operator.le,
    Comparison.ABOVE: operator.gt,
    Comparison.BELOW: operator.lt,
}


@dataclass(frozen=True)
class Column:
    """Values `above / below`, (S,) each or one for all; without value where not `is_known`.

    most_above, most_below: bounds of their sizes.
    """

    above: Any
    below: Any
    is_known: Any
    most_above: int
    most_below: int

    def floats(self) -> npt.NDArray[np.float64]:
        """The values as binary numbers, for what needs no exactness."""
        found: npt.NDArray[np.float64] = np.asarray(self.above, np.float64) / np.asarray(
            self.below, np.float64
        )
        return found

    def at(self, row: int) -> Fraction:
        """One value, exact."""
        above, below = (one[row] if np.ndim(one) else one for one in (self.above, self.below))
        return Fraction(int(above), int(below))

    def compared(self, comparison: Comparison, standard: Fraction) -> Truths:
        """Where the value is known and meets the standard, exactly."""
        left = _times(self.above, self.most_above, standard.denominator)
        right = _times(self.below, self.most_below, standard.numerator)
        found: Truths = np.asarray(_COMPARED[comparison](left, right), np.bool_) & self.is_known
        return found


def whole(values: npt.NDArray[np.int64], scale: int = 1) -> Column:
    """Whole numbers, or so many parts of a number."""
    most = int(np.abs(values).max()) if len(values) else 0
    return Column(values, np.int64(scale), np.True_, most, scale)


def one_for_all(value: Fraction) -> Column:
    """The same number in every row."""
    return Column(
        np.int64(value.numerator), np.int64(value.denominator), np.True_,
        abs(value.numerator), value.denominator,
    )  # fmt: skip


def plus(left: Column, right: Column, sign: int = 1) -> Column:
    """left + right, or left - right."""
    known = left.is_known & right.is_known
    if left.below is right.below or left.most_below == right.most_below == 1:
        most = left.most_above + right.most_above
        above = _wide(left.above, most) + sign * _wide(right.above, most)
        return Column(above, left.below, known, most, left.most_below)
    first = left.most_above * right.most_below
    second = right.most_above * left.most_below
    most = first + second
    above = _wide(left.above, most) * right.below + sign * _wide(right.above, most) * left.below
    below = _times(left.below, left.most_below, right.below, right.most_below)
    return Column(above, below, known, most, left.most_below * right.most_below)


def times(left: Column, right: Column) -> Column:
    """left · right."""
    return Column(
        _times(left.above, left.most_above, right.above, right.most_above),
        _times(left.below, left.most_below, right.below, right.most_below),
        left.is_known & right.is_known,
        left.most_above * right.most_above,
        left.most_below * right.most_below,
    )


def over(left: Column, right: Column) -> Column:
    """left / right; without value where right is zero."""
    is_zero, sign = right.above == 0, np.where(right.above < 0, -1, 1)
    turned = Column(
        right.below * sign,
        np.where(is_zero, 1, right.above * sign),
        right.is_known & ~is_zero,
        right.most_below,
        max(right.most_above, 1),
    )
    return times(left, turned)


_COUNTED: Final[Mapping[type[ast.operator], Callable[[Column, Column], Column]]] = {
    ast.Add: plus,
    ast.Sub: lambda left, right: plus(left, right, -1),
    ast.Mult: times,
    ast.Div: over,
}


def value_of(formula: Formula, columns: dict[str, Column]) -> Column:
    """A formula over columns by name; every name must be there."""
    return _value(formula.tree, formula, columns)


def _value(node: ast.expr, formula: Formula, columns: dict[str, Column]) -> Column:
    match node:
        case ast.Name():
            return columns[node.id]
        case ast.Constant():
            return one_for_all(Fraction(ast.get_source_segment(formula.text, node) or ""))
        case ast.BinOp():
            left, right = (_value(one, formula, columns) for one in (node.left, node.right))
            return _COUNTED[type(node.op)](left, right)
        case ast.Call(func=ast.Name(id="ceil"), args=[given]):
            inner = _value(given, formula, columns)
            above = -(-inner.above // inner.below)
            return Column(above, np.int64(1), inner.is_known, inner.most_above, 1)
        case ast.Call(func=ast.Name(id=name), args=[first, *rest]):
            found = _value(first, formula, columns)
            for one in rest:
                found = _chosen(found, _value(one, formula, columns), is_largest=name == "max")
            return found
        case _:  # pragma: no cover - refused when the formula was read
            raise AssertionError(formula.text)


def _chosen(left: Column, right: Column, *, is_largest: bool) -> Column:
    difference = plus(left, right, -1)
    is_left = (difference.above >= 0) == is_largest
    return Column(
        np.where(is_left, left.above, right.above),
        np.where(is_left, left.below, right.below),
        difference.is_known,
        max(left.most_above, right.most_above),
        max(left.most_below, right.most_below),
    )


def _times(values: Any, most: int, other: Any, most_other: int | None = None) -> Any:
    bound = most * (abs(int(other)) if most_other is None else most_other)
    if bound <= _LARGEST:
        return values * other
    return np.asarray(values, object) * (other if most_other is None else np.asarray(other, object))


def _wide(values: Any, most: int) -> Any:
    return values if most <= _LARGEST else np.asarray(values, object)

"""Single steps: what a measure costs, against the plain meaning of it."""

import pytest

from junheng.engine.randomness.stream import RandomStream
from junheng.engine.teams.steps import DEAREST, SEARCH, WALK, price_of_measure

CLASSES, UNIT, WIDEST, WEIGHT = 7, 3, 4, 5


def cost(beyond: int) -> int:
    """So many quarters, rounded up."""
    return -(-WEIGHT * beyond // UNIT)


def outside_the_best_window(sums: list[int]) -> int:
    """The least distance of all sums together from any window of the width, tried one by one."""
    return min(
        sum(max(0, low - value, value - low - WIDEST) for value in sums)
        for low in range(min(sums) - WIDEST, max(sums) + 1)
    )


def told(sums: list[int], mode: int, most: int = DEAREST) -> int:
    """The price of the second of two measures, behind one that does not matter."""
    sizes = [CLASSES, 0, 0, 2, 0, mode]
    measured = [None, None, [1, UNIT], [0, WIDEST], [1, WEIGHT]]
    return price_of_measure(sizes, measured, [0] * CLASSES + sums, [0] * CLASSES, 1, most)


def some_sums(number: int) -> list[int]:
    stream = RandomStream(number.to_bytes(32, "little"))
    return [stream.below(4 + number) for _ in range(CLASSES)]


@pytest.mark.parametrize("number", range(12))
def test_the_search_pays_for_every_sum_outside_the_best_window(number: int) -> None:
    sums = some_sums(number)

    assert told(sums, SEARCH) == cost(outside_the_best_window(sums))


@pytest.mark.parametrize("number", range(12))
def test_the_walk_pays_for_the_span(number: int) -> None:
    sums = some_sums(number)

    assert told(sums, WALK) == cost(max(0, max(sums) - min(sums) - WIDEST))


@pytest.mark.parametrize("number", range(12))
def test_a_price_is_exact_up_to_what_may_be_paid_and_above_it_stays_above(number: int) -> None:
    sums = some_sums(number)
    price = cost(outside_the_best_window(sums))

    for most in range(price + 3):
        if price <= most:
            assert told(sums, SEARCH, most) == price
        else:
            assert told(sums, SEARCH, most) > most

"""Late arrivals (补报): seats by lot, so that nobody can aim at a class (SG1 §9).

Balance is not used on purpose: whoever knows it could choose when to arrive. Each class puts as
many tokens in the bag as it has seats below a common line, and the line lies one above the even
level where that is allowed, so that even a single arrival is not placed by arithmetic.
"""

from collections.abc import Sequence

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.stream import RandomStream


def late_tokens(
    sizes: tuple[int, ...], arrivals: int, max_difference: int, cap: int
) -> tuple[int, ...]:
    """Return the tokens in the bag: class indices, ascending.

    `sizes` are the classes as they are, `max_difference` the largest allowed difference of sizes
    afterwards, `cap` the largest allowed class. Raises JunhengError with
    late_arguments_out_of_range, late_no_seat when the cap leaves too few seats, and
    late_batch_too_large when an unlucky draw of so many arrivals could make classes differ by
    more than `max_difference` (and more than they did before): draw them in smaller batches.
    """
    if not sizes or min(sizes) < 0 or arrivals < 1:
        raise JunhengError("late_arguments_out_of_range", classes=len(sizes), arrivals=arrivals)
    even_level = max(*sizes, -(-(sum(sizes) + arrivals) // len(sizes)))
    line = min(cap, max(even_level, min(even_level + 1, min(sizes) + max_difference)))
    seats = [max(0, line - size) for size in sizes]
    if sum(seats) < arrivals:
        raise JunhengError("late_no_seat", arrivals=arrivals, cap=cap, seats=sum(seats))
    allowed = max(max_difference, max(sizes) - min(sizes), 1)
    difference = _worst_difference(sizes, seats, arrivals)
    if difference > allowed:
        raise JunhengError(
            "late_batch_too_large", arrivals=arrivals, difference=difference, allowed=allowed
        )
    return tuple(c for c, count in enumerate(seats) for _ in range(count))


def place_late(tokens: Sequence[int], arrivals: int, key: bytes) -> tuple[int, ...]:
    """Return the class of each arrival, in the order of their leaf hashes.

    `key` is the 32-byte stage key `late`.
    """
    bag = list(tokens)
    RandomStream(key).shuffle(bag)
    return tuple(bag[:arrivals])


def is_forced(tokens: Sequence[int]) -> bool:
    """Return whether the bag leaves no choice: all tokens are of one class."""
    return len(set(tokens)) == 1


def _worst_difference(sizes: Sequence[int], seats: Sequence[int], arrivals: int) -> int:
    """Return the largest difference of class sizes that a draw from the bag can leave."""
    worst = 0
    for low, low_size in enumerate(sizes):
        # The class that stays low gets only what does not fit elsewhere.
        unavoidable = max(0, arrivals - (sum(seats) - seats[low]))
        for high, high_size in enumerate(sizes):
            if high != low:
                luckiest = min(seats[high], arrivals - unavoidable)
                worst = max(worst, high_size + luckiest - low_size - unavoidable)
    return worst

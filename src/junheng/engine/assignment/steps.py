"""The step of the draw, taken many times: propose a swap, draw the tolerance, accept or not.

One source for two speeds: Python runs these functions as they are, numba compiles the same text
(see `compiled`). So they use nothing but whole numbers, flat blocks and loops, and the one hot
function is long because a call would cost as much as the step itself.
"""

from collections.abc import MutableSequence, Sequence
from typing import NamedTuple, TypeVar

from junheng.engine.assignment.board import Layout, Pick
from junheng.engine.assignment.bounds import BROKEN_RULE

KEEP_NOTHING, KEEP_BEST, KEEP_LEVEL = range(3)
"""What the copy of the classes holds: nothing, the best so far, the last one on the level."""

ENERGY, STEPS, COUNTED, KEPT_ENERGY = range(4)
"""Places in the progress."""

SPARE_WORDS = 512
"""Words a step may take beyond its regular ones.

Redraws and won tickets have no fixed number, but each has at most an even chance: a step that
needs 512 of them is less likely than guessing the key twice.
"""

_LOW_HALF = 0xFFFFFFFF
_Numbers = TypeVar("_Numbers")


class Plan(NamedTuple):
    """One phase of the run: what is picked, how warm it is, and when it ends."""

    pick: Pick
    chance: int  # R: a ticket of tolerance is won when a word is below it
    stop: int  # the phase ends when the energy is at or below this
    level: int  # only steps that end at or below this energy are counted
    quota: int  # the phase ends after so many counted steps
    most: int  # and in any case after so many steps
    keep: int


def words_of_a_step(longest_group: int) -> int:
    """Return how many words must be at hand before a step begins."""
    return 2 * longest_group + 3 + SPARE_WORDS


def take_steps(  # noqa: C901, PLR0912, PLR0915, PLR0917 - the hot loop, see above
    block: MutableSequence[int],
    words: Sequence[int],
    at: int,
    layout: Layout,
    plan: Plan,
    progress: MutableSequence[int],
) -> int:
    """Take steps until the phase ends or the words run low; return the index of the next word."""
    numerics, width, singles = layout.numerics, layout.position_width, layout.singles
    behind_singles = layout.position_count * width
    single_count, terms = layout.single_count, layout.terms
    (list_begin, pick_count, guide, shift), chance, stop, level, quota, most, keep = plan
    energy, steps, counted = progress[ENERGY], progress[STEPS], progress[COUNTED]
    pick_unfair = (_LOW_HALF + 1) % pick_count
    single_unfair = (_LOW_HALF + 1) % single_count
    last_begin = len(words) - words_of_a_step(layout.longest_group)
    block, words, progress = begin_of(block), begin_of(words), begin_of(progress)

    while energy > stop and counted < quota and steps < most and at <= last_begin:
        steps += 1
        # The unit, by `below(pick_count)`.
        product = words[at] * pick_count
        at += 1
        while (product & _LOW_HALF) < pick_unfair:
            product = words[at] * pick_count
            at += 1
        chosen = product >> 32
        # A long list is written as its runs; see `Pick`.
        if shift > 0:
            place = list_begin + 2 * block[guide + (chosen >> shift)]
            while chosen >= block[place]:
                place += 2
            i = block[place + 1]
        else:
            i = block[list_begin + chosen]
        before = energy
        if i < behind_singles:
            # A single: the partner, by `below(single_count)`.
            product = words[at] * single_count
            at += 1
            while (product & _LOW_HALF) < single_unfair:
                product = words[at] * single_count
                at += 1
            j = block[singles + (product >> 32)]
            a = block[i]
            b = block[j]
            if a != b:
                tolerance = 0
                while words[at] < chance:
                    at += 1
                    tolerance += 1
                at += 1
                # No swap gains more than what the two classes cost, so that the sum of the terms
                # may stop as soon as it cannot come down to the tolerance any more.
                budget = tolerance + block[a] + block[b]
                change = 0
                for q in range(numerics):
                    moved = block[j + q + 1] - block[i + q + 1]
                    if moved != 0:
                        weight = block[terms + 2 * q]
                        unit = block[terms + 2 * q + 1]
                        cell = a + 4 * q + 2
                        total = block[cell] + moved
                        change -= block[cell + 3]
                        if total < block[cell + 1]:
                            change += (block[cell + 1] - total + unit - 1) // unit * weight
                        elif total > block[cell + 2]:
                            change += (total - block[cell + 2] + unit - 1) // unit * weight
                        cell = b + 4 * q + 2
                        total = block[cell] - moved
                        change -= block[cell + 3]
                        if total < block[cell + 1]:
                            change += (block[cell + 1] - total + unit - 1) // unit * weight
                        elif total > block[cell + 2]:
                            change += (total - block[cell + 2] + unit - 1) // unit * weight
                        if change > budget:
                            break
                if change <= budget:
                    to_j = j - i
                    for place in range(i + numerics + 1, i + width):
                        x = block[place]
                        y = block[place + to_j]
                        if x != y:
                            change += (
                                block[b + x] + block[a + x + 1] + block[a + y] + block[b + y + 1]
                            )
                            if change > budget:
                                break
                    if change <= tolerance:
                        energy = before + change
                        if keep == KEEP_LEVEL and before <= level < energy:
                            keep_classes(block, layout)
                            progress[KEPT_ENERGY] = before
                        swap(block, layout, i, j)
        else:
            at, partners = draw_partners(block, words, at, layout, i - behind_singles)
            if partners:
                tolerance = 0
                while words[at] < chance:
                    at += 1
                    tolerance += 1
                at += 1
                change = swap_group(block, layout, i - behind_singles)
                energy = before + change
                if change > tolerance:
                    swap_group(block, layout, i - behind_singles)
                    energy = before
                elif keep == KEEP_LEVEL and before <= level < energy:
                    swap_group(block, layout, i - behind_singles)
                    keep_classes(block, layout)
                    progress[KEPT_ENERGY] = before
                    swap_group(block, layout, i - behind_singles)
        if keep == KEEP_BEST and energy < progress[KEPT_ENERGY]:
            keep_classes(block, layout)
            progress[KEPT_ENERGY] = energy
        if energy <= level:
            counted += 1

    progress[ENERGY], progress[STEPS], progress[COUNTED] = energy, steps, counted
    return at


def begin_of(numbers: _Numbers) -> _Numbers:
    """Return the numbers themselves; compiled, the place in memory where they begin.

    No index here is negative. Of a vector numba cannot know that and tests every one of them for
    counting from the end, a quarter of the time of a step; of a place in memory it does not.
    """
    return numbers


def draw_partners(
    block: MutableSequence[int], words: Sequence[int], at: int, layout: Layout, group: int
) -> tuple[int, bool]:
    """Draw one single for each member of a group; say whether all of them can change places.

    They agree with their member in every attribute but one, or in nothing; all must sit in one
    other class and differ. Drawing ends with the first that does not.
    """
    attributes = layout.attributes
    begin = block[layout.groups + 2 * group]
    end = block[layout.groups + 2 * group + 1]
    home = block[block[layout.members + begin]]
    away = home
    for member in range(begin, end):
        at, chosen = draw_below(words, at, attributes + 1)
        first, behind = layout.singles, layout.singles + layout.single_count
        if chosen < attributes:
            place = layout.match + 2 * (member * attributes + chosen)
            first, behind = block[place], block[place + 1]
        if first == behind:
            return at, False
        at, chosen = draw_below(words, at, behind - first)
        j = block[first + chosen]
        if block[j] == home or (member > begin and block[j] != away):
            return at, False
        for earlier in range(member - begin):
            if block[layout.partners + earlier] == j:
                return at, False
        away = block[j]
        block[layout.partners + member - begin] = j
    return at, True


def draw_below(words: Sequence[int], at: int, bound: int) -> tuple[int, int]:
    """Return the index of the next word and a number below `bound`, every one equally likely."""
    unfair = (_LOW_HALF + 1) % bound
    product = words[at] * bound
    at += 1
    while (product & _LOW_HALF) < unfair:
        product = words[at] * bound
        at += 1
    return at, product >> 32


def swap_group(block: MutableSequence[int], layout: Layout, group: int) -> int:
    """Swap a group with its partners and return the change of energy; twice is nothing."""
    begin = block[layout.groups + 2 * group]
    end = block[layout.groups + 2 * group + 1]
    a = block[block[layout.members + begin]]
    b = block[block[layout.partners]]
    before = block[a] + block[b]
    for member in range(begin, end):
        swap(block, layout, block[layout.members + member], block[layout.partners + member - begin])
    return block[a] + block[b] - before


def swap(block: MutableSequence[int], layout: Layout, i: int, j: int) -> None:
    """Let i and j change classes; bring counts, prices, sums and energies up to date."""
    a, b = block[i], block[j]
    for column in range(layout.numerics + 1, layout.position_width):
        x = block[i + column]
        y = block[j + column]
        if x != y:
            move(block, layout, a, x, -1)
            move(block, layout, b, x, 1)
            move(block, layout, b, y, -1)
            move(block, layout, a, y, 1)
    for q in range(layout.numerics):
        moved = block[j + q + 1] - block[i + q + 1]
        if moved != 0:
            add_to_sum(block, layout, a, q, moved)
            add_to_sum(block, layout, b, q, -moved)
    block[i], block[j] = b, a


def move(block: MutableSequence[int], layout: Layout, c: int, row: int, by: int) -> None:
    """Count one more or one fewer of a row in the class whose record is at c."""
    cell = c + row
    if by > 0:
        block[c] += block[cell]
    else:
        block[c] += block[cell + 1]
    count = block[cell + layout.counts] + by
    block[cell + layout.counts] = count
    low, high = block[block[c + 1] + row], block[block[c + 1] + row + 1]
    weight, most = block[layout.rules + row], block[layout.rules + row + 1]
    more = fewer = 0
    if count < low:
        more = weight * (count - low)
    elif count >= high:
        more = weight * (count - high + 1)
    if count <= low:
        fewer = weight * (low - count + 1)
    elif count > high:
        fewer = -weight * (count - high)
    if count >= most:
        more += BROKEN_RULE
    if count > most:
        fewer -= BROKEN_RULE
    block[cell] = more
    block[cell + 1] = fewer


def add_to_sum(block: MutableSequence[int], layout: Layout, c: int, q: int, by: int) -> None:
    """Change the sum of numeric q in the class whose record is at c."""
    cell = c + 4 * q + 2
    weight, unit = block[layout.terms + 2 * q], block[layout.terms + 2 * q + 1]
    total = block[cell] + by
    block[cell] = total
    cost = 0
    if total < block[cell + 1]:
        cost = (block[cell + 1] - total + unit - 1) // unit * weight
    elif total > block[cell + 2]:
        cost = (total - block[cell + 2] + unit - 1) // unit * weight
    block[c] += cost - block[cell + 3]
    block[cell + 3] = cost


def keep_classes(block: MutableSequence[int], layout: Layout) -> None:
    """Copy the classes as they are now."""
    for position in range(layout.position_count):
        block[layout.kept + position] = block[position * layout.position_width]

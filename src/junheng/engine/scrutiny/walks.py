"""The hot loops: lists at random, all of them or only those as balanced, and what is asked of each.

One source for two speeds, as in the draw: Python runs these functions as they are, numba compiles
the same text. So they use nothing but whole numbers, flat arrays and loops.
"""

from collections.abc import MutableSequence, Sequence
from typing import NamedTuple

SPREAD, RANGE, LARGEST, PAIRS, MEANS, HIGHEST, NEIGHBOURS, BLOCKS, TEACHER_CODES, TEACHER_MEANS = (
    range(10)
)
"""Kinds of question; `questions` says what each of them means."""

ENERGY, STEPS, ON_LEVEL, RECORDED, MOVED = range(5)
"""Places in the progress of a walk."""

SPARE_WORDS = 512
"""Words a step may take beyond its regular ones; see the draw."""

_LOW_HALF = 0xFFFFFFFF


class Layout(NamedTuple):
    """Numbers of things. Every table is flat; cell (row, class) is at row·k + class."""

    positions: int
    classes: int
    attributes: int
    measures: int
    questions: int
    declared_attributes: int
    declared_measures: int


class Fixed(NamedTuple):
    """What never changes while lists are made; whole numbers, flat.

    `rows`: per position and attribute the row of its code. `values`: per position and measure,
    less the mean. `order`: positions by registration, by each mark. `program`: per question kind,
    first, behind last, extra. `weights`, `shares`, `scales`: per cell 2^40/(N·s), N·s and
    2^62/(N·s·(n-N)·(n-s)). `size_weights`: per measure and class 2^24/s, or less where squares are
    large. `scores`: per teacher score and class, centred. `low`, `high`: per cell the window of a
    balanced row. `declared`: attributes, then measures, that were balanced. `sum_low`, `sum_high`:
    per measure and class the window of the sum; `units`: per measure what a step outside it
    costs 1.
    """

    rows: Sequence[int]
    values: Sequence[int]
    order: Sequence[int]
    program: Sequence[int]
    weights: Sequence[int]
    shares: Sequence[int]
    scales: Sequence[int]
    size_weights: Sequence[int]
    scores: Sequence[int]
    low: Sequence[int]
    high: Sequence[int]
    declared: Sequence[int]
    sum_low: Sequence[int]
    sum_high: Sequence[int]
    units: Sequence[int]


class Room(NamedTuple):
    """Where `ask` keeps what it works out on the way; nothing in it outlasts a question.

    `line`: the class at each place of `order`. `held`: by class, how many of one block.
    """

    line: MutableSequence[int]
    held: MutableSequence[int]


def count_list(
    layout: Layout,
    fixed: Fixed,
    classes: Sequence[int],
    counts: MutableSequence[int],
    sums: MutableSequence[int],
) -> None:
    """Count rows and sum measures by class."""
    k = layout.classes
    for cell in range(len(counts)):
        counts[cell] = 0
    for cell in range(len(sums)):
        sums[cell] = 0
    for position in range(layout.positions):
        c = classes[position]
        begin = position * layout.attributes
        for a in range(layout.attributes):
            counts[fixed.rows[begin + a] * k + c] += 1
        begin = position * layout.measures
        for q in range(layout.measures):
            sums[q * k + c] += fixed.values[begin + q]


def ask(  # noqa: C901, PLR0912, PLR0917 - one loop over the kinds of question
    layout: Layout,
    fixed: Fixed,
    classes: Sequence[int],
    counts: Sequence[int],
    sums: Sequence[int],
    room: Room,
    answers: MutableSequence[int],
    at: int,
) -> None:
    """Answer every question about one list; write the answers from place `at` on."""
    n, k = layout.positions, layout.classes
    line, held = room.line, room.held
    for place in range(len(line)):
        line[place] = classes[fixed.order[place]]
    for t in range(layout.questions):
        kind = fixed.program[4 * t]
        first = fixed.program[4 * t + 1]
        behind = fixed.program[4 * t + 2]
        extra = fixed.program[4 * t + 3]
        answer = 0
        if kind == SPREAD:
            for cell in range(first * k, behind * k):
                answer += counts[cell] * counts[cell] * fixed.weights[cell]
        elif kind == RANGE:
            for row in range(first, behind):
                least = most = n * counts[row * k] - fixed.shares[row * k]
                for cell in range(row * k + 1, row * k + k):
                    deviation = n * counts[cell] - fixed.shares[cell]
                    least = min(least, deviation)
                    most = max(most, deviation)
                answer += most - least
        elif kind == LARGEST:
            for cell in range(first * k, behind * k):
                deviation = n * counts[cell] - fixed.shares[cell]
                if deviation > 0:
                    answer = max(answer, deviation * deviation * fixed.scales[cell])
        elif kind == PAIRS:
            for cell in range(first * k, behind * k):
                answer += counts[cell] * (counts[cell] - 1) // 2
        elif kind == MEANS:
            for c in range(k):
                total = sums[first * k + c]
                answer += total * total * fixed.size_weights[first * k + c]
        elif kind == HIGHEST:
            for c in range(k):
                total = sums[first * k + c] - fixed.sum_low[first * k + c]
                if total > 0:
                    answer = max(answer, total * total * fixed.size_weights[first * k + c])
        elif kind == NEIGHBOURS:
            for place in range(first, behind - extra):
                if line[place] == line[place + extra]:
                    answer += 1
        elif kind == BLOCKS:
            for begin in range(first, behind, extra):
                for c in range(k):
                    held[c] = 0
                for place in range(begin, min(begin + extra, behind)):
                    # One pair with each of the block who sits in this class already.
                    answer += held[line[place]]
                    held[line[place]] += 1
        elif kind == TEACHER_CODES:
            for row in range(first, behind):
                total = 0
                for c in range(k):
                    cell = row * k + c
                    total += fixed.scores[extra * k + c] * (n * counts[cell] - fixed.shares[cell])
                answer += total if total > 0 else -total
        else:
            total = 0
            for c in range(k):
                total += fixed.scores[extra * k + c] * sums[first * k + c]
            answer = total if total > 0 else -total
        answers[at + t] = answer


def shuffle_lists(  # noqa: PLR0917 - a hot loop
    layout: Layout,
    fixed: Fixed,
    classes: MutableSequence[int],
    counts: MutableSequence[int],
    sums: MutableSequence[int],
    room: Room,
    words: Sequence[int],
    at: int,
    progress: MutableSequence[int],
    wanted: int,
    answers: MutableSequence[int],
) -> int:
    """Make plain random lists until enough are recorded or the words run low.

    Each list is a whole shuffle (Fisher and Yates, from the last position down). Return the index
    of the next word.
    """
    n = layout.positions
    last_begin = len(words) - n - SPARE_WORDS
    while progress[RECORDED] < wanted and at <= last_begin:
        for last in range(n - 1, 0, -1):
            bound = last + 1
            product = words[at] * bound
            at += 1
            if (product & _LOW_HALF) < bound:
                unfair = (_LOW_HALF + 1) % bound
                while (product & _LOW_HALF) < unfair:
                    product = words[at] * bound
                    at += 1
            other = product >> 32
            held = classes[last]
            classes[last] = classes[other]
            classes[other] = held
        count_list(layout, fixed, classes, counts, sums)
        place = progress[RECORDED] * layout.questions
        ask(layout, fixed, classes, counts, sums, room, answers, place)
        progress[RECORDED] += 1
    return at


def outside(count: int, low: int, high: int) -> int:
    """Return what a count outside its window costs: e(e+1)/2 for e students, as in the draw."""
    excess = 0
    if count < low:
        excess = low - count
    elif count > high:
        excess = count - high
    return excess * (excess + 1) // 2


def outside_sum(total: int, low: int, high: int, unit: int) -> int:
    """Return what a sum outside its window costs: 1 for each begun unit, as in the draw."""
    if total < low:
        return (low - total + unit - 1) // unit
    if total > high:
        return (total - high + unit - 1) // unit
    return 0


def energy_of(
    layout: Layout, fixed: Fixed, counts: Sequence[int], sums: Sequence[int], rows: Sequence[int]
) -> int:
    """Return how far a counted list is from balanced; `rows` are the declared ones."""
    k, energy = layout.classes, 0
    for row in rows:
        for cell in range(row * k, row * k + k):
            energy += outside(counts[cell], fixed.low[cell], fixed.high[cell])
    for place in range(layout.declared_measures):
        q = fixed.declared[layout.declared_attributes + place]
        for cell in range(q * k, q * k + k):
            low, high = fixed.sum_low[cell], fixed.sum_high[cell]
            energy += outside_sum(sums[cell], low, high, fixed.units[q])
    return energy


def walk_lists(  # noqa: C901, PLR0912, PLR0915, PLR0917 - a hot loop, see above
    layout: Layout,
    fixed: Fixed,
    classes: MutableSequence[int],
    counts: MutableSequence[int],
    sums: MutableSequence[int],
    room: Room,
    words: Sequence[int],
    at: int,
    progress: MutableSequence[int],
    wanted: int,
    answers: MutableSequence[int],
    first_answer: int,
    level: int,
    chance: int,
    between: int,
    most: int,
) -> int:
    """Wander over the lists whose energy is `level`; record one every `between` steps on it.

    A step proposes to swap two positions and is accepted if the distance of the energy from the
    level grows by no more than the tickets won, each with chance `chance` in 2^32. Both ways are
    as likely, so that every list on the level is visited equally often in the long run, and the
    walk looks the same forwards and backwards. Ends with enough lists, after `most` steps, or when
    the words run low; returns the index of the next word.
    """
    n, k, width = layout.positions, layout.classes, layout.attributes
    energy = progress[ENERGY]
    unfair = (_LOW_HALF + 1) % n
    last_begin = len(words) - 3 - SPARE_WORDS
    while progress[RECORDED] < wanted and progress[STEPS] < most and at <= last_begin:
        progress[STEPS] += 1
        product = words[at] * n
        at += 1
        while (product & _LOW_HALF) < unfair:
            product = words[at] * n
            at += 1
        i = product >> 32
        product = words[at] * n
        at += 1
        while (product & _LOW_HALF) < unfair:
            product = words[at] * n
            at += 1
        j = product >> 32
        a = classes[i]
        b = classes[j]
        if a != b:
            tolerance = 0
            while words[at] < chance:
                at += 1
                tolerance += 1
            at += 1
            change = 0
            # On the level 0 nothing can be gained, so that the sum may stop early.
            may_stop = energy == 0 and level == 0
            for place in range(layout.declared_attributes):
                column = fixed.declared[place]
                x = fixed.rows[i * width + column] * k
                y = fixed.rows[j * width + column] * k
                if x != y:
                    change += (
                        outside(counts[x + a] - 1, fixed.low[x + a], fixed.high[x + a])
                        - outside(counts[x + a], fixed.low[x + a], fixed.high[x + a])
                        + outside(counts[x + b] + 1, fixed.low[x + b], fixed.high[x + b])
                        - outside(counts[x + b], fixed.low[x + b], fixed.high[x + b])
                        + outside(counts[y + b] - 1, fixed.low[y + b], fixed.high[y + b])
                        - outside(counts[y + b], fixed.low[y + b], fixed.high[y + b])
                        + outside(counts[y + a] + 1, fixed.low[y + a], fixed.high[y + a])
                        - outside(counts[y + a], fixed.low[y + a], fixed.high[y + a])
                    )
                    if may_stop and change > tolerance:
                        break
            for place in range(layout.declared_measures):
                q = fixed.declared[layout.declared_attributes + place]
                moved = (
                    fixed.values[j * layout.measures + q] - fixed.values[i * layout.measures + q]
                )
                if moved != 0:
                    u, v, unit = q * k + a, q * k + b, fixed.units[q]
                    change += (
                        outside_sum(sums[u] + moved, fixed.sum_low[u], fixed.sum_high[u], unit)
                        - outside_sum(sums[u], fixed.sum_low[u], fixed.sum_high[u], unit)
                        + outside_sum(sums[v] - moved, fixed.sum_low[v], fixed.sum_high[v], unit)
                        - outside_sum(sums[v], fixed.sum_low[v], fixed.sum_high[v], unit)
                    )
            if abs(energy + change - level) - abs(energy - level) <= tolerance:
                energy += change
                progress[MOVED] += 1
                for column in range(width):
                    x = fixed.rows[i * width + column] * k
                    y = fixed.rows[j * width + column] * k
                    counts[x + a] -= 1
                    counts[x + b] += 1
                    counts[y + b] -= 1
                    counts[y + a] += 1
                for q in range(layout.measures):
                    moved = (
                        fixed.values[j * layout.measures + q]
                        - fixed.values[i * layout.measures + q]
                    )
                    sums[q * k + a] += moved
                    sums[q * k + b] -= moved
                classes[i] = b
                classes[j] = a
        if energy == level:
            progress[ON_LEVEL] += 1
            if progress[ON_LEVEL] == between:
                progress[ON_LEVEL] = 0
                place = (first_answer + progress[RECORDED]) * layout.questions
                ask(layout, fixed, classes, counts, sums, room, answers, place)
                progress[RECORDED] += 1
    progress[ENERGY] = energy
    return at

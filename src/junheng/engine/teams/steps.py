# ruff: noqa: PLR0917, C901, PLR0912 - numba takes no keywords; a step is one piece
"""Single steps on a plan, as plain Python and compiled by numba: one text, one result.

State and problem are flat rows of whole numbers (`board`). A step proposes to exchange the two
teachers of a subject between two classes, to hand a slot to another teacher, or to make another
teacher of a team its homeroom teacher; each proposal is as likely as its reverse.
"""

from typing import Any

BROKEN_RULE = 1 << 20
"""The price of one unit of a broken hard rule."""

WORDS_OF_A_STEP = 128
"""Far more words than a step uses; a step begins only where so many are left."""

MOST_TOLERANCE = 64
"""A step wins no more tickets than this."""

DEAREST = 1 << 60
"""More than any plan costs."""

AT, STEPS, ENERGY, COUNTED, MEASURES = 0, 1, 2, 3, 4
"""Places in the progress: next word, steps, energy, steps on the level, price of measures."""

SEARCH, WALK = 0, 1
OUT_OF_WORDS, OUT_OF_STEPS, REACHED = 0, 1, 2

_WORD = 1 << 32
_MASK = _WORD - 1
# Places in a proposal: its kind, subject, the two classes, the two teachers, and the homeroom
# teachers of both classes before and after.
_KIND, _S, _C, _D, _T, _U, _OLD_C, _NEW_C, _OLD_D, _NEW_D = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
_EXCHANGE, _HAND_OVER, _HOMEROOM = 1, 2, 3
_CERTAINLY = 2


def below(words: Any, progress: Any, bound: int) -> int:
    """Return a number 0 <= number < bound from the words, every one equally likely."""
    value = int(words[progress[AT]]) * bound
    progress[AT] += 1
    if value & _MASK < bound:  # else it is fair whatever the remainder, which is slow to find
        unfair = _WORD % bound
        while value & _MASK < unfair:
            value = int(words[progress[AT]]) * bound
            progress[AT] += 1
    return value >> 32


def propose(sizes: Any, who: Any, state: Any, words: Any, progress: Any, move: Any) -> bool:
    """Draw a proposal into `move`; False where it proposes nothing or breaks the homerooms."""
    k, m = sizes[0], sizes[1]
    able_start, able_list, pinned, kinds = who
    teams, home, role = state[0], state[1], state[2]
    kind = below(words, progress, 4)
    s = below(words, progress, m)
    c = below(words, progress, k)
    d = -1
    t = teams[c * m + s]
    if kind <= _EXCHANGE:
        d = below(words, progress, k)
        u = teams[d * m + s]
        is_free = not pinned[c * m + s] and not pinned[d * m + s]
    elif kind == _HAND_OVER:
        first = able_start[s]
        u = able_list[first + below(words, progress, able_start[s + 1] - first)]
        is_free = not pinned[c * m + s]
    else:
        u = teams[c * m + home[c]]
        is_free = home[c] != s
    if u == t or not is_free:
        return False
    old_c = teams[c * m + home[c]]
    new_c, old_d, new_d = old_c, -1, -1
    if kind == _HOMEROOM:
        new_c = t
    elif home[c] == s:
        new_c = u
    if kind <= _EXCHANGE:
        old_d = teams[d * m + home[d]]
        new_d = t if home[d] == s else old_d
    move[_KIND], move[_S], move[_C], move[_D], move[_T], move[_U] = kind, s, c, d, t, u
    move[_OLD_C], move[_NEW_C], move[_OLD_D], move[_NEW_D] = old_c, new_c, old_d, new_d
    return keeps_homerooms(kinds, role, move)


def keeps_homerooms(kinds: Any, role: Any, move: Any) -> bool:
    """Whether homeroom teachers stay able and different, and those who must be one stay one."""
    c, d = move[_C], move[_D]
    old_c, new_c, old_d, new_d = move[_OLD_C], move[_NEW_C], move[_OLD_D], move[_NEW_D]
    if new_c != old_c:
        if kinds[new_c] == 0 or (role[new_c] >= 0 and role[new_c] != d):
            return False
        if kinds[old_c] == _CERTAINLY and new_d != old_c:
            return False
    if new_d != old_d:
        if kinds[new_d] == 0 or (role[new_d] >= 0 and role[new_d] != c):
            return False
        if kinds[old_d] == _CERTAINLY and new_c != old_d:
            return False
    return bool(new_c != new_d)


def put(sizes: Any, loads_of: Any, state: Any, t: int, s: int, c: int, sign: int) -> None:
    """Give teacher t the slot of subject s in class c (sign 1), or take it away (sign -1)."""
    held, classes, loads = state[3], state[4], state[5]
    place = t * sizes[0] + c
    before = held[place]
    held[place] = before + sign
    if before == 0:
        classes[t] += 1
    elif before + sign == 0:
        classes[t] -= 1
    loads[t] += sign * loads_of[s]


def seat(sizes: Any, limited: Any, state: Any, move: Any) -> None:
    """Carry a proposal out, all but the sums of the measures."""
    m = sizes[1]
    loads_of, homeroom_loads = limited[3], limited[2]
    teams, home, role, loads = state[0], state[1], state[2], state[5]
    kind, s, c, d, t, u = move[0], move[1], move[2], move[3], move[4], move[5]
    if kind != _HOMEROOM:
        put(sizes, loads_of, state, t, s, c, -1)
        put(sizes, loads_of, state, u, s, c, 1)
        teams[c * m + s] = u
    else:
        home[c] = s
    if kind <= _EXCHANGE:
        put(sizes, loads_of, state, u, s, d, -1)
        put(sizes, loads_of, state, t, s, d, 1)
        teams[d * m + s] = t
    if move[_NEW_C] != move[_OLD_C]:
        role[move[_OLD_C]] = -1
        loads[move[_OLD_C]] -= homeroom_loads[move[_OLD_C]]
        loads[move[_NEW_C]] += homeroom_loads[move[_NEW_C]]
    if move[_NEW_D] != move[_OLD_D]:
        role[move[_OLD_D]] = -1
        loads[move[_OLD_D]] -= homeroom_loads[move[_OLD_D]]
        loads[move[_NEW_D]] += homeroom_loads[move[_NEW_D]]
    if move[_NEW_C] != move[_OLD_C]:
        role[move[_NEW_C]] = c
    if move[_NEW_D] != move[_OLD_D]:
        role[move[_NEW_D]] = d


def turn_round(home_before: int, move: Any) -> None:
    """Make the proposal that takes `move` back."""
    move[_T], move[_U] = move[_U], move[_T]
    move[_OLD_C], move[_NEW_C] = move[_NEW_C], move[_OLD_C]
    move[_OLD_D], move[_NEW_D] = move[_NEW_D], move[_OLD_D]
    if move[_KIND] == _HOMEROOM:
        move[_S] = home_before


def price_of_teacher(limited: Any, state: Any, t: int) -> int:
    """Broken rules of one teacher: classes outside their range, load above its limit."""
    ranges, limits = limited[0], limited[1]
    count, over = state[4][t], state[5][t] - limits[t]
    price = max(0, over)
    if count < ranges[2 * t]:
        price += ranges[2 * t] - count
    elif count > ranges[2 * t + 1]:
        price += count - ranges[2 * t + 1]
    return int(price)


def price_of_company(sizes: Any, avoided: Any, state: Any) -> int:
    """Pairs of teachers together in a class against a rule, and groups that leave no class."""
    k = sizes[0]
    pairs, starts, members = avoided
    held = state[3]
    price = 0
    for place in range(0, len(pairs), 2):
        one, other = pairs[place] * k, pairs[place + 1] * k
        for c in range(k):
            if held[one + c] > 0 and held[other + c] > 0:
                price += 1
    for group in range(len(starts) - 1):
        taken = 0
        for c in range(k):
            for place in range(starts[group], starts[group + 1]):
                if held[members[place] * k + c] > 0:
                    taken += 1
                    break
        if taken == k:
            price += 1
    return price


def shift_sums(sizes: Any, measured: Any, state: Any, move: Any, i: int, sign: int) -> bool:
    """Bring the sums of measure i up to date with a proposal (sign 1), or take that back (-1).

    Returns whether any sum changed. Subject m stands for homeroom teachers.
    """
    k, m = sizes[0], sizes[1]
    values, counts, sums = measured[0], measured[1], state[6]
    kind, s, c, d, t, u = move[0], move[1], move[2], move[3], move[4], move[5]
    every = len(measured[2])
    is_changed = False
    if kind != _HOMEROOM and counts[s * every + i]:
        change = values[u * every + i] - values[t * every + i]
        if change != 0:
            is_changed = True
            sums[i * k + c] += sign * change
            if kind <= _EXCHANGE:
                sums[i * k + d] -= sign * change
    if counts[m * every + i]:
        if move[_NEW_C] != move[_OLD_C]:
            is_changed = True
            change = values[move[_NEW_C] * every + i] - values[move[_OLD_C] * every + i]
            sums[i * k + c] += sign * change
        if move[_NEW_D] != move[_OLD_D]:
            is_changed = True
            change = values[move[_NEW_D] * every + i] - values[move[_OLD_D] * every + i]
            sums[i * k + d] += sign * change
    return is_changed


def span_beyond(sums: Any, first: int, k: int, widest: int) -> int:
    """How far the span of the sums of one measure goes beyond a width."""
    low = high = sums[first]
    for c in range(first + 1, first + k):
        low = min(low, sums[c])
        high = max(high, sums[c])
    return int(max(0, high - low - widest))


def sums_beyond(sums: Any, first: int, k: int, widest: int, room: Any) -> int:
    """How far all sums of one measure lie outside the best window of a width."""
    for c in range(k):
        value = sums[first + c]
        place = c
        while place > 0 and room[place - 1] > value:
            room[place] = room[place - 1]
            place -= 1
        room[place] = value
    beyond = 0
    for c in range(k // 2):
        pair = room[k - 1 - c] - room[c] - widest
        if pair <= 0:
            break  # those further inside are no further apart
        beyond += pair
    return beyond


def price_of_measure(sizes: Any, measured: Any, sums: Any, room: Any, i: int, most: int) -> int:
    """Price of one measure: quarters of a level, rounded up; above `most` it may be told too low.

    The walk prices spans. The search prices every sum outside the best window, so that one class
    less outside it is progress; what the span alone makes too dear is not looked at further.
    """
    k = sizes[0]
    units, widest, weights = measured[2:]
    beyond = span_beyond(sums, i * k, k, widest[i])
    if beyond == 0:
        return 0
    price = (weights[i] * beyond + units[i] - 1) // units[i]
    if sizes[5] == WALK or price > most:
        return int(price)
    beyond = sums_beyond(sums, i * k, k, widest[i], room)
    return int((weights[i] * beyond + units[i] - 1) // units[i])


def measure_anew(sizes: Any, measured: Any, state: Any, room: Any) -> int:
    """Price of all measures that count now, from the sums of a plan as it stands."""
    total = 0
    for i in range(sizes[3]):
        state[7][i] = price_of_measure(sizes, measured, state[6], room, i, DEAREST)
        total += state[7][i]
    return total


def pay(sizes: Any, measured: Any, state: Any, scratch: Any, move: Any, most: int) -> int:
    """Bring sums and prices of all measures up to date with a proposal; their price together.

    Above `most` everything is taken back, and the answer is -1.
    """
    prices, saved = state[7], scratch[3]
    paid = 0
    for i in range(sizes[3]):
        saved[i] = prices[i]
        if shift_sums(sizes, measured, state, move, i, 1):
            prices[i] = price_of_measure(sizes, measured, state[6], scratch[1], i, most - paid)
        paid += prices[i]
        if paid > most:
            for done in range(i + 1):
                shift_sums(sizes, measured, state, move, done, -1)
                prices[done] = saved[done]
            return -1
    return paid


def keep(state: Any, kept: Any) -> None:
    """Copy teams and homerooms."""
    teams, home = state[0], state[1]
    for place in range(len(teams)):
        kept[place] = teams[place]
    for place in range(len(home)):
        kept[len(teams) + place] = home[place]


def take_steps(
    sizes: Any,
    who: Any,
    limited: Any,
    avoided: Any,
    measured: Any,
    state: Any,
    scratch: Any,
    words: Any,
    progress: Any,
) -> int:
    """Take steps until the words or the steps are used up, or what was wanted is reached.

    `sizes`: classes, subjects, teachers, measures that count, R, mode, most steps, steps wanted on
    the level. The search wants energy 0; the walk wants so many steps that end with it, and keeps
    the last plan that has it.
    """
    heat, mode = sizes[4], sizes[5]
    move, kept = scratch[0], scratch[2]
    last = len(words) - WORDS_OF_A_STEP
    has_company = len(avoided[0]) + len(avoided[2]) > 0
    while True:
        if (mode == SEARCH and progress[ENERGY] == 0) or progress[COUNTED] >= sizes[7]:
            return REACHED
        if progress[STEPS] >= sizes[6]:
            return OUT_OF_STEPS
        if progress[AT] >= last:
            return OUT_OF_WORDS
        progress[STEPS] += 1
        if propose(sizes, who, state, words, progress, move):
            tau = 0
            while int(words[progress[AT]]) < heat and tau < MOST_TOLERANCE:
                tau += 1
                progress[AT] += 1
            progress[AT] += 1
            t, u = move[_T], move[_U]
            rules = -price_of_teacher(limited, state, t) - price_of_teacher(limited, state, u)
            if has_company:
                rules -= price_of_company(sizes, avoided, state)
            home_before = state[1][move[_C]]
            seat(sizes, limited, state, move)
            rules += price_of_teacher(limited, state, t) + price_of_teacher(limited, state, u)
            if has_company:
                rules += price_of_company(sizes, avoided, state)
            price = -1
            if rules <= 0:  # else dearer than any tolerance
                most = progress[MEASURES] + tau - BROKEN_RULE * rules
                price = pay(sizes, measured, state, scratch, move, most)
            if price < 0:
                turn_round(home_before, move)
                seat(sizes, limited, state, move)
            else:
                progress[ENERGY] += BROKEN_RULE * rules + price - progress[MEASURES]
                progress[MEASURES] = price
        if progress[ENERGY] == 0:
            progress[COUNTED] += 1
            if mode == WALK:
                keep(state, kept)

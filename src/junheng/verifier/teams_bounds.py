"""Levels that no plan of teaching teams goes below, by counting alone."""

from .teams_rules import CERTAINLY, Document, Rules


def counted_bound(rules: Rules, index: int, levels: list[int]) -> int:
    """Level of a measure below which no plan goes that has the levels of the measures before."""
    measure = rules.measures[index]
    if measure["scope"] == "homeroom":
        return _bound_of_heads(rules, index, levels)
    if any(len(one["subjects"]) > 1 for one in rules.teachers):
        return 0
    values = measure["values"]
    low = high = 0
    for s in range(rules.m):
        if rules.counts(measure, s):
            low += _extreme(rules, s, values, 1)
            high -= _extreme(rules, s, values, -1)
    return int(low == high and low % rules.k != 0) // int(measure["unit"])


def _bound_of_heads(rules: Rules, index: int, levels: list[int]) -> int:
    """Smallest level for which enough homeroom teachers can be chosen: by halving."""
    before = [
        (one, one["unit"] * (level + 1) - 1)
        for one, level in zip(rules.measures[:index], levels, strict=False)
        if one["scope"] == "homeroom"
    ]
    able = [t for t, one in enumerate(rules.teachers) if one["homeroom"]]
    measure = rules.measures[index]
    unit = measure["unit"]
    low, high = 0, (max(measure["values"]) - min(measure["values"])) // unit
    if not _can_choose(rules, able, before):
        return 0
    while low < high:
        level = (low + high) // 2
        if _can_choose(rules, able, [*before, (measure, unit * (level + 1) - 1)]):
            high = level
        else:
            low = level + 1
    return low


def _can_choose(rules: Rules, members: list[int], limits: list[tuple[Document, int]]) -> bool:
    """Say whether members give each class another head, all within one window a measure."""
    must = {t for t, one in enumerate(rules.teachers) if one["homeroom"] == CERTAINLY}
    if len(members) < rules.k or not must <= set(members):
        return False
    if not limits:
        return True
    (measure, widest), *rest = limits
    values = measure["values"]
    return any(
        _can_choose(rules, [t for t in members if low <= values[t] <= low + widest], rest)
        for low in {values[t] for t in members}
    )


def _extreme(rules: Rules, subject: int, values: list[int], sign: int) -> int:
    """Smallest sum (times sign) that the teachers of a subject can have over all classes."""
    members = rules.able[subject]
    spare = rules.k - sum(rules.least[t] for t in members)
    total = sum(sign * values[t] * rules.least[t] for t in members)
    for t in sorted(members, key=lambda one: sign * values[one]):
        taken = min(spare, rules.most[t] - rules.least[t])
        total += sign * values[t] * taken
        spare -= taken
    return total

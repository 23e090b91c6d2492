"""What the scrutiny finds: manipulations planted in fair draws, beside the tests people use.

Peers: chi-square of every attribute (the top tenth among them) and analysis of variance of the
marks, all at once at the same level after Bonferroni.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from math import exp, lgamma, log

from benchmarks import scrutiny_curves
from benchmarks.chi_square import survival
from benchmarks.scrutiny_schools import drawn_school
from benchmarks.tables import Report
from junheng.engine.scrutiny import LOOK_CLOSER, ClassList, Effort, Level, scrutinise
from junheng.engine.scrutiny.questions import tenth

CLASS_COUNTS = (4, 8, 16)
CLASS_SIZE = 45
MOVED = (1, 2, 5, 7, 10, 15, 20)
GATHERED = (20, 40, 60)
NINE_IN_TEN = 0.9
LISTS = 1_999

_KEPT = 100
_TINY = 1e-300

Planted = Callable[[ClassList], ClassList]


def add_power(report: Report, *, quick: bool) -> None:
    """Add the tables; `quick` plants each manipulation in a few schools only."""
    schools = 8 if quick else 60
    plans: list[tuple[str, Planted]] = [
        (f"{count} strong students swapped into one class", partial(swapped_in, count=count))
        for count in MOVED
    ]
    plans += [
        (f"{share} % of the top tenth in one class", partial(gathered, per_cent=share))
        for share in GATHERED
    ]
    plans.append(("classes dealt by marks (too even)", dealt_by_marks))
    found = {k: [_shares_found(k, planted, schools) for _, planted in plans] for k in CLASS_COUNTS}
    rows = [
        [title, *(_cell(found[k][place]) for k in CLASS_COUNTS)]
        for place, (title, _) in enumerate(plans)
    ]
    if not quick:
        _keep(found, schools)
    report.say(
        f"Found in per cent of {schools} schools of {CLASS_SIZE} students a class: look closer"
        f" (p ≤ {LOOK_CLOSER:g}) / chi-square and analysis of variance at {LOOK_CLOSER:g}."
    )
    report.add_table(["planted", *(f"{k} classes" for k in CLASS_COUNTS)], rows)
    for k in CLASS_COUNTS:
        ours = _smallest(found[k], 0)
        theirs = _smallest(found[k], 1)
        report.say(
            f"{k} classes: nine times in ten from **{ours}** strong students in one class on"
            f" (peers: {theirs})."
        )
        report.require(
            f"{k} classes: fifteen students are found",
            met=found[k][MOVED.index(15)][0] >= NINE_IN_TEN,
        )


def _keep(found: dict[int, list[tuple[float, float]]], schools: int) -> None:
    """Store the figures of what was moved or gathered, and draw their curves."""
    planted = [("swapped", size) for size in MOVED] + [("gathered", share) for share in GATHERED]
    scrutiny_curves.store_figures(
        {
            "planted": kind,
            "size": size,
            "classes": k,
            "schools": schools,
            "lists": LISTS,
            "scrutiny": round(100 * found[k][place][0]),
            "peers": round(100 * found[k][place][1]),
        }
        for place, (kind, size) in enumerate(planted)
        for k in CLASS_COUNTS
    )
    for kind in scrutiny_curves.AXES:
        scrutiny_curves.draw(kind, scrutiny_curves.read_figures())


def swapped_in(class_list: ClassList, *, count: int) -> ClassList:
    """Swap the strongest students of other classes into class 0, for its weakest of like codes.

    What was balanced stays balanced, as a careful hand would keep it.
    """
    marks = _marks(class_list)
    classes = list(class_list.classes)
    strongest = sorted(range(len(marks)), key=lambda p: -marks[p])
    return replace(class_list, classes=tuple(_swap_in(class_list, classes, strongest, count)))


def gathered(class_list: ClassList, *, per_cent: int) -> ClassList:
    """Bring so much of the top tenth into class 0."""
    marks = _marks(class_list)
    top = [p for p, is_top in enumerate(tenth(marks, 1)) if is_top]
    classes = list(class_list.classes)
    wanted = -(-len(top) * per_cent // 100)
    there = sum(classes[p] == 0 for p in top)
    return replace(
        class_list, classes=tuple(_swap_in(class_list, classes, top, max(0, wanted - there)))
    )


def dealt_by_marks(class_list: ClassList) -> ClassList:
    """Deal by marks, in turn and back again (蛇形)."""
    marks, k = _marks(class_list), class_list.class_count
    order = sorted(range(len(marks)), key=lambda p: -marks[p])
    there_and_back = [*range(k), *reversed(range(k))]
    classes = [0] * len(marks)
    for place, position in enumerate(order):
        classes[position] = there_and_back[place % (2 * k)]
    return replace(class_list, classes=tuple(classes))


def _marks(class_list: ClassList) -> list[int]:
    return [value or 0 for value in class_list.measures[0].values]


def _swap_in(
    class_list: ClassList, classes: list[int], wanted: Sequence[int], count: int
) -> list[int]:
    marks = _marks(class_list)
    codes = [one.codes for one in class_list.attributes if one.is_declared]
    like = list(zip(*codes, strict=True))
    done, kept = 0, set(wanted[:_KEPT])
    for strong in wanted:
        if done == count:
            break
        if classes[strong] == 0:
            continue
        inside = [p for p in range(len(classes)) if classes[p] == 0 and p not in kept]
        weak = [p for p in inside if like[p] == like[strong]] or inside
        out = min(weak, key=marks.__getitem__)
        classes[strong], classes[out] = 0, classes[strong]
        done += 1
    return classes


def _shares_found(k: int, planted: Planted, schools: int) -> tuple[float, float]:
    """Return the shares that we call worth a look, and that peers find."""
    ours = peers = 0
    for number in range(schools):
        class_list = planted(drawn_school(CLASS_SIZE * k, k, f"power {number}"))
        scrutiny = scrutinise(class_list, effort=Effort(lists=LISTS, lists_closer=0))
        ours += scrutiny.level is not Level.NO_SIGN
        peers += peers_p(class_list) <= LOOK_CLOSER
    return ours / schools, peers / schools


def peers_p(class_list: ClassList) -> float:
    """Return the smallest p of chi-squares and analysis of variance, after Bonferroni."""
    marks = _marks(class_list)
    columns = [*(one.codes for one in class_list.attributes), tuple(tenth(marks, 1))]
    p_values = [_chi_square_p(class_list, column) for column in columns]
    p_values.append(_variance_p(class_list, marks))
    return min(1.0, len(p_values) * min(p_values))


def _chi_square_p(class_list: ClassList, column: Sequence[int | None]) -> float:
    held, totals = Counter(zip(column, class_list.classes, strict=True)), Counter(column)
    n, sizes = class_list.position_count, class_list.sizes
    chi_square = sum(
        (held[code, c] - total * size / n) ** 2 / (total * size / n)
        for code, total in totals.items()
        for c, size in enumerate(sizes)
    )
    return survival(chi_square, (len(totals) - 1) * (len(sizes) - 1))


def _variance_p(class_list: ClassList, marks: Sequence[int]) -> float:
    n, k, sizes = len(marks), class_list.class_count, class_list.sizes
    mean = sum(marks) / n
    sums = [0] * k
    for school_class, mark in zip(class_list.classes, marks, strict=True):
        sums[school_class] += mark
    between = sum(
        size * (total / size - mean) ** 2 for total, size in zip(sums, sizes, strict=True)
    )
    within = sum((mark - mean) ** 2 for mark in marks) - between
    ratio = between / (k - 1) / (within / (n - k))
    return beta_share((n - k) / 2, (k - 1) / 2, (n - k) / (n - k + (k - 1) * ratio))


def beta_share(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function (modified Lentz; DLMF 8.17.22)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1) or _TINY)
    value = d
    for m in range(1, 300):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / (1 + numerator * d or _TINY)
            c = 1 + numerator / c or _TINY
            value *= c * d
    return front * value


def _smallest(found: Sequence[tuple[float, float]], which: int) -> str:
    for count, shares in zip(MOVED, found, strict=False):
        if shares[which] >= NINE_IN_TEN:
            return str(count)
    return f"more than {MOVED[-1]}"


def _cell(shares: tuple[float, float]) -> str:
    return " / ".join(f"{100 * share:.0f}" for share in shares)

"""The test of submitted lists: speed, calibration on real and simulated random classes, power."""

import csv
import os
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import exp, sqrt
from pathlib import Path

from benchmarks import scrutiny_power
from benchmarks.intake import key_from
from benchmarks.scrutiny_schools import drawn_school, random_school
from benchmarks.tables import Report, figure
from junheng.engine.randomness.stream import RandomStream
from junheng.engine.scrutiny import (
    LEAST_CLASS_SIZE,
    Attribute,
    ClassList,
    Effort,
    scrutinise,
    scrutinise_several,
)
from junheng.engine.scrutiny.kernels import kernel_named
from junheng.engine.scrutiny.nulls import plain_lists
from junheng.engine.scrutiny.questions import Tables

ATTRIBUTES = {"sx": "sex", "eth": "ethnicity", "ses": "free lunch", "birthq": "birth quarter"}
STRATA = ("school and class type", "school")
SEED = "benchmark"
MOST_SECONDS = 60
MOST_MEGABYTES = 500
LEAST_UNIFORM = 0.01

_ROOT = Path(__file__).parents[1]
_FILE = Path(__file__).parent / "data" / "star-kindergarten.csv"
_STUDENTS, _SCHOOLS, _CLASSES = 500, 60, 10


def measure(*, quick: bool) -> Report:
    """Measure all of it; `quick` takes fewer schools."""
    report = Report("Scrutiny of submitted lists")
    _add_speed(report, 12 if quick else _SCHOOLS)
    _add_kindergartens(report, 499 if quick else 9_999)
    _add_false_alarms(report, 100 if quick else 2_000)
    scrutiny_power.add_power(report, quick=quick)
    return report


def measure_county(*, quick: bool) -> Report:
    """Measure only the speed of a county."""
    report = Report("Scrutiny of a county")
    _add_speed(report, 12 if quick else _SCHOOLS)
    return report


def measure_alarms(*, quick: bool) -> Report:
    """Measure only the false alarms of random schools."""
    report = Report("False alarms of the scrutiny")
    _add_false_alarms(report, 100 if quick else 2_000)
    return report


def measure_power(*, quick: bool) -> Report:
    """Measure only the smallest manipulations found."""
    report = Report("Power of the scrutiny")
    scrutiny_power.add_power(report, quick=quick)
    return report


def _add_speed(report: Report, schools: int) -> None:
    command = [sys.executable, "-m", "benchmarks.scrutiny", str(schools)]
    done = subprocess.run(  # noqa: S603 - our own module
        command, cwd=_ROOT, check=True, capture_output=True, text=True
    )
    seconds, megabytes = map(float, done.stdout.split())
    report.say(
        f"{schools} schools of {_STUDENTS} students in {_CLASSES} classes, 20,000 lists under each"
        f" null, a closer look where one is due, {os.cpu_count()} processes:"
        f" **{seconds:.0f} s**, at most {megabytes:.0f} MB a process."
    )
    allowed = MOST_SECONDS * schools / _SCHOOLS
    report.require(f"{schools} schools in under {allowed:.0f} s", met=seconds < allowed)
    report.require(f"under {MOST_MEGABYTES} MB a process", met=megabytes < MOST_MEGABYTES)


def _time_a_county(schools: int) -> None:
    """Print seconds and the megabytes of the largest process."""
    lists = [
        (f"school {number}", drawn_school(_STUDENTS, _CLASSES, f"county {number}"))
        for number in range(schools)
    ]
    begun = time.monotonic()
    scrutinise_several(lists, seed=SEED)
    seconds = time.monotonic() - begun
    print(seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6)


def _add_kindergartens(report: Report, lists: int) -> None:
    """STAR assigned at random within school: p-values must be uniform."""
    rows = []
    for stratum in STRATA:
        groups = list(_kindergartens(by_type=stratum != "school"))
        for column, title in ATTRIBUTES.items():
            p_values = [
                p
                for name, classes, levels in groups
                if (p := _uniform_p(f"{stratum} {name} {column}", classes, levels[column], lists))
                is not None
            ]
            distance = kolmogorov_distance(p_values)
            chance = kolmogorov_tail(distance, len(p_values))
            shares = [sum(p <= a for p in p_values) / len(p_values) for a in (0.05, 0.01)]
            rows.append(
                [f"{title}, within {stratum}", len(p_values), figure(distance), figure(chance)]
                + [f"{100 * share:.1f} %" for share in shares]
            )
            if stratum != "school":
                report.require(
                    f"{title} within {stratum}: uniform (p {chance:.3g})",
                    met=chance >= LEAST_UNIFORM,
                )
    report.add_table(
        ["STAR kindergartens", "groups", "distance (Kolmogorov)", "its p", "p ≤ 0.05", "p ≤ 0.01"],
        rows,
    )


def _kindergartens(*, by_type: bool) -> Iterator[tuple[str, list[str], dict[str, list[str]]]]:
    """Yield name, teacher of each pupil, and levels; without strays in a class of their own."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        pupils = list(csv.DictReader(file))
    held = Counter(pupil["tch"] for pupil in pupils)
    groups: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for pupil in pupils:
        if held[pupil["tch"]] >= LEAST_CLASS_SIZE:
            groups[f"{pupil['sch']} {pupil['cltype'] if by_type else ''}"].append(pupil)
    for name in sorted(groups):
        teachers = [pupil["tch"] for pupil in groups[name]]
        if len(set(teachers)) > 1:
            yield name, teachers, {c: [pupil[c] for pupil in groups[name]] for c in ATTRIBUTES}


def _uniform_p(name: str, teachers: list[str], levels: list[str], lists: int) -> float | None:
    """Return the p of the spread of one attribute, ties broken at random.

    So it is exactly uniform where classes are random; None where all are alike.
    """
    known, titles = sorted(set(levels)), sorted(set(teachers))
    class_list = ClassList(
        len(titles),
        tuple(map(titles.index, teachers)),
        (Attribute("a", tuple(map(known.index, levels))),),
    )
    tables = Tables(class_list)
    if not tables.questions:
        return None
    key = key_from(name)
    answers = plain_lists(tables.asking([0]), lists, key, kernel_named("auto")).answers[:, 0]
    above, equal = int((answers[1:] > answers[0]).sum()), int((answers[1:] == answers[0]).sum())
    broken = RandomStream(key_from(f"{name} ties")).below(1 << 32) / (1 << 32)
    return (above + broken * (1 + equal)) / (1 + lists)


def _add_false_alarms(report: Report, schools: int) -> None:
    rows = []
    for title, made in (("plain random", random_school), ("balanced draw", drawn_school)):
        p_values = []
        for number in range(schools):
            size = RandomStream(key_from(f"size {title} {number}"))
            k = 2 + size.below(7)
            class_list = made(k * (18 + size.below(28)), k, f"{title} {number}")
            p_values.append(
                scrutinise(class_list, seed=SEED, effort=Effort(lists=1_999, lists_closer=0)).p
            )
        row = [f"{title}, {schools:,} schools"]
        for nominal in (0.05, 0.01, 0.001):
            alarms = sum(p <= nominal for p in p_values)
            rate = alarms / schools
            error = sqrt(nominal * (1 - nominal) / schools)
            row.append(f"{alarms}: {100 * rate:.2f} % ({(rate - nominal) / error:+.1f} s.e.)")
            report.require(
                f"{title}: {100 * rate:.2f} % at {100 * nominal:g} %, within 3 standard errors",
                met=abs(rate - nominal) <= 3 * error,
            )
        rows.append(row)
    report.add_table(["false alarms of a whole list", "at 5 %", "at 1 %", "at 0.1 %"], rows)


def kolmogorov_distance(p_values: Sequence[float]) -> float:
    """Return the largest distance of the shares at or below p from p."""
    ordered, count = sorted(p_values), len(p_values)
    return max(max((place + 1) / count - p, p - place / count) for place, p in enumerate(ordered))


def kolmogorov_tail(distance: float, count: int) -> float:
    """Return the chance of a distance as large (Stephens 1970 for finite counts)."""
    x = distance * (sqrt(count) + 0.12 + 0.11 / sqrt(count))
    terms = (2 * (-1) ** (j - 1) * exp(-2 * (j * x) ** 2) for j in range(1, 101))
    return min(1.0, max(0.0, sum(terms))) if x > 0.2 else 1.0


if __name__ == "__main__":
    _time_a_county(int(sys.argv[1]))

"""Several schools at once: one after another or on several cores, adjusted over all of them."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from junheng.engine.scrutiny.adjusting import benjamini_hochberg, holm
from junheng.engine.scrutiny.lists import ClassList
from junheng.engine.scrutiny.results import BySchool, Scrutiny
from junheng.engine.scrutiny.scrutinise import Effort, scrutinise

Progress = Callable[[int, int], object]


def scrutinise_several(
    lists: Sequence[tuple[str, ClassList]],
    *,
    seed: str | None = None,
    effort: Effort | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[BySchool, ...]:
    """Test the lists of several schools, each (name, list); results in their order.

    With a `seed` each school's own is the seed, a colon and its name. `workers` processes share
    the work (None: one per core); the results do not depend on them. Raises as `scrutinise`.
    """
    tasks = [
        (class_list, None if seed is None else f"{seed}:{name}", effort)
        for name, class_list in lists
    ]
    found = []
    for done, scrutiny in enumerate(_all(tasks, workers or os.cpu_count() or 1), start=1):
        found.append(scrutiny)
        if progress is not None:
            progress(done, len(tasks))
    return adjusted_over_all([name for name, _ in lists], found)


def adjusted_over_all(names: Sequence[str], found: Sequence[Scrutiny]) -> tuple[BySchool, ...]:
    """Return the schools with their p-values adjusted over all schools, and over all tests."""
    by_school = [one.p for one in found]
    by_test = [finding.p for one in found for finding in one.findings]
    schools = zip(holm(by_school), benjamini_hochberg(by_school), strict=True)
    tests = iter(zip(holm(by_test), benjamini_hochberg(by_test), strict=True))
    result = []
    for name, scrutiny, (of_school, rate_of_school) in zip(names, found, schools, strict=True):
        own = [next(tests) for _ in scrutiny.findings]
        result.append(
            BySchool(
                name,
                scrutiny,
                of_school,
                rate_of_school,
                tuple(one for one, _ in own),
                tuple(rate for _, rate in own),
            )
        )
    return tuple(result)


_Task = tuple[ClassList, str | None, Effort | None]


def _all(tasks: Sequence[_Task], workers: int) -> Iterator[Scrutiny]:
    if workers == 1 or len(tasks) <= 1:
        yield from map(_one, tasks)
        return
    with ProcessPoolExecutor(min(workers, len(tasks))) as pool:
        yield from pool.map(_one, tasks)


def _one(task: _Task) -> Scrutiny:
    class_list, seed, effort = task
    return scrutinise(class_list, seed=seed, effort=effort)

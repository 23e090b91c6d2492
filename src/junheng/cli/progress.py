"""A progress bar over the units of a session, on the error stream."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from junheng.ceremony.frozen import FrozenUnit
from junheng.ceremony.papers.facts import UnitDone
from junheng.ceremony.sitting import StepDone

WORDS = {"draw": "抽签", "report": "均衡报告"}


@contextmanager
def freedom_bar(rehearsals: int) -> Iterator[Callable[[int, int], object]]:
    """A bar over all rehearsals of a freedom report."""
    if not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    with click.progressbar(length=rehearsals, label="正在演练", file=sys.stderr) as bar:
        yield lambda _done, _of: bar.update(1)


@contextmanager
def scrutiny_bar(lists: int) -> Iterator[Callable[[int, int], object]]:
    """A bar over the class lists that are tested."""
    if not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    with click.progressbar(length=lists, label="正在检验", file=sys.stderr) as bar:
        yield lambda _done, _of: bar.update(1)


@contextmanager
def step_bar(unit_count: int) -> Iterator[StepDone]:
    """A bar that moves with each finished step; silent where nobody watches a terminal."""
    steps = unit_count * len(WORDS)
    if not sys.stderr.isatty():
        yield lambda _step, _unit: None
        return
    with click.progressbar(
        length=steps, label="正在分班", file=sys.stderr, item_show_func=lambda item: item
    ) as bar:

        def step_done(step: str, unit: FrozenUnit) -> None:
            bar.update(1, f"{WORDS[step]} {unit.school}")

        yield step_done


@contextmanager
def print_bar(length: int) -> Iterator[UnitDone]:
    """A bar that moves with each school whose forms of one kind are printed."""
    if not sys.stderr.isatty():
        yield lambda _unit: None
        return
    with click.progressbar(
        length=length, label="正在印表", file=sys.stderr, item_show_func=lambda item: item
    ) as bar:
        yield lambda unit: bar.update(1, unit.school)

"""What the tests of a round came to, adjusted over all its lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from junheng.apps.inspections.models import FoundClassList, Round
from junheng.apps.inspections.queries.lists import differing_counts, live_lists_of
from junheng.apps.inspections.rules.kept import kept_from_text
from junheng.apps.inspections.states import ListState
from junheng.engine.scrutiny import BySchool, Level
from junheng.engine.scrutiny.several import adjusted_over_all
from junheng.reporting.scrutiny import ScrutinySection


@dataclass(frozen=True)
class ListOutcome:
    """One list of a round with its section; `differing` counts students without explanation."""

    found: FoundClassList
    section: ScrutinySection
    differing: int

    @property
    def result(self) -> BySchool | None:
        """Its figures, adjusted over the round."""
        return self.section.result

    @property
    def needs_look(self) -> bool:
        """Whether the test gives a reason to look closer."""
        return self.result is not None and self.result.scrutiny.level is not Level.NO_SIGN


def outcomes_of(held: Round) -> list[ListOutcome]:
    """Every list of a round with its test adjusted over all of them (Holm, Benjamini-Hochberg)."""
    lists = [one for one in live_lists_of(held) if one.state != ListState.WAITING]
    return _outcomes(lists, differing_counts(held))


def _outcomes(lists: Sequence[FoundClassList], differing: Mapping[int, int]) -> list[ListOutcome]:
    kept = [kept_from_text(one.result) for one in lists]
    tested = [
        (one.test_name, test.scrutiny)
        for one, test in zip(lists, kept, strict=True)
        if test.scrutiny is not None
    ]
    adjusted = iter(adjusted_over_all([name for name, _ in tested], [test for _, test in tested]))
    return [
        ListOutcome(
            one,
            test.section(
                one.test_name, one.grade, next(adjusted) if test.scrutiny is not None else None
            ),
            differing.get(one.pk, 0),
        )
        for one, test in zip(lists, kept, strict=True)
    ]


def ranked(outcomes: list[ListOutcome]) -> list[ListOutcome]:
    """The least likely by chance first, then by how many students differ."""

    def strength(one: ListOutcome) -> tuple[float, int, str]:
        p = one.result.scrutiny.p if one.result else 2.0
        return p, -one.differing, one.found.test_name

    return sorted(outcomes, key=strength)


def outcome_of(found: FoundClassList) -> ListOutcome | None:
    """The outcome of one list among those of its round; None while it waits or when replaced."""
    for one in outcomes_of(found.visit.round):
        if one.found.pk == found.pk:
            return one
    return None


def outcome_alone(found: FoundClassList) -> ListOutcome | None:
    """The outcome of one list as if it were the only one: enough for its pictures, and quick."""
    if found.state not in {ListState.TESTED, ListState.UNTESTED}:
        return None
    [alone] = _outcomes([found], {})
    return alone

"""Class lists of an inspection on their way through a scrutiny: what is refused, what is said.

The command line and the platform both come here, so that a list gets the same words everywhere.
"""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, Final

from junheng.engine.errors import JunhengError
from junheng.engine.scrutiny import BySchool, Finding, Scrutiny, check_testable
from junheng.reporting.scrutiny import ScrutinySection
from junheng.rosters.class_lists import FoundList
from junheng.rosters.students import Note

DEFAULT_LISTS: Final = 20_000
"""How many random lists a scrutiny makes, where nobody asks for another number."""

_UNTESTED: Final = {
    "constant": "untested_constant",
    "all_different": "untested_all_different",
    "mostly_missing": "untested_mostly_missing",
}


def refused_where_untestable(found: FoundList) -> FoundList:
    """A list of which no test can say anything keeps its place, with the reason."""
    if found.class_list is None:
        return found
    try:
        check_testable(found.class_list)
    except JunhengError as error:
        params = dict(error.params)
        tiny = params.get("classes")
        if isinstance(tiny, tuple):
            params["classes"] = "、".join(found.class_names[c] for c in tiny)
        return replace(found, class_list=None, refusals=(Note(error.code, params=params),))
    return found


def section_of(
    found: FoundList, result: BySchool | None, *, say: Callable[[Note], str]
) -> ScrutinySection:
    """What the report shows of one list; `say` makes a sentence of a note."""
    notes = found.refusals if result is None else found.notes + remarks_of(found, result.scrutiny)
    return ScrutinySection(
        school=found.school,
        sheet=found.sheet,
        class_names=found.class_names,
        titles=found.titles,
        texts=found.texts,
        result=result,
        remarks=tuple(say(note) for note in notes),
    )


def remarks_of(found: FoundList, scrutiny: Scrutiny) -> tuple[Note, ...]:
    """What was not tested, and what is no matter of chance."""

    def title_of(subject: str) -> str:
        return found.titles.get(subject, subject)

    remarks = [
        Note("scrutiny_balance_missed", params={"column": title_of(name), "gap": gap, "best": best})
        for name, gap, best in scrutiny.balance
        if gap > best
    ]
    remarks += [
        Note(_UNTESTED[one.reason], params={"column": title_of(one.subject)})
        for one in scrutiny.untested
    ]
    if any(run.is_stuck for run in scrutiny.nulls):
        remarks.append(Note("scrutiny_stuck"))
    return tuple(remarks)


def figures_of(found: FoundList, result: BySchool) -> dict[str, Any]:
    """The result for programs; no student is in it."""
    scrutiny = result.scrutiny
    return {
        "digest": scrutiny.digest,
        "seed": scrutiny.seed,
        "sizes": list(scrutiny.sizes),
        "level": scrutiny.level.value,
        "p": scrutiny.p,
        "p_holm_of_schools": result.holm,
        "p_benjamini_hochberg_of_schools": result.benjamini_hochberg,
        "lists": [asdict(run) for run in scrutiny.nulls],
        "balance": [
            {"attribute": name, "gap": gap, "least": best} for name, gap, best in scrutiny.balance
        ],
        "untested": [asdict(one) for one in scrutiny.untested],
        "findings": [
            _figures_of_finding(found, finding)
            | {"holm_of_all": of_all, "benjamini_hochberg_of_all": rate_of_all}
            for finding, of_all, rate_of_all in zip(
                scrutiny.findings,
                result.holm_of_tests,
                result.benjamini_hochberg_of_tests,
                strict=True,
            )
        ],
    }


def _figures_of_finding(found: FoundList, finding: Finding) -> dict[str, Any]:
    document = asdict(finding)
    del document["histogram"]
    return {"title": found.titles.get(finding.subject, finding.subject), **document}

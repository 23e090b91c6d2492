"""The test of a list that waits, by the code that the terminal uses; what waited is destroyed."""

from dataclasses import dataclass, replace
from datetime import datetime

from junheng.apps.inspections import queries
from junheng.apps.inspections.events import ListTested
from junheng.apps.inspections.models import FoundClassList
from junheng.apps.inspections.rules.kept import KeptTest, kept_as_text, kept_of, waiting_from_text
from junheng.apps.inspections.services.reading import list_subject
from junheng.apps.inspections.states import ListState, ListStep
from junheng.core.audit import services as audit
from junheng.core.audit.events import Author
from junheng.core.files import services as files
from junheng.core.messages import sentence
from junheng.core.workflow.services import take_step
from junheng.engine.errors import JunhengError
from junheng.engine.scrutiny import BySchool, Effort, scrutinise
from junheng.engine.scrutiny.several import adjusted_over_all
from junheng.rosters import Note
from junheng.rosters.class_lists import FoundList
from junheng.rosters.tested_lists import DEFAULT_LISTS, section_of


@dataclass(frozen=True)
class Tested:
    """What came of a test, before it is written; `kept.scrutiny` is None where it was refused."""

    kept: KeptTest


def scrutinise_waiting(code: str) -> Tested | None:
    """Test a list that waits, which takes seconds; None where nothing waits any more.

    Raises what reading a kept file raises.
    """
    held = queries.list_of_code(code)
    if held.state != ListState.WAITING or held.waiting is None:
        return None
    found = waiting_from_text(files.read_bytes(held.waiting).decode())
    if found.class_list is None:
        return None
    try:
        scrutiny = scrutinise(
            found.class_list, seed=held.seed or None, effort=Effort(lists=DEFAULT_LISTS)
        )
    except JunhengError as error:
        refused = replace(found, refusals=(Note(error.code, params=dict(error.params)),))
        return Tested(_kept(refused, None))
    [result] = adjusted_over_all([held.test_name], [scrutiny])
    return Tested(_kept(found, result))


def write_scrutiny(code: str, tested: Tested | None, *, by: Author, at: datetime) -> FoundClassList:
    """Write the result and destroy what waited, in one act; nothing where the list was replaced."""
    with audit.act():
        held = FoundClassList.objects.select_for_update().get(code=code)
        if held.state != ListState.WAITING or tested is None:
            return held
        scrutiny = tested.kept.scrutiny
        held.result = kept_as_text(tested.kept)
        held.level = scrutiny.level.value if scrutiny else ""
        held.save(update_fields=["result", "level"])
        step = ListStep.TEST if scrutiny else ListStep.GIVE_UP
        done = take_step(held, step, by=by, at=at)
        if done.waiting is not None:
            files.remove(done.waiting, by=by, at=at)
        if scrutiny is not None:
            event = ListTested(
                subject=list_subject(done), level=scrutiny.level.value, digest=scrutiny.digest
            )
            audit.record(event, by=by, at=at)
    return done


def _kept(found: FoundList, result: BySchool | None) -> KeptTest:
    return kept_of(section_of(found, result, say=lambda note: sentence(note.code, note.params)))

"""Printing beside the people's acts: none waits, and nothing void is put in place."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from junheng.apps.assignment import queries
from junheng.apps.assignment.models import Session
from junheng.apps.assignment.services import printing, two_person_acts, undertaking
from junheng.apps.assignment.services.folders import folder_of, opened
from junheng.apps.assignment.states import Act
from junheng.ceremony import comparison
from junheng.core.access import StepRefused, StepWaits
from junheng.core.access.proposals import confirm
from junheng.core.messages import sentence
from junheng.engine.record import container
from tests.apps.assignment.sessions_made import OPERATOR, SUPERVISOR, Walk, arranged
from tests.people import AT, OWN_SCHOOL, signed_in

SIGNERS = ("纪检监督", "局操作员", "纪检监察", "人大代表", "政协委员", "家长甲")


@pytest.fixture(autouse=True)
def quick(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del county
    monkeypatch.setattr(comparison, "DEALS", 5)
    monkeypatch.setattr(container, "_COSTS", {"scrypt": 1 << 10, "pbkdf2-sm3": 1 << 10})


@pytest.fixture
def drawn() -> Walk:
    return Walk(arranged((OWN_SCHOOL,)).code).to_draw()


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let this happen when the first group of forms is made and not yet in the folder."""
    made = printing.papers_after

    def papers_after(*given: Any) -> Iterator[dict[str, bytes]]:
        for number, files in enumerate(made(*given)):
            if number == 0:
                act()
            yield files

    monkeypatch.setattr(printing, "papers_after", papers_after)


def print_the_draw(walk: Walk) -> tuple[str, ...]:
    return printing.print_forms(walk.session, "DRAW", at=walk.moment, patience=0)


def forms_in(walk: Walk) -> set[str]:
    folder = folder_of(walk.session)
    return {str(file.relative_to(folder)) for file in folder.glob("forms/3-*/*")}


def test_an_act_is_recorded_while_forms_are_made(
    drawn: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, drawn.representatives)

    names = print_the_draw(drawn)

    assert queries.bodies(queries.events_of(drawn.session), "REPRESENTATIVES")
    assert forms_in(drawn) >= {name for name in names if "/3-" in name} != set()


def test_forms_of_a_draw_are_not_put_there_once_there_is_a_new_freeze(
    drawn: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def void_and_freeze() -> None:
        proposal = two_person_acts.propose_void(
            drawn.code, reason="T", signers=SIGNERS, reference="", by=OPERATOR, at=drawn.moment
        )
        confirm(proposal.code, digest=proposal.digest, by=SUPERVISOR, at=drawn.moment)
        undertaking.carry_out(drawn.code, at=drawn.moment)
        drawn.freeze()

    before = forms_in(drawn)
    meanwhile(monkeypatch, void_and_freeze)

    assert print_the_draw(drawn) == ()
    assert drawn.session.freeze_number == 2
    assert forms_in(drawn) == before


def test_forms_of_a_record_that_is_destroyed_meanwhile_are_not_put_there(
    drawn: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def destroy() -> None:
        Session.objects.update(destroyed_at=drawn.moment)

    before = forms_in(drawn)
    meanwhile(monkeypatch, destroy)

    with pytest.raises(StepRefused, match="record_destroyed"):
        print_the_draw(drawn)
    assert forms_in(drawn) == before


def test_an_act_that_finds_the_folder_in_use_says_so_and_is_done_by_the_next_page() -> None:
    walk = Walk(arranged((OWN_SCHOOL,)).code)
    walk.freeze()
    later = AT + timedelta(days=2)
    given = {"where": "县教育局公告栏"}
    undertaking.undertake(walk.session, Act.NOTICE, by=OPERATOR, at=later, given=given)

    with opened(walk.session), pytest.raises(StepWaits) as refusal:
        undertaking.carry_out(walk.code, at=later, patience=0)

    assert refusal.value.code == "session_act_waits"
    assert "“登记公告张贴”已经收下" in sentence(refusal.value.code, refusal.value.params)
    assert walk.session.underway == Act.NOTICE
    signed_in("operator").get(reverse("assignment:session", args=[walk.code]))
    assert walk.session.underway == ""
    assert queries.has_notice(walk.session)

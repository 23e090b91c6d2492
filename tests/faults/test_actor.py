"""What the people of the fault harness hold in their hands."""

import threading
from pathlib import Path
from unittest.mock import Mock

from tools.faults.schools.actor import Actor


def actor(seed: int) -> Actor:
    return Actor("010001", [], Path(), {}, Mock(), threading.RLock(), Mock(), Mock(), seed)


def test_the_paper_of_a_freeze_has_the_same_digits_in_every_year_that_is_copied_from_it() -> None:
    session = {"code": "re5zpu4x9yrd", "freeze_number": 1, "freeze_code": "3d81"}

    prepared, later = (actor(seed).typed("dice", session, 20) for seed in (7, 2_032_002))

    assert prepared == later
    assert len(prepared) == 20


def test_another_freeze_has_another_paper() -> None:
    session = {"code": "re5zpu4x9yrd", "freeze_number": 1, "freeze_code": "3d81"}

    first = actor(7).typed("dice", session, 20)

    assert actor(7).typed("dice", session | {"freeze_number": 2}, 20) != first
    assert actor(7).typed("card 纪检监察", session, 20) != first

"""The folder of a session, which holds the truth; the database follows it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from django.utils.timezone import localdate

from junheng.apps.assignment.models import Session
from junheng.ceremony.folder import CeremonyFolder, opened_folder
from junheng.ceremony.opened import Ceremony, open_ceremony
from junheng.ceremony.surroundings import Surroundings, real_surroundings
from junheng.core.access import StepRefused
from junheng.core.secrets.installation import data_folder
from junheng.engine.errors import JunhengError

_LOOK_AGAIN_SECONDS: Final = 0.1
PATIENCE_SECONDS: Final = 20.0
"""How long an act waits for a printing that is going on in the same folder."""


def folder_of(session: Session) -> Path:
    """Where the session's record lies."""
    return data_folder() / "sessions" / session.code


def archive_of(session: Session) -> Path:
    """Where the session's disc is made."""
    return data_folder() / "discs" / session.code


@contextmanager
def opened(session: Session, *, patience: float = 0.0) -> Iterator[CeremonyFolder]:
    """The session's folder for this act alone; raises `ceremony_folder_in_use` after `patience`
    seconds.
    """
    with opened_when_free(folder_of(session), patience) as folder:
        yield folder


@contextmanager
def opened_when_free(path: Path, patience: float) -> Iterator[CeremonyFolder]:
    """A folder as soon as nobody else works in it."""
    until = time.monotonic() + patience
    while True:
        held = opened_folder(path)
        try:
            folder = held.__enter__()
        except JunhengError as refusal:
            if refusal.code != "ceremony_folder_in_use" or time.monotonic() >= until:
                raise
            time.sleep(_LOOK_AGAIN_SECONDS)
            continue
        break
    try:
        yield folder
    finally:
        held.__exit__(None, None, None)


def refuse_destroyed(session: Session) -> None:
    """Raise StepRefused `record_destroyed` where the personal part of a record is gone."""
    if session.destroyed_at:
        raise StepRefused("record_destroyed", day=localdate(session.destroyed_at).isoformat())


def surroundings_at(at: datetime) -> Surroundings:
    """The system's randomness, and the moment of the request as the clock."""
    return replace(real_surroundings(), now=lambda: at)


def read_ceremony(session: Session) -> Ceremony:
    """The ceremony for reading only: nothing in the folder is locked or changed.

    Students and secrets are read only once they are asked for.
    """
    return open_ceremony(
        CeremonyFolder(folder_of(session)),
        real_surroundings(),
        allows_void=True,
        for_reading=True,
    )

"""The folder of a finished draw, and the school in it that a command is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from junheng.ceremony.folder import CeremonyFolder, opened_folder
from junheng.ceremony.frozen import FrozenUnit
from junheng.ceremony.opened import Ceremony
from junheng.cli.chinese import joined
from junheng.engine.errors import JunhengError


@contextmanager
def finished_folder(path: Path) -> Iterator[CeremonyFolder]:
    """Open a folder that something was frozen in; raises `finished_folder_missing`."""
    if not path.is_dir():
        raise JunhengError("finished_folder_missing")
    with opened_folder(path) as folder:
        if not folder.has_freeze():
            raise JunhengError("finished_folder_missing")
        yield folder


def unit_of_sheet(ceremony: Ceremony, sheet: str | None) -> FrozenUnit:
    """The school of a sheet; the only one needs no name. Raises `school_unclear`."""
    units = ceremony.frozen.units
    if sheet is None and len(units) == 1:
        return units[0]
    for unit in units:
        if unit.sheet == sheet:
            return unit
    raise JunhengError("school_unclear", schools=joined([unit.sheet for unit in units]))

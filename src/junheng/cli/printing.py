"""Printing from the command line: what fails there never undoes what stands in the ledger."""

from collections.abc import Callable

from junheng import __version__
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.papers.facts import UnitDone
from junheng.ceremony.printing import PRINTINGS, Press
from junheng.ceremony.surroundings import Surroundings
from junheng.cli.failures import failure_words
from junheng.cli.progress import print_bar
from junheng.core.messages import describe
from junheng.engine.errors import JunhengError

SOFTWARE = f"均衡 Junheng {__version__}"


class Printer:
    """Prints a ceremony's forms where they are wanted and remembers why it could not."""

    def __init__(self, surroundings: Surroundings, *, is_wanted: bool = True) -> None:
        self._surroundings = surroundings
        self._is_wanted = is_wanted
        self.failure: str | None = None
        """The sentence of the last failure; None when everything was printed."""

    def print(self, ceremony: Ceremony, act: Callable[[Press], object]) -> None:
        """Print with `act`; a failure is remembered, because what it prints stands already."""
        if not self._is_wanted:
            return
        with print_bar(len(ceremony.frozen.units) * len(PRINTINGS)) as unit_done:
            try:
                act(self._press(unit_done))
            except Exception as error:  # noqa: BLE001 - a form must not take a ceremony down with it
                self.failure = describe(
                    JunhengError(
                        "forms_not_printed",
                        reason=failure_words(error),
                        folder=ceremony.folder.path,
                    )
                )

    def _press(self, unit_done: UnitDone) -> Press:
        return Press(self._surroundings, SOFTWARE, unit_done)

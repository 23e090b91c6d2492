"""Two minutes of the fault harness with a whole platform: the same plan each time.

Server and worker of its own, one school from the frozen roster to the published result. How many
rounds fit into the time depends on the computer; what must hold does not, and a slow answer is no
fault: what is waited for is that something moves.
"""

import faulthandler
import sys
from pathlib import Path
from typing import Final

import pytest

from tools.faults.harness import run
from tools.faults.order import Order

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]

SEED: Final = 65
LEAST_ROUNDS: Final = 4
LONGEST_SECONDS: Final = 3600
"""Longer than any other test may take: counties are prepared, and the end is undisturbed."""
CEREMONY: Final = {
    "seal", "roll", "open", "seed typed", "lock", "draw", "representatives", "lots", "signature",
    "scan", "recording", "disc asked", "effect", "publish",
}  # fmt: skip


def test_a_school_comes_to_its_published_result_while_everything_goes_wrong(
    tmp_path: Path,
) -> None:
    faulthandler.cancel_dump_traceback_later()
    faulthandler.dump_traceback_later(LONGEST_SECONDS, exit=True)
    said: list[str] = []

    tally = run(
        Order(
            seed=SEED,
            seconds=120,
            server="",
            schools=1,
            home=tmp_path,
            say=said.append,
            stages=("frozen",),
            least_rounds=LEAST_ROUNDS,
        )
    )

    story = "\n".join([*said, *tally.lines()])
    assert [str(one) for one in tally.violations] == [], story
    assert tally.rounds >= LEAST_ROUNDS, story
    assert tally.published == len(tally.years), story  # one school, in each year
    for year in tally.years:
        # An act whose answer was lost is found done: nobody was told of it.
        assert len(CEREMONY - set(year.told)) <= year.rounds, story

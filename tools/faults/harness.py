"""Years of schools that import, draw and publish while everything goes wrong.

The plan follows from the seed; what the processes are doing at that moment does not, so a seed
repeats the plan, not the microsecond.
"""

import shutil
import time

from tools.faults import counties
from tools.faults.counties import Counties
from tools.faults.dice import Dice
from tools.faults.order import Kept, Order
from tools.faults.platform import Platform, free_port, own_disk
from tools.faults.tally import Tally, YearTally
from tools.faults.year import Year


def run(order: Order) -> Tally:
    """Live through years until the time is over; one in which something is violated ends there."""
    tally = Tally(order.seed)
    order.home.mkdir(parents=True, exist_ok=True)
    with own_disk(order.home / "disk") as is_own:
        kind = "PostgreSQL" if order.server else "SQLite"
        order.say(f"seed {order.seed}, {kind}, {'a disk of its own' if is_own else 'no mount'}")
        with counties.made(order.home, schools=order.schools, server=order.server) as prepared:
            until = time.monotonic() + order.seconds
            while time.monotonic() < until or tally.rounds < order.least_rounds:
                _one_year(order, prepared, tally, until, has_own_disk=is_own)
                # A year without a round has told all there is: the platform does not start.
                if not tally.years[-1].rounds or len(tally.years) == order.most_years:
                    break
    return tally


def _one_year(
    order: Order, prepared: Counties, tally: Tally, until: float, *, has_own_disk: bool
) -> None:
    number = len(tally.years) + 1
    told = YearTally(number, Dice(order.seed, f"beginning {number}").one_of(order.stages))
    tally.years.append(told)
    home = order.home / "disk" / f"year-{number}"
    database = prepared.copied(told.begun_at, home / "var")
    platform = Platform(home, database, free_port(), has_own_disk, prepared.sheets)
    order.say(f"year {number} from {told.begun_at}")
    try:
        year = Year(order, platform, prepared.known(), tally, told)
        year.live(until)
        order.say("\n".join(told.lines()))
        if year.is_violated or order.keeps:
            kept = order.home / f"kept-year-{number}"
            shutil.copytree(home, kept, ignore=shutil.ignore_patterns("ballast"))
            tally.kept = Kept(kept, year.acknowledged, year.seen)
            order.say(f"kept: {kept}")
    finally:
        platform.kill()
        database.remove()
        shutil.rmtree(home, ignore_errors=True)

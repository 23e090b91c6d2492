"""`python3 run.py faults --minutes 60 --seed 7`: the fault harness."""

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from tools.faults.counties import STAGES
from tools.faults.harness import run
from tools.faults.kinds import FAULTS
from tools.faults.order import Order

SERVER = "postgresql:///test?host=/var/run/postgresql"


def main() -> int:
    """Run; 1 when an invariant was violated."""
    reader = argparse.ArgumentParser(prog="run.py faults", description=__doc__)
    reader.add_argument("--minutes", type=float, default=60)
    reader.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    reader.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    reader.add_argument("--server", default=SERVER, help="where PostgreSQL answers")
    reader.add_argument("--schools", type=int, default=3)
    reader.add_argument("--processes", type=int, default=1, help="web processes")
    reader.add_argument("--only", action="append", choices=sorted(FAULTS), default=[])
    reader.add_argument(
        "--begin", action="append", choices=STAGES, default=[], help="where years begin"
    )
    reader.add_argument("--folder", type=Path, help="where a folder for this run is made")
    given = reader.parse_args()
    if given.folder:
        given.folder.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="junheng-faults-", dir=given.folder))
    order = Order(
        seed=given.seed,
        seconds=given.minutes * 60,
        server=given.server if given.database == "postgresql" else "",
        schools=given.schools,
        home=home,
        say=lambda line: print(line, flush=True),
        faults=tuple(given.only),
        stages=tuple(given.begin) or STAGES,
        processes=given.processes,
    )
    tally = run(order)
    print("\n".join(tally.lines()))
    if tally.violations:
        only = "".join(f" --only {kind}" for kind in given.only)
        print(
            f"again: python3 run.py faults --seed {given.seed} --minutes {given.minutes:g} "
            f"--database {given.database} --schools {given.schools}{only}\nkept in {home}"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

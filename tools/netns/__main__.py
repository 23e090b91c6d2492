"""Trials with several machines, one of which is cut off: `python -m tools.netns draw | platform`.

The machines are Linux network namespaces (`machines.py`), so root is needed. Both trials end with
1 when something is missing, different or there twice.

    draw      a province's draw over two Dask workers; one's cable is pulled in the middle
    platform  two platform servers on one PostgreSQL; one's cable is pulled while jobs run
"""

import argparse
import sys

from tools.netns import cluster_trial, platform_trial


def main() -> int:
    """Run one trial."""
    reader = argparse.ArgumentParser(prog="python -m tools.netns", description=__doc__)
    trials = reader.add_subparsers(dest="trial", required=True)
    draw = trials.add_parser("draw")
    draw.add_argument("--schools", type=int, default=200)
    draw.add_argument("--students", type=int, default=500, help="of each school")
    draw.add_argument("--after", type=int, default=50, help="schools drawn before the cut")
    platform = trials.add_parser("platform")
    platform.add_argument("--jobs", type=int, default=40)
    given = reader.parse_args()
    if given.trial == "draw":
        return cluster_trial.run(given.schools, given.students, given.after)
    return platform_trial.run(given.jobs)


if __name__ == "__main__":
    sys.exit(main())

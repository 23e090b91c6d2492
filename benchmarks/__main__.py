"""`python -m benchmarks [--quick] [name…]`: run the benchmarks and print Markdown."""

import argparse
import sys
import time

from benchmarks import (
    clerks,
    cold_start,
    fairness,
    families,
    indicators,
    kindergartens,
    memory,
    page,
    pages,
    papers,
    province,
    public_pages,
    rosters,
    scrutiny,
    scrutiny_curves,
    speed,
    teams,
)

BENCHMARKS = {
    "rosters": rosters.measure,
    "kindergartens": kindergartens.measure,
    "speed": speed.measure,
    "teams": teams.measure,
    "memory": memory.measure,
    "cold": cold_start.measure,
    "papers": papers.measure,
    "page": page.measure,
    "clerks": clerks.measure,
    "pages": pages.measure,
    "families": families.measure,
    "public": public_pages.measure,
    "indicators": indicators.measure,
    "fairness": fairness.measure,
    "scrutiny": scrutiny.measure,
    "county": scrutiny.measure_county,
    "alarms": scrutiny.measure_alarms,
    "power": scrutiny.measure_power,
    "curves": scrutiny_curves.measure,
    "province": province.measure,
}


def main() -> int:
    """Run the named benchmarks, or all; 1 if a threshold was not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about a minute in all")
    parser.add_argument("--minutes", type=float, help="of the evening of `families`")
    parser.add_argument("--scale", type=float, default=1.0, help="of its rate of arrivals")
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(BENCHMARKS))
    chosen = parser.parse_args()
    unknown = [name for name in chosen.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; known: {', '.join(BENCHMARKS)}")
    unmet: list[str] = []
    # A million students only when asked for.
    for name in chosen.names or [name for name in BENCHMARKS if name != "province"]:
        begun = time.monotonic()
        evening = {"minutes": chosen.minutes, "scale": chosen.scale} if name == "families" else {}
        report = BENCHMARKS[name](quick=chosen.quick, **evening)
        print(report.text(), flush=True, end="\n\n")
        print(f"{name}: {time.monotonic() - begun:.0f} s\n", file=sys.stderr, flush=True)
        unmet += report.unmet
    print("Every threshold was kept." if not unmet else f"Not kept: {len(unmet)}.")
    return 1 if unmet else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""How long the families' door takes to refuse: a code that exists and one that does not.

`python -m benchmarks.families_timing 2000` makes a county on SQLite and tries so many of each, in
turn and each from an address of its own, in one process, so that nothing of a network hides a
difference. A difference shows as a rank sum far from chance (|z| above 3).
"""

import os
import sys
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import django

from benchmarks.tables import markdown_table

KINDS = ("known code", "unknown code")


def main() -> int:
    """Print both medians and the rank sum; 1 where they differ beyond noise."""
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with TemporaryDirectory(prefix="junheng-bench-") as folder:
        os.environ["JUNHENG_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "junheng.web.settings"
        from benchmarks.families_county import PublishedCounty  # noqa: PLC0415
        from junheng.web.serving import prepare  # noqa: PLC0415

        prepare()
        django.setup()
        families = PublishedCounty(1, 120, has_lots=False).made()["families"]
        spent = _refusals([code for code, _ in families], tries)
    z = rank_sum(spent[KINDS[0]], spent[KINDS[1]])
    rows = [(kind, len(many), f"{median(many) * 1000:.3f}") for kind, many in spent.items()]
    print("\n".join(markdown_table(["refused", "tries", "median ms"], rows)))
    print(f"\nrank sum z = {z:.2f}")
    return 1 if abs(z) > 3 else 0


def _refusals(codes: list[str], tries: int) -> dict[str, list[float]]:
    from datetime import UTC, datetime  # noqa: PLC0415

    from junheng.apps.guardians.models import Failures  # noqa: PLC0415
    from junheng.apps.guardians.services.signing_in import Attempt, sign_in  # noqa: PLC0415
    from junheng.engine.errors import JunhengError  # noqa: PLC0415

    at: Any = datetime.now(tz=UTC)  # noqa: TID251 - a moment for the trail
    spent: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for number in range(2 * tries):
        kind = KINDS[number % 2]
        code = codes[number // 2 % len(codes)] if number % 2 == 0 else f"zz{number:06}"
        attempt = Attempt(code, "000000", f"address {number}")
        begun = perf_counter()
        try:
            sign_in(attempt, at=at)
        except JunhengError:
            spent[kind].append(perf_counter() - begun)
        # Every try finds the same table: no lock, and nothing counted before.
        Failures.objects.all().delete()
    return spent


def rank_sum(first: list[float], second: list[float]) -> float:
    """The standardised rank sum of Wilcoxon, Mann and Whitney; ties are too rare to matter."""
    ordered = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    total = sum(rank for rank, (_, which) in enumerate(ordered, start=1) if which == 0)
    n, m = len(first), len(second)
    mean, variance = n * (n + m + 1) / 2, n * m * (n + m + 1) / 12
    return float((total - mean) / variance**0.5)


if __name__ == "__main__":
    raise SystemExit(main())

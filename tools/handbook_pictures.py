"""Make the handbook's pictures from the journeys of the tests: `python -m tools.handbook_pictures`.

The journeys through the platform keep a picture of every step; the handbook shows some of them,
smaller and with few colours. Needs Chromium, as the journeys do.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image

ROOT: Final = Path(__file__).parents[1]
PICTURES: Final = ROOT / "docs" / "handbook" / "platform" / "pictures"
JOURNEYS: Final = (
    "tests/browser/test_campaign_journey.py",
    "tests/browser/test_after_the_lock.py",
    "tests/browser/test_complaints_pages.py",
)
WIDTH, TALLEST, COLOURS = 1024, 1000, 64
LARGEST_BYTES: Final = 120_000
SHOWN: Final = (
    "03-set-up-schools", "05-set-up-done", "06-account-opened", "07-post-given",
    "11-plan", "12-calendar", "14-campaign", "15-clerk-cohort", "17-roster-faults",
    "18-roster-preview", "19-roster", "21-submit", "22-review", "25-teachers", "29-posting",
    "31-arrange", "33-confirm-freeze", "40-screen-code", "42-screen-dice", "46-screen-entry",
    "47-screen-witness", "52-screen-balance", "72-lots", "75-ready", "90-public",
    "b1-hub", "b3-batch", "b6-drawn", "b8-request", "c2-differences",
    "c1-complain-form-telephone", "c2-complain-received-telephone", "c8-complaint", "d2-referral",
    "e2-messages",
)  # fmt: skip

END_SHOWN: Final = frozenset(("75-ready",))
"""Pages whose end is what matters; of a long page the beginning is shown otherwise."""


def main() -> None:
    """Run the journeys, or take their pictures from the folder that is given."""
    if len(sys.argv) > 1:
        _reduce_all(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as passing:
        environment = os.environ | {"JUNHENG_PICTURES": passing}
        command = [sys.executable, "-m", "pytest", "-q", *JOURNEYS]
        subprocess.run(command, check=True, cwd=ROOT, env=environment)
        _reduce_all(Path(passing))


def _reduce_all(taken: Path) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    for name in SHOWN:
        shown = name.partition("-")[2].removesuffix("-telephone")
        target = PICTURES / f"{shown}.png"
        _reduce(taken / f"{name}.png", target, is_end=name in END_SHOWN)
        size = target.stat().st_size
        if size > LARGEST_BYTES:
            raise SystemExit(f"{target.name}: {size} bytes")


def _reduce(source: Path, target: Path, *, is_end: bool) -> None:
    with Image.open(source) as full:
        picture = full.convert("RGB")
    width = min(WIDTH, picture.width)
    height = picture.height * width // picture.width
    picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    top = max(0, height - TALLEST) if is_end else 0
    picture = picture.crop((0, top, width, min(height, top + TALLEST)))
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)


if __name__ == "__main__":
    main()

"""A finished draw and its archive, made once; a test that damages something takes a copy."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from junheng.ceremony.archive.making import Archive, Order, make_archive
from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.opened import open_ceremony
from junheng.ceremony.seeding import fix_seed
from junheng.ceremony.sitting import draw_for_real
from junheng.engine.record import container
from junheng.engine.record.container import Passphrase
from tests.ceremonies_made import CARDS, PUBLIC, desk, fixed_surroundings, frozen_ceremony

SCANS = {"签字表/第1页.pdf": b"signed by hand", "现场数字记录表.pdf": b"digits by hand"}
RECORDING = b"pictures that move " * 1000


@dataclass(frozen=True)
class Drawn:
    """A folder with a finished draw, what was scanned and recorded, and the passphrase."""

    folder: Path
    scans: Path
    recording: Path
    passphrase: Passphrase

    def order(self, out: Path) -> Order:
        """An order for all of it."""
        return Order(
            out=out,
            passphrase=self.passphrase,
            scans=self.scans,
            recordings=(self.recording,),
            copies=3,
            has_image=True,
            has_recordings_on_disc=False,
        )

    def archive(self, order: Order, *, seed: str = "later") -> Archive:
        """Make an archive, with a clock and randomness of its own."""
        surroundings = fixed_surroundings(seed)
        return make_archive(open_ceremony(CeremonyFolder(self.folder), surroundings), order)

    def copied(self, place: Path) -> "Drawn":
        """The same draw in a folder of one's own."""
        return replace(self, folder=Path(shutil.copytree(self.folder, place)))


@dataclass(frozen=True)
class Archived:
    """A draw with its archive; `disc` and `image` are not to be changed."""

    drawn: Drawn
    made: Archive
    disc: Path
    image: Path


@contextmanager
def deriving_quickly() -> Iterator[None]:
    """Derive keys at the least cost that the verifier accepts: the format is the same.

    For a test or for the making of what tests share, never for a whole session of tests.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(container, "_COSTS", {"scrypt": 1 << 10, "pbkdf2-sm3": 1 << 10})
        yield


@pytest.fixture(autouse=True)
def quick_keys() -> Iterator[None]:
    """Every test of the archive derives its keys quickly."""
    with deriving_quickly():
        yield


@pytest.fixture(scope="session", params=["intl", "gm"])
def drawn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    """A finished draw of one school in each suite."""
    place = tmp_path_factory.mktemp("draw")
    ceremony = frozen_ceremony(place / "结果", suite=request.param)
    fix_seed(ceremony, PUBLIC, CARDS)
    with deriving_quickly():
        finished = draw_for_real(ceremony, desk())
    for name, content in SCANS.items():
        (place / "扫描件" / name).parent.mkdir(parents=True, exist_ok=True)
        (place / "扫描件" / name).write_bytes(content)
    (place / "会场.mp4").write_bytes(RECORDING)
    return Drawn(place / "结果", place / "扫描件", place / "会场.mp4", finished.passphrase)


@pytest.fixture(scope="session")
def archived(drawn: Drawn, tmp_path_factory: pytest.TempPathFactory) -> Archived:
    """The archive of a copy of the draw."""
    place = tmp_path_factory.mktemp("archive")
    own = drawn.copied(place / "结果")
    with deriving_quickly():
        made = own.archive(own.order(place / "存档"))
    assert made.image is not None
    return Archived(own, made, made.folder, made.image)


@pytest.fixture
def disc(archived: Archived, tmp_path: Path) -> Path:
    """A copy of the disc's folder that a test may damage."""
    return Path(shutil.copytree(archived.disc, tmp_path / "光盘"))


@pytest.fixture
def image(archived: Archived, tmp_path: Path) -> Path:
    """A copy of the image that a test may damage."""
    return Path(shutil.copy(archived.image, tmp_path / "光盘.iso"))

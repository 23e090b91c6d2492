"""Rosters written for one test, and the readings of the samples."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from junheng.profiles import JurisdictionProfile, load_profile
from junheng.rosters import RosterReading, SchoolRoster, read_roster

TODAY = date(2026, 8, 15)
SAMPLES = Path(__file__).parents[1] / "data" / "rosters"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

Lines = Sequence[Sequence[object]]


def identity_number(*, birth: str = "20140102", order: int = 1, region: str = "360121") -> str:
    """A correct number; `order` odd is a boy, even a girl (GB 11643-1999)."""
    digits = f"{region}{birth}{order:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


@pytest.fixture
def number_of() -> Callable[..., str]:
    return identity_number


@pytest.fixture
def national() -> JurisdictionProfile:
    return load_profile("national")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Mapping[str, Lines]], Path]:
    def write_workbook(sheets: Mapping[str, Lines]) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for name, lines in sheets.items():
            page = book.create_sheet(name)
            for line in lines:
                page.append(list(line))
        path = tmp_path / "roster.xlsx"
        book.save(path)
        return path

    return write_workbook


@pytest.fixture
def read_sheets(
    write: Callable[[Mapping[str, Lines]], Path], national: JurisdictionProfile
) -> Callable[..., RosterReading]:
    def read(content: Mapping[str, Lines], **options: object) -> RosterReading:
        settings: dict[str, object] = {"today": TODAY, "profile": national, **options}
        return read_roster(write(content), **settings)  # type: ignore[arg-type]

    return read


@pytest.fixture
def read_lines(read_sheets: Callable[..., RosterReading]) -> Callable[..., RosterReading]:
    """Read one sheet: its header and the lines below, from row 2 on."""

    def read(header: str, *lines: Sequence[object], **options: object) -> RosterReading:
        return read_sheets({"七年级": [header.split(), *lines]}, **options)

    return read


@cache
def _sample(name: str, profile: str) -> RosterReading:
    return read_roster(SAMPLES / name, load_profile(profile), today=TODAY)


@pytest.fixture
def sample() -> Callable[..., RosterReading]:
    def read(name: str, profile: str = "national") -> RosterReading:
        return _sample(name, profile)

    return read


@pytest.fixture
def only_school(sample: Callable[..., RosterReading]) -> Callable[..., SchoolRoster]:
    def read(name: str, profile: str = "national") -> SchoolRoster:
        (school,) = sample(name, profile).schools
        return school

    return read

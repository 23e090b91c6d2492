"""Names on the disc: within Joliet's limit, allowed on Windows, never two in one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from junheng.ceremony.archive.names import disc_part, disc_path

FORBIDDEN = set('<>:"/\\|?*;')


@pytest.mark.parametrize(
    "name",
    [
        "public.json",
        "青禾县第一初级中学（东校区）-冻结公告-520999.01.j1.2026.pdf",
        "𬱖·民族.pdf",
        "初" * 64,
    ],
)
def test_a_name_that_fits_stays(name: str) -> None:
    assert disc_part(name) == name


def test_a_long_name_keeps_its_beginning_and_its_suffix() -> None:
    short = disc_part("初" * 80 + ".pdf")

    assert short.startswith("初" * 50)
    assert short.endswith(".pdf")


def test_two_long_names_with_one_beginning_stay_two() -> None:
    assert disc_part("初" * 80 + "甲.pdf") != disc_part("初" * 80 + "乙.pdf")


def test_two_names_that_differ_in_a_forbidden_character_stay_two() -> None:
    assert disc_part("a:b.pdf") != disc_part("a?b.pdf")


def test_each_part_of_a_path_is_named_for_itself() -> None:
    assert disc_path(f"公开/{'初' * 80}/a.pdf") == f"公开/{disc_part('初' * 80)}/a.pdf"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120))
def test_every_name_fits_windows_and_joliet(name: str) -> None:
    part = disc_part(name)

    assert len(part.encode("utf-16-be")) <= 128
    assert not FORBIDDEN & set(part)
    assert part == part.rstrip(". ")
    assert part

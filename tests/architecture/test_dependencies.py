"""What the product is built on: pinned, and under licences that ask nothing of those who use it."""

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PINNED = ("requirements.txt", "requirements-test.txt")
BINDING = re.compile(
    r"AGPL|(?<!L)GPL|Affero|(?<!Lesser )General Public|SSPL|proprietary", re.IGNORECASE
)
"""Licences that reach further than their package; the lesser GPL asks for its own source alone."""
NAME = re.compile(r"[A-Za-z0-9._-]+")


def pinned(file: str) -> dict[str, set[str]]:
    """The packages of a file with their versions: two where Python's version decides."""
    found: dict[str, set[str]] = {}
    text = (ROOT / file).read_text(encoding="utf-8")
    for name, version in re.findall(r"^([a-z0-9._-]+)==([^ ;]+)", text, re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def licence_of(name: str) -> str:
    """All that a package says of its licence in its metadata, the long texts apart."""
    facts = distribution(name).metadata
    said = [facts.get("License-Expression") or "", (facts.get("License") or "").partition("\n")[0]]
    said += [line for line in facts.get_all("Classifier") or [] if line.startswith("License")]
    return " ".join(one for one in said if one)


def test_every_direct_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = {
        "requirements.txt": project["dependencies"],
        "requirements-test.txt": project["optional-dependencies"]["test"],
    }

    for file, wanted in direct.items():
        names = {NAME.match(one)[0].lower() for one in wanted}  # type: ignore[index] # always one
        assert names - pinned(file).keys() == set(), file


def test_the_tests_run_with_the_versions_of_the_product() -> None:
    product, tests = (pinned(file) for file in PINNED)

    assert {name: tests.get(name) for name in product} == product


@pytest.mark.parametrize("name", sorted(pinned("requirements.txt")))
def test_a_package_of_the_product_has_a_licence_that_does_not_bind_it(name: str) -> None:
    said = licence_of(name)

    assert said
    assert not BINDING.search(said), said


@pytest.mark.parametrize(
    ("said", "binds"),
    [
        ("GPL-3.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", True),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License v2 or later (LGPLv2+)", False),
        ("MIT", False),
    ],
)
def test_which_licences_bind(said: str, *, binds: bool) -> None:
    assert bool(BINDING.search(said)) is binds

"""The page draws what the engine draws: everyone in the same class, or the same refusal."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from junheng.ceremony.drawing import problem_of
from junheng.engine.assignment.assign import assign
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.keys import unit_seed
from junheng.engine.randomness.stream import RandomStream
from junheng.engine.randomness.suites import suite_named
from junheng.engine.record.engine_inputs import engine_problem_inputs
from junheng.engine.record.merkle import document_leaf
from tests.browser.real_draws import Document, real_draw
from tests.browser.verifier_page import PAGE

pytestmark = [pytest.mark.browser]

SUITES = ("intl", "gm")
VECTORS = sorted(Path("tests/data/algorithm-vectors").glob("*.json"))
DRAW_AGAIN = (
    "([suite, seed, roster, params]) => drawnAgain(SUITES[suite], unhex(seed), roster, params)"
)
DRAW_VECTOR = """([leaves, params, key]) => {
  const { classes, energy, words } = draw(problemOf(leaves, params), unhex(key));
  return { classes, energy, words };
}"""


@pytest.fixture(scope="module")
def verifier(chromium: Browser) -> Iterator[Page]:
    """The core of the verifier alone, as its worker has it: the page shows nothing of it."""
    core = re.search(r"// CORE-BEGIN\n(.*?)// CORE-END", PAGE.read_text("utf-8"), re.DOTALL)
    assert core is not None
    page = chromium.new_page()
    page.add_script_tag(content=core[1])
    yield page
    page.close()


@dataclass(frozen=True)
class Kind:
    """What a made roster looks like; groups are given by their sizes, attributes by their codes."""

    students: int
    classes: int
    attributes: tuple[int, ...] = (2, 3)
    numerics: tuple[int, ...] = ()
    together: tuple[int, ...] = ()
    apart: tuple[int, ...] = ()
    fixed: tuple[int, ...] = ()
    most: int = 0
    sizes: tuple[int, ...] = ()
    seats: int = 0
    seated_code: int = 1


DRAWN = {
    "even classes": Kind(24, 3),
    "larger classes by lot": Kind(29, 3),
    "a student": Kind(1, 1),
    "a class": Kind(12, 1),
    "as many classes as students": Kind(5, 5),
    "no attribute": Kind(13, 2, attributes=()),
    "rare codes": Kind(40, 3, attributes=(2, 12, 7)),
    "a numeric": Kind(24, 4, numerics=(12,)),
    "numerics in larger classes by lot": Kind(31, 4, numerics=(12, 400)),
    "twins": Kind(30, 3, together=(2, 2, 3)),
    "siblings apart": Kind(30, 3, apart=(2, 3)),
    "twins and siblings apart": Kind(33, 3, numerics=(12,), together=(2, 3), apart=(2, 2)),
    "nobody but twins": Kind(8, 2, together=(2, 2, 2, 2)),
    "more triplets of a kind than is even": Kind(18, 6, attributes=(1, 9), together=(3, 3)),
    "fixed students": Kind(26, 3, fixed=(0, 0, 2)),
    "fixed students and twins": Kind(26, 3, fixed=(1,), together=(2, 2)),
    "a cap": Kind(30, 3, attributes=(3, 4), most=4),
    "given sizes": Kind(27, 3, sizes=(7, 9, 11)),
    "given sizes with a numeric": Kind(27, 3, numerics=(12,), sizes=(8, 8, 11)),
    "given even sizes": Kind(26, 3, numerics=(12,), sizes=(9, 8, 9)),
    "empty seats": Kind(36, 3, attributes=(9, 2), seats=2),
    "empty seats beside twins": Kind(40, 4, attributes=(12, 3), together=(2, 2), seats=1),
    "empty seats, numerics, siblings apart": Kind(
        38, 3, attributes=(10, 2), numerics=(12,), apart=(3,), seats=1
    ),
    "empty seats of the code 0": Kind(36, 3, attributes=(8, 2), seats=1, seated_code=0),
    "empty seats beside fixed students": Kind(30, 3, attributes=(7, 2), fixed=(1, 2), seats=1),
}
REFUSED = {
    "classes_out_of_range": Kind(3, 4),
    "sizes_do_not_sum": Kind(9, 2, sizes=(4, 4)),
    "fixed_beyond_size": Kind(6, 3, fixed=(1, 1, 1)),
    "group_larger_than_class": Kind(9, 3, together=(4,)),
    "apart_larger_than_k": Kind(9, 2, apart=(3,)),
    "cap_cannot_hold": Kind(20, 2, attributes=(1,), most=3),
    "no_start_found": Kind(6, 2, together=(2, 2, 2)),
}


def made(kind: Kind, number: int) -> tuple[list[Document], Document]:
    """A roster of this kind and its parameters; other numbers give other rosters."""
    below = RandomStream(hashlib.sha256(f"{kind} {number}".encode()).digest()).below
    attributes = {f"a{place}": codes for place, codes in enumerate(kind.attributes)}
    numerics = {f"q{place}": values for place, values in enumerate(kind.numerics)}
    leaves: list[Document] = []
    for sid in range(kind.students):
        codes = {name: below(count) for name, count in attributes.items()}
        # Numbers below zero too: a floor is not a truncation.
        values = {name: below(count) - count // 3 for name, count in numerics.items()}
        leaves.append({"_t": "sg1/leaf-s", "unit": "u", "sid": f"{sid}", "a": codes | values})
    free = iter(leaves)
    for name, groups in (("together", kind.together), ("apart", kind.apart)):
        for label, size in enumerate(groups):
            for leaf in islice(free, size):
                leaf["pin"] = {name: f"{name} {label}"}
    for index in kind.fixed:
        next(free)["pin"] = {"fixed": index}
    rules: Document = {
        "sizes": kind.sizes,
        "caps": kind.most and [{"attr": "a0", "code": 0, "most": kind.most}],
        "reduction": kind.seats and {"attr": "a0", "code": kind.seated_code, "seats": kind.seats},
        "numerics": [
            {"name": name, "weight": 1 + below(3), "tolerance": below(3), "unit": 1 + below(3)}
            for name in numerics
        ],
    }
    pins = {
        "together": len(kind.together),
        "apart": len(kind.apart),
        "fixed": len(kind.fixed),
    }
    return leaves, {
        "unit": "u",
        "k": kind.classes,
        "attrs": list(attributes),
        "weights": {name: 1 + below(4) for name in attributes},
        "pins": pins,
        **{name: rule for name, rule in rules.items() if rule},
    }


def drawn_by_engine(
    suite_name: str, seed: bytes, roster: dict[str, Document], params: Document
) -> dict[str, str] | str:
    """Group by leaf hash, or the code with which the engine refuses."""
    suite = suite_named(suite_name)
    try:
        inputs = engine_problem_inputs(
            suite, list(roster.values()), params, unit_seed(suite, seed, params["unit"])
        )
        classes = assign(problem_of(inputs), inputs.draw_key).classes
    except JunhengError as refused:
        return refused.code
    places = inputs.classes_of_leaves(classes)
    return {leaf: f"G{place + 1}" for leaf, place in zip(roster, places, strict=True)}


def both_drawn(page: Page, suite_name: str, kind: Kind, number: int) -> tuple[Any, Any]:
    """What the page and the engine make of a roster."""
    leaves, params = made(kind, number)
    roster = {document_leaf(suite_named(suite_name), leaf).hex(): leaf for leaf in leaves}
    seed = hashlib.sha256(f"seed {number}".encode()).digest()
    by_page = page.evaluate(DRAW_AGAIN, [suite_name, seed.hex(), roster, params])
    return by_page, drawn_by_engine(suite_name, seed, roster, params)


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("name", DRAWN)
def test_the_page_draws_what_the_engine_draws(verifier: Page, name: str, suite: str) -> None:
    by_page, by_engine = both_drawn(verifier, suite, DRAWN[name], SUITES.index(suite))

    assert isinstance(by_engine, dict)
    assert by_page == by_engine


@pytest.mark.parametrize("code", REFUSED)
def test_the_page_refuses_what_the_engine_refuses(verifier: Page, code: str) -> None:
    assert both_drawn(verifier, "intl", REFUSED[code], 0) == (code, code)


def refused_by_page(page: Page, leaves: list[Document], params: Document) -> Any:
    """What the page makes of a roster that no program would have frozen."""
    roster = {f"{number:064x}": leaf for number, leaf in enumerate(leaves)}
    return page.evaluate(DRAW_AGAIN, ["intl", "00" * 32, roster, params])


def test_a_group_that_is_half_fixed_is_refused(verifier: Page) -> None:
    leaves, params = made(Kind(12, 2, together=(2,)), 0)
    leaves[0]["pin"]["fixed"] = 1

    assert refused_by_page(verifier, leaves, params) == "group_partly_fixed"


def test_a_group_that_must_be_apart_is_refused(verifier: Page) -> None:
    leaves, params = made(Kind(12, 2, together=(2,)), 0)
    for leaf in leaves[:2]:
        leaf["pin"]["apart"] = "A0"

    assert refused_by_page(verifier, leaves, params) == "together_and_apart"


def test_weights_that_would_not_stay_exact_are_refused(verifier: Page) -> None:
    leaves, params = made(Kind(12, 2), 0)
    params["weights"]["a0"] = 2**46

    assert refused_by_page(verifier, leaves, params) == "numbers_too_large"


@pytest.mark.slow
@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_the_published_vectors_are_reproduced(verifier: Page, path: Path) -> None:
    vector = json.loads(path.read_text(encoding="utf-8"))
    leaves, params = as_roster(vector["problem"], len(vector["result"]["classes"]))

    drawn = verifier.evaluate(DRAW_VECTOR, [leaves, params, vector["key"]])

    assert drawn == {name: vector["result"][name] for name in ("classes", "energy", "words")}


def as_roster(problem: Document, count: int) -> tuple[list[Document], Document]:
    """A problem of the vectors as leaves in engine order and parameters."""
    leaves: list[Document] = [{"a": {}, "pin": {}} for _ in range(count)]
    columns = {a["name"]: a["codes"] for a in problem["attributes"]}
    columns |= {q["name"]: q["values"] for q in problem["numerics"]}
    for position, leaf in enumerate(leaves):
        leaf["a"] = {name: column[position] for name, column in columns.items()}
    for kind in ("together", "apart"):
        for label, members in enumerate(problem[kind]):
            for position in members:
                leaves[position]["pin"][kind] = f"{label}."
    for position, index in problem["fixed"]:
        leaves[position]["pin"]["fixed"] = index
    params = {
        "k": problem["k"],
        "attrs": [a["name"] for a in problem["attributes"]],
        "weights": {a["name"]: a["weight"] for a in problem["attributes"]},
        "numerics": problem["numerics"],
        "caps": [{**cap, "attr": cap["attribute"]} for cap in problem["caps"]],
    }
    return leaves, params | ({"sizes": problem["sizes"]} if problem["sizes"] else {})


@pytest.mark.parametrize("suite", SUITES)
def test_a_school_of_412_is_drawn_again(verifier: Page, suite: str) -> None:
    draw = real_draw(suite)
    roster = {draw.leaf(leaf): leaf for leaf in draw.sealed["leaves"]}
    seed = draw.body("SEED_LOCKED")["seed"]

    again = verifier.evaluate(DRAW_AGAIN, [suite, seed, roster, draw.public["params"][0]])

    assert again == {leaf["s"]: leaf["g"] for leaf in draw.sealed["results"]}

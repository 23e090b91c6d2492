from typing import Any

import pytest

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.keys import unit_seed
from junheng.engine.randomness.suites import GM, INTL, Suite
from junheng.engine.record.canonical import Document
from junheng.engine.record.documents import Cap, Numeric, Reduction, params_document
from junheng.engine.record.engine_inputs import EngineInputs, engine_problem_inputs
from junheng.engine.record.merkle import document_leaf

UNIT = "520123.gyxx.p1.2026"
PINS: dict[int, dict[str, Any]] = {
    1: {"together": "T1"},
    2: {"together": "T0", "apart": "A0"},
    5: {"together": "T1"},
    6: {"apart": "A0"},
    7: {"together": "T0"},
    8: {"fixed": 2},
}


def leaves(pins: dict[int, dict[str, Any]] = PINS) -> list[Document]:
    return [
        {
            "_t": "sg1/leaf-s",
            "unit": UNIT,
            "sid": f"B{number}",
            "a": {"gender": 1 + number % 2, "sen": int(number == 3), "month": number},
            **({"pin": pins[number]} if number in pins else {}),
        }
        for number in range(9)
    ]


def params(**changes: Any) -> Document:
    named: dict[str, Any] = {
        "unit": UNIT,
        "class_count": 3,
        "max_difference": 2,
        "cap": 45,
        "engine": "e" * 64,
        "attributes": [("sen", 50), ("gender", 100)],
        "numerics": [Numeric("month", 5, 1, 2)],
        "caps": [Cap("sen", 1, 1)],
        "reduction": Reduction("sen", 1, 2),
        "pins": {"together": 2, "apart": 1, "fixed": 1},
    }
    return params_document(**{**named, **changes})


def inputs(suite: Suite = INTL, **changes: Any) -> EngineInputs:
    of_unit = unit_seed(suite, bytes(32), UNIT)
    return engine_problem_inputs(suite, leaves(), params(**changes), of_unit)


def refused(leaf_documents: list[Document], **changes: Any) -> tuple[str, dict[str, object]]:
    with pytest.raises(JunhengError) as refusal:
        engine_problem_inputs(INTL, leaf_documents, params(**changes), bytes(32))
    return refusal.value.code, dict(refusal.value.params)


@pytest.mark.parametrize("suite", [INTL, GM])
def test_positions_follow_the_keyed_hash_of_the_leaves(suite: Suite) -> None:
    made = inputs(suite)
    order_key = suite.hmac(unit_seed(suite, bytes(32), UNIT), b"SG1-STAGE/1\norder")
    keyed = [suite.hmac(order_key, document_leaf(suite, leaf)) for leaf in leaves()]

    assert [keyed[leaf] for leaf in made.leaf_at] == sorted(keyed)


def test_the_order_of_the_roster_does_not_matter() -> None:
    of_unit = unit_seed(INTL, bytes(32), UNIT)
    turned = list(reversed(leaves()))

    made, again = inputs(), engine_problem_inputs(INTL, turned, params(), of_unit)

    assert [turned[leaf] for leaf in again.leaf_at] == [leaves()[leaf] for leaf in made.leaf_at]
    assert (again.attributes, again.together, again.apart) == (
        made.attributes,
        made.together,
        made.apart,
    )


def test_columns_stand_in_the_order_of_the_parameters() -> None:
    made = inputs()
    ordered = [leaves()[leaf]["a"] for leaf in made.leaf_at]

    assert [(entry.name, entry.weight) for entry in made.attributes] == [
        ("sen", 50),
        ("gender", 100),
    ]
    assert made.attributes[1].codes == tuple(student["gender"] for student in ordered)
    assert made.numerics[0].values == tuple(student["month"] for student in ordered)
    numeric = made.numerics[0]
    assert (numeric.name, numeric.weight, numeric.tolerance, numeric.unit) == ("month", 5, 1, 2)


def test_groups_hold_ascending_positions_and_stand_in_their_order() -> None:
    made = inputs()
    position_of = {leaf: position for position, leaf in enumerate(made.leaf_at)}

    pairs = [(1, 5), (2, 7)]
    expected = sorted(tuple(sorted(position_of[leaf] for leaf in pair)) for pair in pairs)
    assert list(made.together) == expected
    assert made.apart == (tuple(sorted((position_of[2], position_of[6]))),)
    assert made.fixed == ((position_of[8], 2),)


def test_limits_are_handed_on() -> None:
    made = inputs(sizes=[4, 3, 2])

    assert made.class_count == 3
    assert made.caps == (("sen", 1, 1),)
    assert made.sizes == (4, 3, 2)
    assert made.reduction == ("sen", 1, 2)
    plain = inputs(reduction=None, caps=())
    assert (plain.sizes, plain.reduction, plain.caps) == (None, None, ())


def test_classes_of_positions_become_classes_of_leaves() -> None:
    made = inputs()
    of_position = [leaf % 3 for leaf in made.leaf_at]

    # Two companion seats at the end fall away.
    assert made.classes_of_leaves([*of_position, 0, 0]) == tuple(leaf % 3 for leaf in range(9))


def test_a_leaf_of_another_unit_is_refused() -> None:
    wrong = [*leaves()[:4], {**leaves()[4], "unit": "other"}, *leaves()[5:]]

    assert refused(wrong) == ("leaf_of_other_unit", {"index": 4})


@pytest.mark.parametrize("attributes", [{"gender": 1, "sen": 0}, {**leaves()[4]["a"], "score": 9}])
def test_a_leaf_with_other_attributes_is_refused(attributes: dict[str, int]) -> None:
    wrong = [*leaves()[:4], {**leaves()[4], "a": attributes}, *leaves()[5:]]

    assert refused(wrong) == ("leaf_attributes_wrong", {"index": 4})


def test_the_same_leaf_twice_is_refused() -> None:
    assert refused([*leaves(), leaves()[0]])[0] == "leaf_twice"


@pytest.mark.parametrize("counted", [{"together": 2, "apart": 1}, {"together": 3, "fixed": 1}])
def test_pins_other_than_counted_are_refused(counted: dict[str, int]) -> None:
    assert refused(leaves(), pins=counted)[0] == "pins_differ"


@pytest.mark.parametrize(
    ("pins", "kind"),
    [
        ({1: {"together": "T0"}}, "together"),
        ({1: {"apart": "A0"}}, "apart"),
        ({1: {"fixed": 3}}, "fixed"),
        ({1: {"fixed": -1}}, "fixed"),
        ({1: {"fixed": "G1"}}, "fixed"),
        ({1: {"fixed": True}}, "fixed"),
    ],
)
def test_a_malformed_pin_is_refused(pins: dict[int, dict[str, Any]], kind: str) -> None:
    assert refused(leaves(pins)) == ("pin_malformed", {"kind": kind})

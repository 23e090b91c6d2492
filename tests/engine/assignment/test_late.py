import json
from itertools import combinations, permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junheng.engine.assignment.late import is_forced, late_tokens, place_late
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.stream import RandomStream

VECTORS = json.loads(Path("tests/data/protocol-vectors.json").read_text(encoding="utf-8"))


@pytest.fixture(params=["intl", "gm"])
def vectors(request):
    return VECTORS[request.param]


def groups(tokens):
    return [f"G{school_class + 1}" for school_class in tokens]


def test_the_bag_is_the_pinned_one(vectors):
    assert groups(late_tokens((45, 45, 44, 45), 1, 2, 50)) == vectors["late tokens 45,45,44,45 m=1"]
    assert groups(late_tokens((45, 45, 43, 45), 1, 2, 50)) == vectors["late tokens 45,45,43,45 m=1"]


def test_four_children_for_three_classes_of_four_put_two_tokens_each_in_the_bag(vectors):
    assert groups(late_tokens((4, 4, 4), 2, 2, 50)) == vectors["late tokens"]


def test_arrivals_take_the_first_tokens_of_the_shuffled_bag():
    key = bytes(range(32))
    bag = [0, 1, 2, 2, 3]
    RandomStream(key).shuffle(bag)

    assert place_late((0, 1, 2, 2, 3), 2, key) == tuple(bag[:2])


def test_only_a_bag_of_one_class_is_forced():
    assert is_forced(late_tokens((45, 45, 43, 45), 1, 2, 50))
    assert not is_forced(late_tokens((45, 45, 44, 45), 1, 2, 50))


def outcomes(tokens, arrivals):
    return {tuple(sorted(taken)) for taken in combinations(tokens, arrivals)}


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    base=st.integers(20, 50),
    more=st.lists(st.booleans(), min_size=1, max_size=5),
    share=st.integers(1, 4),
    max_difference=st.integers(2, 3),
)
def test_after_any_outcome_classes_differ_by_no_more_than_allowed(
    base, more, share, max_difference
):
    # Batches of up to one child per class are never refused.
    sizes = tuple(base + extra for extra in more)
    arrivals = -(-len(sizes) * share // 4)
    tokens = late_tokens(sizes, arrivals, max_difference, 100)

    for taken in outcomes(tokens, arrivals):
        after = [size + taken.count(c) for c, size in enumerate(sizes)]
        assert max(after) - min(after) <= max_difference


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    sizes=st.lists(st.integers(3, 9), min_size=2, max_size=4),
    arrivals=st.integers(1, 9),
    max_difference=st.integers(0, 3),
)
def test_what_is_not_refused_leaves_every_outcome_allowed(sizes, arrivals, max_difference):
    line_before = max(max_difference, max(sizes) - min(sizes), 1)

    try:
        tokens = late_tokens(tuple(sizes), arrivals, max_difference, 100)
    except JunhengError as error:
        refusal = error
    else:
        for taken in outcomes(tokens, arrivals):
            after = [size + taken.count(c) for c, size in enumerate(sizes)]
            assert max(after) - min(after) <= line_before
        return

    assert refusal.code == "late_batch_too_large"
    assert refusal.params["difference"] > refusal.params["allowed"] == line_before
    assert arrivals > 1


def test_nine_arrivals_for_four_equal_classes_are_too_many_for_one_batch():
    with pytest.raises(JunhengError) as refusal:
        late_tokens((45, 45, 45, 45), 9, 2, 60)

    assert refusal.value.code == "late_batch_too_large"
    assert refusal.value.params == {"arrivals": 9, "difference": 3, "allowed": 2}


def test_a_full_school_is_refused():
    with pytest.raises(JunhengError) as refusal:
        late_tokens((45, 45), 2, 2, 45)

    assert refusal.value.code == "late_no_seat"
    assert refusal.value.params == {"arrivals": 2, "cap": 45, "seats": 0}


def test_a_class_above_the_cap_gets_no_token():
    assert late_tokens((50, 44), 1, 2, 45) == (1,)


@pytest.mark.parametrize(("sizes", "arrivals"), [((), 1), ((3, -1), 1), ((3, 3), 0)])
def test_senseless_arguments_are_refused(sizes, arrivals):
    with pytest.raises(JunhengError) as refusal:
        late_tokens(sizes, arrivals, 2, 50)

    assert refusal.value.code == "late_arguments_out_of_range"


def test_every_order_of_a_small_bag_is_drawn():
    drawn = {place_late((0, 1, 2), 3, bytes([j] * 32)) for j in range(60)}

    assert drawn == set(permutations(range(3)))

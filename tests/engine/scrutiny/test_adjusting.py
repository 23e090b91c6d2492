import pytest

from junheng.engine.scrutiny import benjamini_hochberg, holm

# Benjamini and Hochberg (1995), section 4: fifteen tests of a trial of thrombolysis.
PUBLISHED = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
]  # fmt: skip


def test_the_published_example_rejects_what_its_authors_reject():
    assert sum(p <= 0.05 for p in benjamini_hochberg(PUBLISHED)) == 4
    assert sum(p <= 0.05 for p in holm(PUBLISHED)) == 3


def test_the_adjusted_values_are_those_of_the_definitions():
    p_values = [0.01, 0.04, 0.03, 0.005]

    assert holm(p_values) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert benjamini_hochberg(p_values) == pytest.approx([0.02, 0.04, 0.04, 0.02])


def test_nothing_gets_above_one():
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert benjamini_hochberg([0.9, 0.8]) == [0.9, 0.9]
    assert holm([]) == benjamini_hochberg([]) == []

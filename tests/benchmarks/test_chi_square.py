import pytest

from benchmarks.chi_square import statistic, survival

# Upper critical values, NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4.
CRITICAL = [
    (1, 0.05, 3.841),
    (1, 0.001, 10.828),
    (2, 0.10, 4.605),
    (9, 0.05, 16.919),
    (9, 0.001, 27.877),
    (10, 0.90, 4.865),
    (35, 0.01, 57.342),
    (83, 0.05, 105.267),
    (100, 0.99, 70.065),
    (100, 0.001, 149.449),
]


@pytest.mark.parametrize(("degrees", "p", "critical"), CRITICAL)
def test_critical_values_have_the_published_probability(
    degrees: int, p: float, critical: float
) -> None:
    assert survival(critical, degrees) == pytest.approx(p, rel=2e-3)


def test_two_degrees_of_freedom_are_an_exponential() -> None:
    # exp(-x/2), exactly.
    assert survival(2.0, 2) == pytest.approx(0.36787944117144233, rel=1e-12)


def test_nothing_is_left_beyond_zero() -> None:
    assert survival(0.0, 5) == 1.0


def test_the_statistic_of_a_loaded_die() -> None:
    # 56 throws with 10 expected of each: squares 25, 4, 1, 4, 1, 25 make 60, over 10.
    assert statistic([5, 8, 9, 8, 11, 15], 10) == 6.0

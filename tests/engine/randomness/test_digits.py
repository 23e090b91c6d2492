"""Digits that people copy by hand are uniform."""

from junheng.engine.randomness.digits import uniform_digits


def test_bytes_that_would_favour_a_digit_are_left_out() -> None:
    offered = iter([bytes([255, 250, 249, 7]), bytes([13, 0, 100, 255])])

    assert uniform_digits(lambda _count: next(offered), 4) == "9730"

"""How many places a value has in words, and how a school's stage is named."""

from typing import Final

from junheng.monitoring.showing import UNKNOWN, rounded
from junheng.profiles import Stage
from junheng.profiles.indicators import Indicator

_SMALL: Final = 100


def digits_of(indicator: Indicator, stage: Stage | None) -> int:
    """Yuan need no hundredths; teachers a hundred do."""
    standard = indicator.standard_of(stage)
    return 0 if standard is not None and standard >= _SMALL else 2


def standard_words(indicator: Indicator, stage: Stage | None) -> str:
    """What a stage must reach."""
    standard = indicator.standard_of(stage)
    return UNKNOWN if standard is None else rounded(standard, 1 if standard < _SMALL else 0)


def place_of(school: str, stage: Stage | None) -> str:
    """下坝小学（小学）."""
    return f"{school}（{stage.label}）" if stage else school

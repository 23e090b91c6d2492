"""Days and moments as people type them into forms: years that arithmetic with days can bear."""

from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
_SENTENCE: Final = f"年份要在 {FIRST_YEAR} 到 {LAST_YEAR} 之间，请核对。"


def _in_our_time(value: date | datetime) -> None:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(_SENTENCE, code="year")


class DayField(forms.DateField):
    """A day of the years 1900 to 2199."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.validators.append(_in_our_time)


class MomentField(forms.DateTimeField):
    """A moment of the years 1900 to 2199."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.validators.append(_in_our_time)

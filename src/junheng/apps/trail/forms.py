"""The search in the trail."""

from collections.abc import Sequence
from typing import Any

from django import forms

from junheng.apps.schools.models import School
from junheng.apps.trail.queries import Search
from junheng.core.access.days import DayField

_DAY = {"type": "date"}


class SearchForm(forms.Form):
    """Every field may stay empty."""

    who = forms.CharField(label="谁", required=False, max_length=64, help_text="姓名的一部分。")
    since = DayField(label="从哪天", required=False, widget=forms.DateInput(_DAY))
    until = DayField(label="到哪天", required=False, widget=forms.DateInput(_DAY))
    event = forms.ChoiceField(label="做了什么", required=False)
    school = forms.ChoiceField(label="学校", required=False)
    subject = forms.CharField(
        label="对象编号", required=False, max_length=64, help_text="地址栏里的那一串字母数字。"
    )
    refusals_only = forms.BooleanField(label="只看被拒绝的", required=False)

    def __init__(
        self,
        *args: Any,
        schools: Sequence[School],
        kinds: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        places = [(school.code, f"{school.code} {school.name}") for school in schools]
        self.fields["event"].choices = [("", "（全部）"), *kinds]  # type: ignore[attr-defined]
        self.fields["school"].choices = [("", "（全部）"), *places]  # type: ignore[attr-defined]

    @property
    def search(self) -> Search:
        """What was asked for; a field that cannot be read asks for nothing."""
        given = getattr(self, "cleaned_data", {})
        return Search(**{name: given[name] for name in self.fields if given.get(name)})

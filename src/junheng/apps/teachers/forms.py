"""Forms about homeroom teachers and teams."""

from typing import Any

from django import forms

from junheng.apps.schools.forms import SheetForm
from junheng.apps.teachers import rules


class TypedForm(forms.Form):
    """Names typed or pasted."""

    names = forms.CharField(
        label="班主任姓名",
        help_text="一行一位，按名单顺序写。可以从 Word 或表格里整列复制过来，序号会自动去掉。",
        max_length=4000,
        widget=forms.Textarea({"rows": 10, "autocomplete": "off"}),
    )

    def clean_names(self) -> tuple[str, ...]:
        """The names, without numbers and empty lines."""
        return rules.typed_names(self.cleaned_data["names"])


class TeacherSheetForm(SheetForm):
    """A sheet of teachers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = "教师名单表格"


class ReturnForm(forms.Form):
    """Why a list goes back."""

    reason = forms.CharField(
        label="退回理由",
        help_text="写明要学校改什么，学校会看到原话。",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
    )

"""Forms about the keys of the years."""

from django import forms


class YearForm(forms.Form):
    """A further year."""

    key_id = forms.CharField(
        label="年度",
        max_length=7,
        help_text="四位年份，如 2027；同一年度再次生成写 2027-2。",
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )

"""Forms of the messages' page."""

from django import forms

from junheng.core.messages import describe
from junheng.core.outbox.telephones import mobile_number
from junheng.engine.errors import JunhengError


class TestForm(forms.Form):
    """Where a test message goes."""

    phone = forms.CharField(
        label="手机号",
        max_length=20,
        help_text="填您自己的手机号，一两分钟内会收到一条测试短信。加密保存，一个月后清除。",
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )

    def clean_phone(self) -> str:
        """The eleven digits."""
        try:
            return mobile_number(self.cleaned_data["phone"])
        except JunhengError as error:
            raise forms.ValidationError(describe(error)) from None

"""Forms about the keys."""

from typing import Any

from django import forms

_SECRET = {"autocomplete": "new-password"}


class YearForm(forms.Form):
    """A further year."""

    key_id = forms.CharField(
        label="年度",
        max_length=7,
        help_text="四位年份，如 2027；同一年度再次生成写 2027-2。",
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )


class StartKeyForm(forms.Form):
    """How the start key is kept from now on."""

    kind = forms.ChoiceField(
        label="新的启动密钥",
        choices=[("file", "放在密钥文件里（存 U 盘）"), ("passphrase", "用启动口令")],
        help_text="选“启动口令”时，每次启动平台都要给出这个口令。",
    )
    passphrase = forms.CharField(
        label="启动口令",
        required=False,
        max_length=200,
        strip=False,
        help_text="至少 12 个字符；选“放在密钥文件里”时不填。",
        widget=forms.PasswordInput(_SECRET),
    )
    again = forms.CharField(
        label="再输入一次启动口令",
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(_SECRET),
    )

    def clean(self) -> dict[str, Any]:
        """Both entries of a passphrase must agree."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("kind") == "passphrase":
            if not given.get("passphrase"):
                self.add_error("passphrase", "请输入启动口令。")
            elif given["passphrase"] != given.get("again"):
                self.add_error("again", "两次输入的启动口令不一样。")
        return given

    @property
    def chosen(self) -> str | None:
        """The passphrase, or None for a key in its file."""
        given: dict[str, str] = self.cleaned_data
        return given["passphrase"] if given["kind"] == "passphrase" else None

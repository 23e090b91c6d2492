"""Forms of the accounts."""

from collections.abc import Sequence
from typing import Any

from django import forms

from junheng.apps.accounts.models import USERNAME
from junheng.apps.schools.models import School
from junheng.core.access import Role

_NAME = {"autocomplete": "off"}


class SignInForm(forms.Form):
    """Username and password."""

    username = forms.CharField(
        label="用户名",
        max_length=30,
        widget=forms.TextInput(
            {"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        ),
    )
    password = forms.CharField(
        label="密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class OneTimeCodeForm(forms.Form):
    """The six digits of the authenticator."""

    one_time_code = forms.CharField(
        label="动态口令",
        max_length=9,
        help_text="手机验证器上显示的六位数字，每 30 秒换一次。",
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )


class PasswordForm(forms.Form):
    """A new password of one's own."""

    now_used = forms.CharField(
        label="现在的密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输入一次新密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


class AccountForm(forms.Form):
    """A new account."""

    name = forms.CharField(
        label="姓名", max_length=40, help_text="使用人的真实姓名。", widget=forms.TextInput(_NAME)
    )
    username = forms.CharField(
        label="用户名",
        max_length=30,
        validators=[USERNAME],
        help_text="小写字母开头，3–30 个小写字母、数字、点或横线。建议用姓名全拼，如 zhangsan。",
        widget=forms.TextInput({**_NAME, "autocapitalize": "none"}),
    )


class PostForm(forms.Form):
    """A post to give: a role, and the school of those that are at a school."""

    role = forms.ChoiceField(label="岗位", choices=[(role.value, role.label) for role in Role])
    school = forms.ChoiceField(
        label="学校", required=False, help_text="只有“学校填报”和“校长”要选学校。"
    )

    def __init__(self, *args: Any, schools: Sequence[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(school.code, f"{school.code} {school.name}") for school in schools]
        self.fields["school"].choices = [("", "（教育局）"), *choices]  # type: ignore[attr-defined]


class SetUpCodeForm(forms.Form):
    """The code that stands in the window where the platform was started."""

    code = forms.CharField(
        label="设置码",
        max_length=20,
        help_text="启动平台的那个窗口里显示的三组数字，横线也要输入。",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
    )


class AdministratorsForm(forms.Form):
    """The three administrators, who must be three people."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role in ADMINISTRATOR_ROLES:
            account = AccountForm()
            for key in ("name", "username"):
                field = account.fields[key]
                field.label = f"{role.label}的{field.label}"
                self.fields[f"{role.value}_{key}"] = field


ADMINISTRATOR_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


_NEW_SECRET = {"autocomplete": "new-password"}


class StartKeyForm(forms.Form):
    """How the start key is kept: at the set-up, and when it is changed."""

    kind = forms.ChoiceField(
        label="启动密钥",
        choices=[("file", "放在密钥文件里（存 U 盘）"), ("passphrase", "用启动口令")],
        help_text="选“启动口令”时，每次启动平台都要给出这个口令。",
    )
    passphrase = forms.CharField(
        label="启动口令",
        required=False,
        max_length=200,
        strip=False,
        help_text="至少 12 个字符；选“放在密钥文件里”时不填。",
        widget=forms.PasswordInput(_NEW_SECRET),
    )
    again = forms.CharField(
        label="再输入一次启动口令",
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(_NEW_SECRET),
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

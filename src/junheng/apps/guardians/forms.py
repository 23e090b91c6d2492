"""Forms of families, and those of staff who work for them."""

from django import forms

from junheng.apps.guardians.states import RightKind, RightStep
from junheng.core.files.pictures import LARGEST_BYTES
from junheng.core.messages import sentence

_LONGEST = 500
_LONGEST_CODE = 60


class SignInForm(forms.Form):
    """Query code, last six, and the agreement; whatever is typed is a try, never a fault of form.

    Nothing is refused by the form but a missing agreement, so that all failures are alike.
    """

    query_code = forms.CharField(
        label="查询码",
        required=False,
        strip=True,
        help_text="印在核对单上，8 个字母和数字，大小写都可以。",
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "maxlength": _LONGEST_CODE,
                "required": True,
            }
        ),
    )
    last_six = forms.CharField(
        label="孩子证件号后六位",
        required=False,
        help_text="最后一位是 X 的输 X。没有证件号的，输出生年月日六位，如 200103。",
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "maxlength": 12,
                "required": True,
            }
        ),
    )
    agrees = forms.BooleanField(
        label="我是孩子的监护人，已看过处理规则，同意为网上查询处理孩子的信息",
        required=False,
    )


class DisputeForm(forms.Form):
    """What is wrong with the record, and a picture that shows it."""

    statement = forms.CharField(
        label="哪一项不对？正确的是什么？",
        max_length=_LONGEST,
        widget=forms.Textarea({"rows": 4}),
    )
    picture = forms.FileField(
        label="证明的照片",
        required=False,
        help_text="例如户口簿那一页。只收照片（JPG、PNG、WebP），不超过 20 MB。",
        widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )

    def clean_picture(self) -> object:
        """Refuse what is too large before it is read."""
        picture = self.cleaned_data["picture"]
        if picture is not None and picture.size > LARGEST_BYTES:
            limit = LARGEST_BYTES // (1 << 20)
            raise forms.ValidationError(sentence("picture_too_large", {"limit": limit}))
        return picture


class PhoneForm(forms.Form):
    """A telephone for messages, and the consent that it needs of its own."""

    phone = forms.CharField(
        label="手机号",
        max_length=_LONGEST_CODE,
        help_text="11 位手机号，公布后发一条短信：班级和班主任。",
        widget=forms.TextInput(
            {"type": "tel", "inputmode": "numeric", "autocomplete": "tel-national"}
        ),
    )
    agrees = forms.BooleanField(
        label="这是我的手机号，同意用它接收编班结果短信",
        error_messages={"required": "同意的请打勾；不同意的不用登记手机号，到这里查就可以。"},
    )


class RightForm(forms.Form):
    """A request about what is kept of the child."""

    kind = forms.ChoiceField(label="您要做什么？", choices=RightKind.choices)
    words = forms.CharField(
        label="具体要求",
        max_length=_LONGEST,
        help_text="例如：要更正哪一项，正确的是什么；要哪一份材料的复印件。",
        widget=forms.Textarea({"rows": 4}),
    )


class AnswerForm(forms.Form):
    """What was done with a request."""

    step = forms.ChoiceField(label="办理结果", choices=RightStep.choices)
    answer = forms.CharField(
        label="给家长的答复",
        max_length=_LONGEST,
        help_text="写明怎么办的；不能办理的，写明依据的规定。家长会看到这些话。",
        widget=forms.Textarea({"rows": 4}),
    )

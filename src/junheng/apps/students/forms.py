"""Forms about students and their rosters."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django import forms

from junheng.apps.students.columns import CorrectionField
from junheng.apps.students.states import DoubleSide
from junheng.core.access import NotAllowed, NotVisible, StepRefused
from junheng.core.messages import describe
from junheng.engine.errors import JunhengError

MOST_BYTES = 20 * 1024 * 1024
_LONGEST = 300
WISHES = (("", "（请选择）"), ("together", "同班"), ("apart", "不同班"), ("none", "无要求"))


@contextmanager
def told_on(form: forms.Form, field: str | None = None) -> Iterator[None]:
    """Show what is wrong with the values on the form; refusals of the act itself go on up."""
    try:
        yield
    except (NotVisible, NotAllowed, StepRefused):
        raise
    except JunhengError as error:
        form.add_error(field, describe(error))


class RosterForm(forms.Form):
    """A roster to upload."""

    file = forms.FileField(
        label="选择名册文件",
        help_text="支持 .xlsx、.xls、.csv，不超过 20 MB。",
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls,.csv"}),
    )

    def clean_file(self) -> object:
        """Refuse what is larger than any roster."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("文件超过 20 MB，请删去图片和无关的工作表后再试。")
        return file


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label="理由",
        max_length=_LONGEST,
        help_text="写明依据，例如：核对户口簿，原名册把“婷”误录为“亭”。",
        widget=forms.Textarea({"rows": 3}),
    )


class DecisionForm(ReasonForm):
    """With which of two schools a child stays, and why."""

    keeps = forms.ChoiceField(label="学生留在哪所学校", choices=(), widget=forms.RadioSelect)
    field_order = ("keeps", "reason")

    def __init__(self, *args: object, earlier: str, later: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["keeps"].choices = [  # type: ignore[attr-defined] # a field of choices
            (DoubleSide.EARLIER, f"{earlier}（先上报）"),
            (DoubleSide.LATER, f"{later}（后上报）"),
        ]
        self.fields[
            "reason"
        ].help_text = "写明依据，例如：家长已在城关二小办理报到，有报到单；已电话通知两校。"


class CorrectionForm(ReasonForm):
    """One student's fields as the roster has them, and why they are corrected or typed in."""

    def __init__(self, *args: object, of: Iterable[CorrectionField], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.keys = [field.key for field in of]
        self.titles = {field.title: field.key for field in of}
        self.fields = {field.key: _input(field) for field in of} | self.fields

    def texts(self) -> dict[str, str]:
        """What was typed, by key."""
        return {key: self.cleaned_data.get(key, "") for key in self.keys}


class EntryForm(CorrectionForm):
    """The same for a child who is typed in: nothing about the child is chosen beforehand."""

    def __init__(self, *args: object, of: Iterable[CorrectionField], **kwargs: object) -> None:
        super().__init__(*args, of=of, **kwargs)
        gender: Any = self.fields["gender"]
        gender.choices = [("", "（请选择）"), *gender.choices]
        self.fields["reason"].help_text = "例如：8月27日到校报到，名册上报以后新办的入学手续。"


def _input(field: CorrectionField) -> forms.Field:
    if field.allowed:
        choices = [(text, text) for text in field.allowed]
        if field.key == "ethnicity":
            choices.insert(0, ("", "（未填）"))
        return forms.ChoiceField(
            label=field.title,
            help_text=field.help,
            choices=choices,
            required=field.required or field.key != "ethnicity",
        )
    return forms.CharField(
        label=field.title,
        help_text=field.help,
        required=field.required,
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class SearchForm(forms.Form):
    """An identity number to look for; exact, because parts of numbers are not kept."""

    number = forms.CharField(
        label="证件号",
        max_length=30,
        help_text="填完整的证件号，只能整号查找，不能查姓名或一部分号码。",
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "latin"}),
    )


class DisputeForm(forms.Form):
    """What a family objects to."""

    statement = forms.CharField(
        label="家长的意见",
        max_length=_LONGEST,
        help_text="按核对单上家长写的填：哪一项有误，应为什么。",
        widget=forms.Textarea({"rows": 3}),
    )


class SettlementForm(forms.Form):
    """How a dispute was worked off."""

    settlement = forms.CharField(
        label="核实情况和处理结果",
        max_length=_LONGEST,
        help_text="例如：核对户口簿，出生日期确有误，已更正；或：核对无误，已向家长说明。",
        widget=forms.Textarea({"rows": 3}),
    )
    is_signed = forms.BooleanField(
        label="家长已在处理结果（或更正后的核对单）上签字", required=False
    )


class WishForm(forms.Form):
    """What guardians of siblings wish."""

    wish = forms.ChoiceField(label="监护人意愿", choices=WISHES)
    reason = forms.CharField(
        label="依据",
        max_length=_LONGEST,
        help_text="例如：监护人在核对单上勾选并签字，8月30日收回。",
    )


class JoinForm(WishForm):
    """Students that are siblings of one birth, by their rows on the roster."""

    rows = forms.CharField(
        label="学生在名册中的行号",
        max_length=60,
        help_text="两名或以上，用顿号或空格隔开，例如：5、18。行号在学生名单的第一列。",
    )
    field_order = ("rows", "wish", "reason")

    def clean_rows(self) -> list[int]:
        """Whole numbers."""
        text = self.cleaned_data["rows"]
        parts = [part for part in re.split(r"[\s,，、;；]+", text) if part]
        if not all(re.fullmatch(r"[0-9]{1,6}", part) for part in parts):
            raise forms.ValidationError("请只填行号，用顿号或空格隔开。")
        return [int(part) for part in parts]

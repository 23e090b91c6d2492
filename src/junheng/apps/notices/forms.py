"""Forms about notices and objections."""

from typing import Any

from django import forms

from junheng.apps.notices.states import Channel, Conclusion
from junheng.core.access.days import DayField, MomentField
from junheng.core.files.kinds import MEBIBYTE
from junheng.core.files.pictures import LARGEST_BYTES

MOMENT_FORMAT = "%Y-%m-%dT%H:%M"


def _words(label: str, help_text: str, *, longest: int, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        widget=forms.Textarea({"rows": rows}),
    )


class PostingForm(forms.Form):
    """Where, since when, and the proof."""

    place = forms.CharField(
        label="张贴地点", max_length=100, help_text="写清楚在哪里，例如：校门口左侧公告栏。"
    )
    posted_at = MomentField(
        label="张贴时间",
        help_text="贴上去的时间，精确到分钟就行。公示期从第二天算起。",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT_FORMAT),
    )
    photo = forms.FileField(
        label="张贴照片",
        help_text=(
            "贴好以后拍一张，要能看清公告和周围的位置，不要拍到学生。JPG 或 PNG，不超过 20 MB。"
            "照片里的拍摄地点、手机型号等信息会自动去掉。"
        ),
        widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )

    def clean_photo(self) -> Any:
        """Refuse what is larger than any photograph."""
        photo = self.cleaned_data["photo"]
        if photo.size > LARGEST_BYTES:
            limit = LARGEST_BYTES // MEBIBYTE
            raise forms.ValidationError(f"照片超过 {limit} MB，请用普通画质重拍。")
        return photo


class WithdrawForm(forms.Form):
    """Why a notice is withdrawn."""

    reason = _words(
        "作废理由", "写明错在哪里。不要写学生姓名和证件号。作废后不能恢复。", longest=300
    )


class ObjectionForm(forms.Form):
    """What was objected, and how it came in."""

    channel = forms.ChoiceField(label="来源", choices=Channel.choices)
    received_on = DayField(
        label="收到日期", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    content = _words(
        "异议内容", "写清楚对哪一点有异议。尽量不写能看出提出人是谁的话。", longest=2000, rows=6
    )
    person = forms.CharField(
        label="提出人",
        required=False,
        max_length=40,
        help_text="匿名的不填。加密保存；教育局收到的，学校看不到提出人。",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    contact = forms.CharField(
        label="联系方式",
        required=False,
        max_length=80,
        help_text="电话或地址，用来答复本人。加密保存。",
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class AnswerForm(forms.Form):
    """What was found and answered."""

    conclusion = forms.ChoiceField(label="结论", choices=Conclusion.choices)
    answer = _words(
        "调查和答复",
        "写明查了什么、结论是什么、怎样告知本人。登记后不能修改。",
        longest=2000,
        rows=6,
    )

"""Forms about campaigns and cohorts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django import forms

from junheng.apps.campaigns.models import PLAN_FILE
from junheng.apps.campaigns.states import DayKind
from junheng.core.access import NotAllowed, NotVisible, StepRefused
from junheng.core.access.days import DayField
from junheng.core.files.kinds import MEBIBYTE
from junheng.core.messages import describe
from junheng.engine.errors import JunhengError


@contextmanager
def told_on(form: forms.Form) -> Iterator[None]:
    """Show what is wrong with the values on the form; refusals of the act itself go on up."""
    try:
        yield
    except (NotVisible, NotAllowed, StepRefused):
        raise
    except JunhengError as error:
        form.add_error(None, describe(error))


def _day(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, help_text=help_text, required=required, widget=widget)


class OpenForm(forms.Form):
    """A new year."""

    year = forms.IntegerField(
        label="年度",
        min_value=2020,
        max_value=2099,
        help_text="新生入学的年份，例如 2026。一年只开一次。",
    )
    title = forms.CharField(
        label="名称", max_length=80, help_text="印在公告和表格上，例如：某某县2026年秋季阳光分班。"
    )


class PlanForm(forms.Form):
    """The plan document and its days."""

    file = forms.FileField(
        label="工作方案（PDF）",
        required=False,
        help_text=(
            "盖章后的扫描件或由 Word 另存的 PDF，不超过 20 MB。已上传过的，不选文件就保留原来的。"
        ),
        widget=forms.ClearableFileInput({"accept": ".pdf,application/pdf"}),
    )
    plan_on = _day("方案公布日期", "方案在网站或公示栏公布的那一天，不晚于招生方案公布日期。")
    enrolment_plan_on = _day("招生方案公布日期", "本年度义务教育招生方案公布的那一天。")

    def clean_file(self) -> Any:
        """Refuse what is larger than any plan."""
        file = self.cleaned_data["file"]
        if file and file.size > PLAN_FILE.largest_bytes:
            limit = PLAN_FILE.largest_bytes // MEBIBYTE
            raise forms.ValidationError(f"文件超过 {limit} MB，请压缩后再试。")
        return file


class CeremonyDayForm(forms.Form):
    """The one day that a calendar is proposed from."""

    ceremony = _day("现场编班日期", "先定这一天，其余日期按规定天数自动排好，再逐个修改。")


_HELP_OF_DAYS: Mapping[DayKind, str] = {
    DayKind.PLAN: "学校从这一天起可以填报。",
    DayKind.ROSTER_DUE: "学校在这一天之前导入新生名册。",
    DayKind.CONFIRM_DUE: "家长核对单全部收回、学校提交审定。",
    DayKind.REVIEW_DUE: "教育局审定完毕。",
    DayKind.FREEZE: "名册从此不能再改，冻结公告张贴到编班结束。",
    DayKind.CEREMONY: "监督人员到场，摇数、编班、打印、签字。",
    DayKind.LOTS: "学校现场抽签确定班主任。",
    DayKind.NOTICE_END: "公示期满，名单锁定。",
    DayKind.LATE_DRAW: "补录、转入的学生统一编班；没有就不填。",
}


class CalendarForm(forms.Form):
    """All days of the calendar; only the last one can be left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in DayKind:
            required = kind is not DayKind.LATE_DRAW
            self.fields[kind.value] = _day(kind.label, _HELP_OF_DAYS[kind], required=required)

    def days(self) -> dict[DayKind, date]:
        """The days that were filled in."""
        found = {kind: self.cleaned_data.get(kind.value) for kind in DayKind}
        return {kind: day for kind, day in found.items() if day is not None}


def _reason(label: str, help_text: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
    )


class SubmitForm(forms.Form):
    """The number of classes, and why there are more than needed."""

    class_count = forms.IntegerField(label="班级数", min_value=1, max_value=99)
    reason = _reason(
        "多编班级的理由", "班级数比按班额算出的多时才填，例如：教室面积小。", required=False
    )


class ReturnForm(forms.Form):
    """Why a roster goes back."""

    reason = _reason("退回理由", "写明要学校改什么，学校会看到原话。不要写学生姓名和证件号。")


class ReopenForm(forms.Form):
    """Why an approved roster is opened again."""

    reason = _reason("重新开放的理由", "例如：漏报一名随迁子女。不要写学生姓名和证件号。")


class ExemptForm(forms.Form):
    """A single class."""

    student_count = forms.IntegerField(
        label="学生数", min_value=1, max_value=99, help_text="这个年级今年招收的学生总数。"
    )
    reason = _reason("说明", "例如：村小，只招一个班。")

"""Forms about rectifications."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from junheng.apps.accounts.models import User
from junheng.apps.rectifications.services.texts import LONGEST_WORDS
from junheng.apps.rectifications.states import SourceKind
from junheng.apps.schools.models import School
from junheng.core.access.days import DayField
from junheng.core.files.kinds import MEBIBYTE
from junheng.core.files.pictures import LARGEST_BYTES

_FILES: Final = "image/jpeg,image/png,image/webp,application/pdf"
_OF_BUREAU: Final = "bureau"
_NOT_CHOSEN: Final = ("", "请选择")


def _words(label: str, help_text: str, *, rows: int = 5) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": rows}),
    )


def _day(label: str, help_text: str, *, required: bool) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, help_text=help_text, required=required, widget=widget)


class StartForm(forms.Form):
    """Something to be put right, typed in."""

    school = forms.ChoiceField(label="整改单位")
    source = forms.ChoiceField(
        label="来源", choices=[_NOT_CHOSEN, *SourceKind.choices], initial=SourceKind.OTHER
    )
    source_words = forms.CharField(
        label="来源说明",
        required=False,
        max_length=200,
        help_text="例如：2026年11月督查，第3轮。没有可以不填。",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    what = _words(
        "存在的问题和整改要求",
        "一项一条：什么问题、标准是多少、现在是多少、要改到什么样。不写学生和家长的姓名。",
    )
    ground = forms.CharField(
        label="依据",
        max_length=300,
        help_text="文件名称和条款，例如：《教育督导条例》第二十一条。",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    due_on = _day("整改期限", "不填的按地方规则计算工作日。", required=False)

    def __init__(self, *args: Any, schools: Sequence[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].choices = [  # type: ignore[attr-defined]
            _NOT_CHOSEN,
            *((one.code, one.name) for one in schools),
            (_OF_BUREAU, "教育局自己整改"),
        ]

    @property
    def school_code(self) -> str:
        """The chosen school's code; "" for the bureau itself."""
        chosen = str(self.cleaned_data["school"])
        return "" if chosen == _OF_BUREAU else chosen


class ProgressForm(forms.Form):
    """What was done."""

    words = _words("整改进展", "做了什么、做到哪一步、还差什么。保存以后不能改。")


class ReportForm(forms.Form):
    """All that was done."""

    words = _words("整改结果", "写明整改后的情况，有数字的写数字。提出以后等核查，不能再补充。")


class CloseForm(forms.Form):
    """What was looked at."""

    words = _words("核查情况", "怎样核查的（到校、看材料、看数据），看到了什么。销号以后不能再改。")


class ReturnForm(forms.Form):
    """What is missing."""

    words = _words("哪里没有改到位", "写清楚还差什么，学校照着继续整改。")
    due_on = _day("新的期限", "不填的按原来的期限。", required=False)


class ExtendForm(forms.Form):
    """More time."""

    due_on = _day("新的期限", "晚于原来的期限。", required=True)
    words = _words("延期理由", "为什么原来的期限来不及。", rows=3)


class WithdrawForm(forms.Form):
    """Why there is nothing to put right."""

    words = _words("撤销理由", "为什么不需要整改。撤销以后不能恢复，记录仍然保留。", rows=3)


class OwnerForm(forms.Form):
    """Who answers for it."""

    owner = forms.ChoiceField(label="责任人", help_text="本单位已经开通的账号。")

    def __init__(self, *args: Any, owners: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            _NOT_CHOSEN,
            *((one.code, one.name) for one in owners),
        ]


class EvidenceForm(forms.Form):
    """One more file."""

    title = forms.CharField(
        label="材料名称",
        max_length=60,
        help_text="例如：新增图书入库单。不写学生姓名。",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    file = forms.FileField(
        label="文件",
        help_text="照片，或扫描成 PDF 的材料，不超过 20 MB。",
        widget=forms.FileInput({"accept": _FILES}),
    )

    def clean_file(self) -> Any:
        """No file is larger than any photograph."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            limit = LARGEST_BYTES // MEBIBYTE
            raise forms.ValidationError(f"超过 {limit} MB，请用普通画质重拍或分成几份。")
        return file

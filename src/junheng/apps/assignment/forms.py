"""Forms about sessions."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django import forms

from junheng.apps.campaigns.models import Cohort
from junheng.core.access import NotAllowed, NotVisible, StepRefused
from junheng.core.access.days import MomentField
from junheng.core.messages import describe
from junheng.engine.errors import JunhengError

MOST_COPIES = 20
VOID_REASONS = {
    "C": "C 更正名册",
    "P": "P 程序有误",
    "T": "T 录入与签字单不符",
    "E": "E 独立重算不符",
    "R": "R 名册根不符",
    "D": "D 纪检或法院书面决定",
}


@contextmanager
def told_on(form: forms.Form) -> Iterator[None]:
    """Show what is wrong with the values on the form; refusals of the act itself go on up."""
    try:
        yield
    except (NotVisible, NotAllowed, StepRefused):
        raise
    except JunhengError as error:
        form.add_error(None, describe(error))


def _moment(label: str, help_text: str = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return MomentField(
        label=label, help_text=help_text, widget=widget, input_formats=["%Y-%m-%dT%H:%M"]
    )


class SessionForm(forms.Form):
    """Where, when and for which schools a draw is held."""

    title = forms.CharField(
        label="名称", max_length=60, help_text="印在公告上，例如：某某县2026年起始年级阳光分班。"
    )
    host = forms.CharField(label="主持单位", max_length=60)
    place = forms.CharField(label="地点", max_length=60, help_text="例如：县一中礼堂。")
    planned_at = _moment("现场会时间", "冻结公告要在这个时间之前张贴够小时数，家长才来得及看到。")
    cohorts = forms.MultipleChoiceField(
        label="参加的起始年级",
        help_text="只列已审定、还没有排进别的现场会的。全县一起分班就全选；学校自己分班就只选一所。",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, choices: Sequence[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cohorts"]
        field.choices = [  # type: ignore[attr-defined] # a field of choices
            (
                cohort.code,
                f"{cohort.title}（{cohort.student_count} 名学生，{cohort.class_count} 个班）",
            )
            for cohort in choices
        ]


class DigitsForm(forms.Form):
    """The inspector's twenty digits."""

    digits = forms.CharField(
        label="20 位保密数字",
        max_length=60,
        help_text="由纪检监督人员本人在杯中掷出并录入，不给别人看，不记在别处。可以分组写。",
        widget=forms.PasswordInput(
            {"inputmode": "numeric", "autocomplete": "off", "autofocus": True}
        ),
    )


class VoidForm(forms.Form):
    """Why a freeze is void, and who signed for it."""

    reason = forms.ChoiceField(label="理由", choices=list(VOID_REASONS.items()))
    reference = forms.CharField(
        label="依据",
        max_length=60,
        required=False,
        help_text="理由 P 写哪一步有误，理由 D 写决定的文号；不写人名。",
    )
    signers = forms.CharField(
        label="作废单上签字的身份",
        max_length=300,
        help_text="写身份或席位，用顿号隔开，必须有纪检监督；种子锁定以后还要有三分之二的席位。",
    )

    def clean_signers(self) -> list[str]:
        """One by one."""
        words = self.cleaned_data["signers"].replace("，", "、").replace(",", "、").split("、")
        return [word.strip() for word in words if word.strip()]


class SignatureForm(forms.Form):
    """A signature as it stands on paper."""

    role = forms.ChoiceField(label="身份")
    name = forms.CharField(label="姓名", max_length=40)
    organisation = forms.CharField(label="单位", max_length=60, required=False)
    signed_at = _moment("签字时间")

    def __init__(self, *args: Any, roles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, role) for role in roles]  # type: ignore[attr-defined]


class ScanForm(forms.Form):
    """A scan of a signed paper."""

    title = forms.CharField(label="表格", max_length=40, initial="现场监督签字表")
    file = forms.FileField(
        label="扫描件",
        help_text="PDF 或照片（JPG、PNG），不超过 20 MB。照片会去掉拍摄地点等信息后加密保存。",
        widget=forms.ClearableFileInput({"accept": ".pdf,image/jpeg,image/png"}),
    )


class RecordingForm(forms.Form):
    """Where the video of the ceremony is kept."""

    file_name = forms.CharField(label="文件名或光盘编号", max_length=80)
    keeper = forms.CharField(label="保管单位", max_length=60)
    starts_at = _moment("录像开始")
    ends_at = _moment("录像结束")
    digest = forms.RegexField(
        r"\A[0-9a-fA-F]{64}\Z",
        label="校验值（SHA-256）",
        required=False,
        help_text="64 位。可用 certutil -hashfile 文件名 SHA256 算出。",
        error_messages={"invalid": "要正好 64 位十六进制数字，或者不填。"},
    )


class ArchiveForm(forms.Form):
    """How many discs; the halves where the platform no longer holds them."""

    copies = forms.IntegerField(label="刻几份", min_value=1, max_value=MOST_COPIES, initial=3)
    first = forms.CharField(
        label="口令前半（教育局）",
        max_length=40,
        required=False,
        widget=forms.PasswordInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text="平台还保存着口令时不用填。",
    )
    second = forms.CharField(
        label="口令后半（纪检监督）",
        max_length=40,
        required=False,
        widget=forms.PasswordInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    @property
    def halves(self) -> tuple[str, str] | None:
        """Both halves as typed, if they were."""
        first, second = self.cleaned_data["first"], self.cleaned_data["second"]
        return (first, second) if first or second else None

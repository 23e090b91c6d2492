"""Forms of the monitoring."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django import forms

from junheng.apps.monitoring.services.filling import LONGEST_WORDS
from junheng.apps.monitoring.services.reading import MOST_BYTES
from junheng.apps.monitoring.services.reviewing import SHORTEST_REASON
from junheng.apps.schools.models import SIX_DIGITS
from junheng.core.access.days import DayField
from junheng.core.files.kinds import MEBIBYTE
from junheng.monitoring import Change, SchoolKind
from junheng.profiles import Stage
from junheng.profiles.indicators import Catalogue, Indicator, catalogue_names, load_catalogue

_NOT_CHOSEN: Final = ("", "请选择")
_KINDS: Final = [(kind.value, kind.value) for kind in SchoolKind]
_STAGES: Final = [("", "不分学段"), *((stage.value, stage.label) for stage in Stage)]
CHANGE_LINES: Final = 4


def _day(label: str, help_text: str) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, help_text=help_text, widget=widget)


def _catalogues() -> list[tuple[str, str]]:
    return [(name, load_catalogue(name).title) for name in catalogue_names()]


class DatesForm(forms.Form):
    """From when until when schools fill in."""

    opens_on = _day("开始填报", "从这一天起学校可以下载、上传数据表。")
    closes_on = _day("填报截止", "过了这一天还没有报送的，列为逾期；逾期后仍可以报送。")


class OpenForm(DatesForm):
    """A new year."""

    year = forms.IntegerField(
        label="年度", min_value=2000, max_value=2099, help_text="例如 2026。一年只建一次。"
    )
    catalogue_name = forms.ChoiceField(
        label="指标体系", choices=_catalogues, help_text="按哪一份文件监测；建立以后不能换。"
    )
    field_order = ("year", "catalogue_name", "opens_on", "closes_on")


class SheetForm(forms.Form):
    """A workbook to upload."""

    file = forms.FileField(
        label="选择填好的数据表",
        help_text="用从本页下载的 .xlsx 填写，不超过 5 MB。",
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls"}),
    )

    def clean_file(self) -> Any:
        """Refuse what is larger than any workbook of figures."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("文件超过 5 MB，请删去图片和无关的工作表后再试。")
        return file


class EarlierForm(SheetForm):
    """An earlier year's workbook of the whole county."""

    catalogue_name = forms.ChoiceField(label="指标体系", choices=_catalogues)
    field_order = ("catalogue_name", "file")


class SchoolForm(forms.Form):
    """A school that the platform does not have."""

    school_code = forms.CharField(
        label="学校代码",
        max_length=6,
        validators=[SIX_DIGITS],
        help_text="六位数字；平台上没有的学校由教育局编定。",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = forms.CharField(label="学校名称", max_length=60)
    kind = forms.TypedChoiceField(label="办学类型", choices=_KINDS, coerce=SchoolKind)


class KindForm(forms.Form):
    """What kind of school it is."""

    kind = forms.TypedChoiceField(
        label="办学类型",
        choices=_KINDS,
        coerce=SchoolKind,
        help_text="数据表按办学类型生成。已经上传的数据，换了类型就清空。",
    )


class ExplanationForm(forms.Form):
    """Words about what stands out."""

    words = forms.CharField(
        label="情况说明",
        max_length=LONGEST_WORDS,
        required=False,
        help_text="逐条写明原因，例如“新建教学楼 9 月启用，用房面积增加 2600 平方米”。不写人名。",
        widget=forms.Textarea({"rows": 4}),
    )


class ReasonForm(forms.Form):
    """Why something is returned, opened again or not expected."""

    reason = forms.CharField(
        label="理由",
        min_length=SHORTEST_REASON,
        max_length=500,
        help_text="学校会看到，请写清楚要改哪里。不写人名。",
        widget=forms.Textarea({"rows": 4}),
    )


class WithdrawForm(forms.Form):
    """Why a public version is taken down."""

    reason = forms.CharField(
        label="撤下的原因",
        min_length=SHORTEST_REASON,
        max_length=500,
        help_text="记入审计记录，不对外公开。不写人名。",
        widget=forms.Textarea({"rows": 4}),
    )


class EvidenceForm(forms.Form):
    """A file that proves an indicator."""

    indicator = forms.ChoiceField(
        label="证明哪个指标",
        help_text="只列需要材料的指标。",
        error_messages={"invalid_choice": "这个指标不需要材料，请从列出的指标里选。"},
    )
    file = forms.FileField(
        label="材料",
        help_text="照片或 PDF，不超过 30 MB。学生、家长的姓名和面部请先遮住。",
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )

    def __init__(self, *args: Any, asked: Sequence[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.code, f"{one.code} {one.name}") for one in asked]
        self.fields["indicator"].choices = [_NOT_CHOSEN, *choices]  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Refuse what is larger than any scan."""
        file = self.cleaned_data["file"]
        if file.size > 30 * MEBIBYTE:
            raise forms.ValidationError("文件超过 30 MB，请压缩后再试。")
        return file


class StartForm(forms.Form):
    """Until when shortfalls are to be put right."""

    due_on = DayField(
        label="整改期限",
        required=False,
        help_text="不填就按地方规则的天数。",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


class PricesForm(forms.Form):
    """What one unit of each thing costs."""

    def __init__(
        self, *args: Any, catalogue: Catalogue, prices: Mapping[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, price in prices.items():
            quantity = catalogue.quantities[name]
            self.fields[name] = forms.IntegerField(
                label=f"{quantity.title}，每{quantity.unit}",
                min_value=1,
                max_value=10**9,
                initial=price,
            )


class ChangeForm(forms.Form):
    """One line of a what-if; an empty one is left out."""

    school = forms.ChoiceField(label="学校", required=False)
    quantity = forms.ChoiceField(label="改什么", required=False)
    stage = forms.ChoiceField(label="学段", required=False, choices=_STAGES)
    added = forms.DecimalField(
        label="增加多少",
        required=False,
        max_digits=14,
        decimal_places=4,
        widget=forms.TextInput({"inputmode": "text", "autocomplete": "off"}),
    )

    def __init__(
        self, *args: Any, schools: Sequence[tuple[str, str]], catalogue: Catalogue, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        quantities = [
            (one.name, f"{one.title}{'' if one.is_yes_no else f'（{one.unit}）'}")
            for one in catalogue.quantities.values()
            if not one.sum_of
        ]
        self.fields["school"].choices = [("", "全县"), *schools]  # type: ignore[attr-defined]
        self.fields["quantity"].choices = [_NOT_CHOSEN, *quantities]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What and how much belong together."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("quantity") and given.get("added") is None and "added" not in self.errors:
            self.add_error("added", "请写增加多少，减少写负数。")
        if given.get("added") is not None and not given.get("quantity"):
            self.add_error("quantity", "请选择改什么。")
        return given

    def change(self) -> Change | None:
        """The line as a change."""
        given = self.cleaned_data
        if not given.get("quantity"):
            return None
        added: Decimal = given["added"]
        stage = Stage(given["stage"]) if given.get("stage") else None
        return Change(given["quantity"], Fraction(added), given.get("school") or "", stage)


class WhatIfForm:
    """A few lines of changes; in the address, so that a variant can be kept and sent."""

    def __init__(
        self, given: Any, *, schools: Sequence[tuple[str, str]], catalogue: Catalogue
    ) -> None:
        is_asked = bool(given and any(key.startswith("c1") for key in given))
        self.is_asked = is_asked
        self.lines = [
            ChangeForm(
                given if is_asked else None,
                prefix=f"c{number}",
                schools=schools,
                catalogue=catalogue,
            )
            for number in range(1, CHANGE_LINES + 1)
        ]

    def is_valid(self) -> bool:
        """Whether every line is right and there is one."""
        # Every line is asked, so that each shows its own mistakes.
        found = [line.is_valid() for line in self.lines]
        return self.is_asked and all(found)

    def changes(self) -> list[Change]:
        """The lines that change something."""
        return [change for line in self.lines if (change := line.change())]

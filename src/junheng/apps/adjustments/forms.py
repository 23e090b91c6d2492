"""Forms about late arrivals, changes and the registered roll."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from junheng.apps.adjustments.models import PAPER, ChangeRequest
from junheng.apps.adjustments.services.changing import SHORTEST_REASON
from junheng.apps.adjustments.states import DECISIONS, GROUNDS, Decision, Ground, RequestKind
from junheng.core.access.days import DayField
from junheng.core.files.kinds import MEBIBYTE
from junheng.profiles import JurisdictionProfile

MOST_BYTES: Final = 20 * MEBIBYTE


def _no_autofill(**more: str) -> dict[str, str]:
    return {"autocomplete": "off", **more}


def _limited(file: Any, limit: int) -> Any:
    if file and file.size > limit:
        raise forms.ValidationError(f"文件超过 {limit // MEBIBYTE} MB，请压缩后再试。")
    return file


class SheetForm(forms.Form):
    """A spreadsheet to upload."""

    file = forms.FileField(
        label="选择表格文件",
        help_text="支持 .xlsx、.xls、.csv，不超过 20 MB。",
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls,.csv"}),
    )

    def clean_file(self) -> Any:
        """Refuse what is larger than any list of students."""
        return _limited(self.cleaned_data["file"], MOST_BYTES)


class BatchForm(forms.Form):
    """A new batch of late arrivals."""

    reason = forms.TypedChoiceField(
        label="来由",
        coerce=int,
        choices=[(1, "补报：本学区应入学、名册冻结时漏报"), (2, "转入"), (9, "其他")],
        help_text="起始年级新生第一学期内不得转学：第一学期的“转入”须先有教育局批准。",
    )
    registered_on = DayField(
        label="登记日期",
        help_text="家长到学校登记的那一天。会冻结进补录名单，公开可查。",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    permit = forms.ChoiceField(
        label="批准（第一学期内转入才选）",
        required=False,
        help_text="没有可选的，就是还没有批准：到“申请调整”里选“第一学期内转入”。",
    )

    def __init__(self, *args: Any, permits: Sequence[ChangeRequest] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["permit"].choices = [  # type: ignore[attr-defined]
            ("", "没有"),
            *((one.code, f"{one.number} {one.get_ground_display()}") for one in permits),
        ]


class ArrivalForm(forms.Form):
    """One late arrival, typed; the fields are the columns of a roster that this place reads."""

    TITLES: Final = {
        "name": "姓名",
        "gender": "性别",
        "identity_number": "身份证号",
        "ethnic": "民族",
        "origin": "毕业学校",
        "migrant": "是否随迁子女",
        "left_behind": "是否留守儿童",
        "boarding": "是否寄宿",
        "sen": "是否随班就读",
    }
    YES_NO: Final = ("migrant", "left_behind", "boarding", "sen")

    name = forms.CharField(
        label="姓名",
        max_length=50,
        help_text="与户口簿一致。",
        widget=forms.TextInput(_no_autofill()),
    )
    gender = forms.ChoiceField(label="性别", choices=[("", "请选择"), ("男", "男"), ("女", "女")])
    identity_number = forms.CharField(
        label="身份证号", max_length=30, widget=forms.TextInput(_no_autofill())
    )

    def __init__(self, *args: Any, profile: JurisdictionProfile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {attribute.name for attribute in profile.attributes} | {"sen"}
        for name, title in self.TITLES.items():
            if name in self.fields or name not in wanted:
                continue
            if name in self.YES_NO:
                self.fields[name] = forms.ChoiceField(
                    label=title, choices=[("否", "否"), ("是", "是")]
                )
            else:
                self.fields[name] = forms.CharField(
                    label=title, max_length=60, widget=forms.TextInput(_no_autofill())
                )

    def values(self) -> dict[str, str]:
        """Texts by the headings of a roster."""
        return {self.TITLES[name]: text for name, text in self.cleaned_data.items()}


class NumbersForm(forms.Form):
    """Numbers of a small ceremony as one person reads them from paper."""

    public = forms.CharField(
        label="公开数",
        max_length=100,
        help_text="当众掷出的数字，至少 8 位，按掷出的先后，可以带空格。",
        widget=forms.TextInput(_no_autofill(inputmode="numeric")),
    )
    cards = forms.CharField(
        label="封签卡",
        max_length=200,
        help_text="按拆封的先后，每张 8 位，用空格隔开，至少两张；空卡写“空”。",
        widget=forms.TextInput(_no_autofill()),
    )


class CountersignForm(forms.Form):
    """The inspector's words where there is no choice."""

    hole_reason = forms.CharField(
        label="空位原因",
        max_length=200,
        help_text="写明这个班为什么比别的班少，如“两名学生已批准离校”。会写在公告上。",
        widget=forms.Textarea({"rows": 2}),
    )


class RequestForm(forms.Form):
    """A request for a change; which fields it has depends on what is asked for."""

    ground = forms.ChoiceField(label="理由", choices=())
    identity_number = forms.CharField(
        label="学生的身份证号",
        max_length=30,
        help_text="按完整号码找到学生和现在的班级；这次查找会记录。",
        widget=forms.TextInput(_no_autofill()),
    )
    who = forms.CharField(label="姓名", max_length=40, widget=forms.TextInput(_no_autofill()))
    successor = forms.CharField(
        label="接任班主任",
        max_length=40,
        help_text="接任的是这位班主任的班，不与别的班互换。",
        widget=forms.TextInput(_no_autofill()),
    )
    plan = forms.CharField(
        label="调整方案",
        max_length=2000,
        help_text="增减哪些班、涉及的学生怎样抽签、教师怎样安排。",
        widget=forms.Textarea({"rows": 5}),
    )
    reason = forms.CharField(
        label="原因",
        max_length=1000,
        min_length=SHORTEST_REASON,
        help_text="写清事实和经过，不写别的学生的姓名。",
        widget=forms.Textarea({"rows": 4}),
    )
    evidence = forms.FileField(
        label="证明材料（PDF）",
        help_text="一个 PDF 文件，不超过 20 MB；多份材料请合并成一个文件。",
        widget=forms.ClearableFileInput({"accept": ".pdf,application/pdf"}),
    )

    FIELDS: Final = {
        RequestKind.MOVE: ("identity_number",),
        RequestKind.LEAVE: ("identity_number",),
        RequestKind.ADMIT: ("who",),
        RequestKind.TEACHER: ("who", "successor"),
        RequestKind.MERGE: ("plan",),
    }

    def __init__(
        self, *args: Any, kind: RequestKind, teachers: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in ("identity_number", "who", "successor", "plan"):
            if name not in self.FIELDS[kind]:
                del self.fields[name]
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            *((one.value, Ground(one).label) for one in GROUNDS[kind]),
        ]
        if kind == RequestKind.TEACHER:
            choices = [("", "请选择"), *((name, name) for name in teachers)]
            self.fields["who"] = forms.ChoiceField(label="原班主任", choices=choices)
        if kind == RequestKind.ADMIT:
            self.fields["who"].label = "要转入的学生姓名"

    def clean_evidence(self) -> Any:
        """Refuse what is larger than a scan."""
        return _limited(self.cleaned_data["evidence"], PAPER.largest_bytes)


class WordsForm(forms.Form):
    """An opinion."""

    words = forms.CharField(
        label="意见", max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )


class AgainstForm(forms.Form):
    """Why a request is returned or refused."""

    words = forms.CharField(
        label="退回或不予批准的理由", max_length=300, widget=forms.Textarea({"rows": 2})
    )


class ApproveForm(WordsForm):
    """The approval with the bureau's own number on paper."""

    paper_number = forms.CharField(
        label="批准文号",
        max_length=40,
        required=False,
        help_text="局里红头文件的文号；没有的留空，平台会编一个批准号。",
    )


class DecisionForm(forms.Form):
    """How one difference was worked off."""

    decision = forms.ChoiceField(label="处理意见", choices=(), widget=forms.RadioSelect)
    note = forms.CharField(
        label="说明",
        max_length=200,
        help_text="怎样办的、凭什么材料，如“9 月 20 日已在学籍系统改为 2 班，系统流水号…”。",
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [  # type: ignore[attr-defined]
            (one.value, Decision(one).label) for one in DECISIONS[kind]
        ]

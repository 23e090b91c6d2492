"""Forms of the inspections."""

import re
from collections.abc import Sequence
from typing import Any, Final

from django import forms

from junheng.apps.campaigns.models import Cohort
from junheng.apps.inspections.services.reading import Upload
from junheng.apps.inspections.states import CheckItem, FindingKind, Period, Strata
from junheng.apps.schools.models import School
from junheng.core.access.days import DayField
from junheng.core.files.kinds import MEBIBYTE
from junheng.rosters.class_lists import ListChoices

MOST_BYTES: Final = 20 * MEBIBYTE
_NONE: Final = "无"
_GROUNDS: Final = (
    "义务教育法第二十二条：不得将学校分为重点学校和非重点学校，不得分设重点班和非重点班",
    "阳光分班实施方案：学生由电脑随机均衡编班，名单确定后不得变动",
    "阳光分班实施方案：起始年级不得以任何名义设重点班、实验班、快慢班",
    "教育督导条例：应当如实提供督导所需的材料",
)


def _day(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, help_text=help_text, required=required, widget=widget)


def _area(label: str, help_text: str, *, rows: int, longest: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        widget=forms.Textarea({"rows": rows}),
    )


def _line(label: str, help_text: str, *, longest: int = 100, initial: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        required=False,
        initial=initial,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class RoundForm(forms.Form):
    """A new round."""

    year = forms.IntegerField(label="年度", min_value=2020, max_value=2099)
    period = forms.ChoiceField(
        label="时段", choices=Period.choices, help_text="每年四次，另外增加的选“专项督查”。"
    )
    title = forms.CharField(
        label="名称", max_length=60, help_text="印在报告上，例如：2026年11月阳光分班督查。"
    )
    begins_on = _day("开始日期")
    ends_on = _day("结束日期")

    def clean_period(self) -> Period:
        """The period as what it is."""
        return Period(self.cleaned_data["period"])


class InspectorsForm(forms.Form):
    """Who inspects."""

    accounts = forms.MultipleChoiceField(
        label="督查人员",
        help_text="只列出有“责任督学”岗位的人；没有的请安全管理员授予岗位。",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, known: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accounts"].choices = known  # type: ignore[attr-defined]


class ChooseForm(forms.Form):
    """A school chosen by hand."""

    school_code = forms.ChoiceField(label="学校")
    reason = forms.CharField(
        label="指定的理由", max_length=100, help_text="例如：上半年有投诉；三年没有督查过。"
    )

    def __init__(self, *args: Any, schools: Sequence[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_code"].choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            *((one.code, one.name) for one in schools),
        ]


class AnnounceForm(forms.Form):
    """The frame of a sample."""

    strata = forms.ChoiceField(
        label="怎样分类", choices=Strata.choices, help_text="每一类至少抽一所，其余按学校数分配。"
    )
    wanted = forms.IntegerField(label="一共抽几所", min_value=1, max_value=500)
    source = forms.CharField(
        label="将用哪一个公开数",
        max_length=100,
        help_text=(
            "现在还不知道、到时谁都查得到的数，例如“2026年11月25日福彩双色球第2026136期"
            "开奖号码”，或者“2026年11月24日9时在局机关当众掷骰子”。"
        ),
    )

    def clean_strata(self) -> Strata:
        """The way to divide as what it is."""
        return Strata(self.cleaned_data["strata"])


class NumberForm(forms.Form):
    """The public number."""

    number = forms.CharField(
        label="公开数",
        max_length=120,
        help_text="按公布的先后照抄，至少 8 位数字，可以带空格。只能填一次。",
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )


class VisitForm(forms.Form):
    """What was looked at in a school."""

    visited_on = _day("到校日期")
    items = forms.MultipleChoiceField(
        label="完成的项目",
        choices=CheckItem.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    notes = _area(
        "督查记录", "看到的情况。不写学生的姓名。加密保存，学校看不到。", rows=5, longest=4000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notes"].required = False


class ListForm(forms.Form):
    """A list as found in class."""

    file = forms.FileField(
        label="名单文件",
        help_text="在班里点名后的名单，一行一个学生，.xlsx、.xls、.csv，不超过 20 MB。文件不保存。",
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls,.csv"}),
    )
    cohort = forms.ChoiceField(label="和哪份锁定名单比对", required=False)
    grade = _line("年级", "没有锁定名单的才填，例如“八年级”。只检验，不比对。", longest=20)
    class_column = _line("班级那一列的表头", "和表里写法一样。", longest=40, initial="班级")
    marks = _line(
        "成绩列的表头",
        "分班以后某次考试的成绩，如“期中总分”；几列用顿号隔开。只用于这次检验，检验完就销毁。",
    )
    groups = _line("要看聚集的其他列", "如“幼儿园”“家长单位”；几列用顿号隔开。")
    teachers = _line("老师情况的列", "教龄、职称等级等数字，一班一个；几列用顿号隔开。")
    balanced = _line(
        "分班时均衡过哪些列",
        "不填，按地方规则；都没有均衡过，写“无”。写错会把正常的均衡看成“太匀”。",
    )
    sheet = _line("工作表", "文件里有几张名单时，写明用哪一张。", longest=60)

    def __init__(self, *args: Any, cohorts: Sequence[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.code, f"{one.campaign.year}级{one.grade_label}") for one in cohorts]
        self.fields["cohort"].choices = [*known, ("", "没有锁定名单")]  # type: ignore[attr-defined]
        self.fields["cohort"].initial = known[0][0] if known else ""

    def clean_file(self) -> Any:
        """Refuse what is larger than any list of students."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(f"文件超过 {MOST_BYTES // MEBIBYTE} MB，请只留名单再试。")
        return file

    @property
    def upload(self) -> Upload:
        """What the service takes."""
        values = self.cleaned_data
        balanced = _titles(values["balanced"])
        return Upload(
            name=values["file"].name,
            content=values["file"].read(),
            cohort=values["cohort"],
            grade=values["grade"],
            sheet=values["sheet"].strip(),
            choices=ListChoices(
                class_column=values["class_column"].strip() or "班级",
                marks=_titles(values["marks"]),
                groups=_titles(values["groups"]),
                teachers=_titles(values["teachers"]),
                balanced=tuple(one for one in balanced if one != _NONE) if balanced else None,
            ),
        )


class FindingForm(forms.Form):
    """What was found."""

    kind = forms.ChoiceField(label="事项", choices=FindingKind.choices)
    text = _area(
        "督查发现",
        "写看到了什么、怎样核对的。签发后学校能看到这些话：不写学生姓名，不写是谁反映的，"
        "也不替学校下结论。检验只说明偶然能不能造成这份名单。",
        rows=6,
        longest=2000,
    )
    ground = forms.ChoiceField(label="依据", choices=[(one, one) for one in _GROUNDS])
    list_code = forms.ChoiceField(label="有关的名单", required=False)

    def __init__(self, *args: Any, lists: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["list_code"].choices = [("", "没有"), *lists]  # type: ignore[attr-defined]

    def clean_kind(self) -> FindingKind:
        """The kind as what it is."""
        return FindingKind(self.cleaned_data["kind"])


class ReplyForm(forms.Form):
    """What the school says."""

    reply = _area(
        "学校的说明", "同意的写怎样改；不同意的写事实和材料。只能说明一次。", rows=6, longest=2000
    )


class RectifyForm(forms.Form):
    """What is to be put right."""

    what = _area("需要整改什么", "学校在整改里看到的就是这些话。", rows=4, longest=1000)
    deadline = _day("整改期限", "不填，按地方规则的工作日计算。", required=False)


def _titles(text: str) -> tuple[str, ...]:
    """Headings as they are listed by hand."""
    return tuple(one.strip() for one in re.split(r"[、，,；;]", text) if one.strip())

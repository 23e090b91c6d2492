"""Forms about complaints: the public one, and those of the bureau and the schools."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from junheng.apps.complaints.models import Complaint
from junheng.apps.complaints.services.receiving import (
    LONGEST_CONTENT,
    MOST_FILES,
    SHORTEST_CONTENT,
    Told,
)
from junheng.apps.complaints.states import (
    About,
    Category,
    Channel,
    Conclusion,
    ReplyWay,
    UnrepliedGround,
)
from junheng.apps.schools.models import School
from junheng.core.access.days import DayField
from junheng.core.files.kinds import MEBIBYTE
from junheng.core.files.pictures import LARGEST_BYTES

_PICTURES: Final = "image/jpeg,image/png,image/webp"
_PAPERS: Final = f"{_PICTURES},application/pdf"
_FILES: Final = tuple(f"file{number}" for number in range(1, MOST_FILES + 1))
_NOT_CHOSEN: Final = ("", "请选择")


def _area(label: str, help_text: str, *, rows: int = 6, longest: int = LONGEST_CONTENT) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        strip=False,
        widget=forms.Textarea({"rows": rows}),
    )


def _line(label: str, help_text: str = "", *, longest: int = 40, required: bool = False) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        required=required,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


def _file(label: str, help_text: str, accept: str) -> forms.FileField:
    return forms.FileField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.FileInput({"accept": accept}),
    )


class _ComplaintForm(forms.Form):
    """What both forms ask: whom, what, and which papers."""

    category = forms.ChoiceField(label="类别", choices=[_NOT_CHOSEN, *Category.choices])
    about = forms.ChoiceField(label="反映的是", choices=About.choices, initial=About.SCHOOL)
    school = forms.ChoiceField(
        label="学校", required=False, help_text="反映学校的请选；不是反映学校的不选。"
    )

    def __init__(self, *args: Any, schools: Sequence[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [_NOT_CHOSEN, *((one.code, one.name) for one in schools)]
        self.fields["school"].choices = chosen  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Whom it is about and the school must fit; no file is larger than any photograph."""
        values = super().clean() or {}
        if values.get("about") == About.SCHOOL and not values.get("school"):
            self.add_error("school", "反映学校的，请选择是哪一所学校。")
        for name in _FILES:
            file = values.get(name)
            if file is not None and file.size > LARGEST_BYTES:
                limit = LARGEST_BYTES // MEBIBYTE
                self.add_error(name, f"超过 {limit} MB，请用普通画质重拍。")
        return values

    @property
    def told(self) -> Told:
        """The values as the service takes them; a school only where it is complained about."""
        values = self.cleaned_data
        about = About(values["about"])
        return Told(
            category=Category(values["category"]),
            about=about,
            content=values["content"],
            school_code=values["school"] if about == About.SCHOOL else "",
            accused=values["accused"],
            person=values["person"],
            contact=values["contact"],
        )

    @property
    def received_files(self) -> list[Any]:
        """The uploads, in their order."""
        held = [self.cleaned_data.get(name) for name in _FILES]
        return [file.chunks() for file in held if file is not None]


class PublicForm(_ComplaintForm):
    """What anybody may fill in; nothing about himself is needed."""

    accused = _line("反映的人", "知道名字可以写。写了教育局工作人员名字的，本人看不到这件投诉。")
    content = _area(
        "内容",
        f"什么时间、什么事、怎么知道的，至少 {SHORTEST_CONTENT} 个字。"
        "不想让人知道您是谁，就不要写能认出您和孩子的话。",
        rows=8,
    )
    person = _line("您的姓名", "可以不填。加密保存，学校看不到。")
    contact = _line("您的电话", "可以不填。留了电话，承办人可以向您核实情况。", longest=80)
    website = forms.CharField(
        label="这一栏请留空",
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )
    form = forms.CharField(required=False, widget=forms.HiddenInput())
    file1 = _file(
        "照片",
        "没有可以不传。JPG 或 PNG，每张不超过 20 MB。照片里的拍摄地点、手机型号会自动去掉。",
        _PICTURES,
    )
    file2 = _file("第二张照片", "", _PICTURES)
    file3 = _file("第三张照片", "", _PICTURES)


class RecordForm(_ComplaintForm):
    """A complaint that staff writes down."""

    channel = forms.ChoiceField(
        label="来源", choices=[choice for choice in Channel.choices if choice[0] != Channel.WEB]
    )
    received_on = DayField(
        label="收到日期", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    accused = _line("被反映人", "照原话写；与局里工作人员同名的，本人自动回避。")
    accused_accounts = forms.MultipleChoiceField(
        label="需要回避的工作人员",
        required=False,
        help_text="被反映的是局里同事的，勾选本人，他将看不到这件投诉。",
        widget=forms.CheckboxSelectMultiple,
    )
    content = _area("内容", "照原话记。投诉人的姓名、电话填在下面，不要写进内容。", rows=8)
    person = _line("投诉人", "匿名的不填。加密保存，任何时候都不给学校。")
    contact = _line("联系方式", "电话或地址，用来核实和答复。加密保存。", longest=80)
    file1 = _file("材料", "照片，或扫描成 PDF 的来信。每份不超过 20 MB。", _PAPERS)
    file2 = _file("第二份材料", "", _PAPERS)
    file3 = _file("第三份材料", "", _PAPERS)

    def __init__(self, *args: Any, colleagues: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accused_accounts"].choices = colleagues  # type: ignore[attr-defined]
        order = ["channel", "received_on", "category", "about", "school"]
        self.order_fields([*order, "accused", "accused_accounts", "content", "person", "contact"])


class FollowForm(forms.Form):
    """Number and code, as they were written down."""

    number = _line("编号", "例如 2026-0123。", longest=20, required=True)
    secret = _line(
        "查询码", "提交时给您的 10 位字母和数字，大小写都行。", longest=40, required=True
    )


class SupplementForm(forms.Form):
    """More words of the complainant."""

    text = _area("补充", "还有什么要说的，写在这里。", rows=4, longest=2000)


class WordsForm(forms.Form):
    """A reason or a finding."""

    words = _area("说明", "写明具体情况。", rows=5, longest=2000)


class NothingForm(forms.Form):
    """A step that asks nothing."""


class ReferForm(forms.Form):
    """What goes to a school or a unit."""

    school = forms.ChoiceField(label="转给学校", required=False)
    unit = _line("或者转给单位", "平台上没有的单位写名称，内容另行书面送达。", longest=60)
    text = _area(
        "转办内容",
        "学校只看得到这里写的话。只写要核实的事，不写谁投诉的、怎么投诉的，不照抄原话。",
        rows=6,
        longest=2000,
    )

    def __init__(self, *args: Any, schools: Sequence[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].choices = [  # type: ignore[attr-defined]
            ("", "不转给学校"), *((one.code, one.name) for one in schools),
        ]  # fmt: skip


class ReplyForm(forms.Form):
    """What was found, and what the complainant reads."""

    conclusion = forms.ChoiceField(label="结论", choices=[_NOT_CHOSEN, *Conclusion.choices])
    words = _area(
        "答复内容",
        "投诉人凭编号和查询码在网上看到的就是这些话。写明查了什么、结论、怎样处理。",
        longest=2000,
    )
    way = forms.ChoiceField(label="另外怎样告知", choices=ReplyWay.choices)


class UnrepliedForm(forms.Form):
    """Why there is nobody to reply to."""

    ground = forms.ChoiceField(label="理由", choices=[_NOT_CHOSEN, *UnrepliedGround.choices])
    words = _area("说明", "写明怎样核实的。提出后由另一人确认。", rows=4, longest=2000)


class ExcludeForm(forms.Form):
    """A colleague who stays away, or who may help."""

    account = forms.ChoiceField(label="工作人员")
    is_free = forms.ChoiceField(
        label="情况",
        choices=[("no", "需要回避"), ("yes", "可以参与办理")],
    )

    def __init__(self, *args: Any, colleagues: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [_NOT_CHOSEN, *colleagues]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What a school or unit answers."""

    answer = _area("回复", "写明核实的经过和结果，有整改的写明整改。", rows=8, longest=4000)


class EvidenceForm(forms.Form):
    """One more file."""

    file = forms.FileField(
        label="材料",
        help_text="照片，或扫描成 PDF 的材料，不超过 20 MB。",
        widget=forms.FileInput({"accept": _PAPERS}),
    )


def words_of(complaint: Complaint) -> dict[str, str]:
    """What a referral starts from: the category, never the complainant's own words."""
    return {"text": f"请核实：{complaint.get_category_display()}。"}

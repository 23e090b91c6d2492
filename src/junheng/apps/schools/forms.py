"""Forms about the bureau and its schools."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from junheng.apps.schools.models import SIX_DIGITS
from junheng.apps.schools.rules import ContactEntry
from junheng.core.access import NotAllowed, NotVisible, StepRefused
from junheng.core.messages import describe
from junheng.engine.errors import JunhengError
from junheng.profiles import load_profile, profile_names

MOST_BYTES = 5 * 1024 * 1024
_BLANK_LINES = 3
_PHONE = RegexValidator(
    r"\A[0-9+()（）、,，;；/ 转—-]{3,40}\Z",
    "请填写电话号码：只写数字、横线、括号，几个号码用顿号隔开。",
)


@contextmanager
def told_on(form: forms.Form) -> Iterator[None]:
    """Show what is wrong with the values on the form; refusals of the act itself go on up."""
    try:
        yield
    except (NotVisible, NotAllowed, StepRefused):
        raise
    except JunhengError as error:
        form.add_error(None, describe(error))


def profile_choices() -> list[tuple[str, str]]:
    """Jurisdiction profiles by their titles; the national one first."""
    names = sorted(profile_names(), key=lambda name: (name != "national", name))
    return [(name, load_profile(name).title) for name in names]


class BureauForm(forms.Form):
    """The bureau's own data."""

    county_name = forms.CharField(
        label="县（区、市）名称", max_length=40, help_text="例如：某某县、某某区。"
    )
    county_code = forms.CharField(
        label="行政区划代码",
        max_length=6,
        validators=[SIX_DIGITS],
        help_text="六位数字，就是本地身份证号的前六位。",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label="教育局名称", max_length=60, help_text="与公章一致的全称，印在公告和表格上。"
    )
    profile = forms.ChoiceField(
        label="地方规则",
        choices=profile_choices,
        help_text="班额、均衡属性、公示天数等按哪里的文件执行；没有本地文件时选“全国通用”。",
    )
    complaint_phone = forms.CharField(
        label="监督举报电话",
        max_length=40,
        required=False,
        validators=[_PHONE],
        help_text="可以以后再填，公告上要印。",
    )
    complaint_email = forms.EmailField(label="监督举报邮箱", required=False)
    complaint_hours = forms.CharField(
        label="接听时间",
        max_length=60,
        required=False,
        help_text="例如：工作日 8:30—12:00，14:30—18:00。",
    )


class ContactForm(forms.Form):
    """A line of the table of telephones; one without a telephone is left out."""

    unit = forms.CharField(label="单位", max_length=60, required=False)
    phone = forms.CharField(label="电话", max_length=40, required=False, validators=[_PHONE])
    mailbox = forms.EmailField(label="邮箱", required=False)
    hours = forms.CharField(label="接听时间", max_length=60, required=False)
    order = forms.IntegerField(label="顺序", min_value=1, max_value=999, required=False)

    def clean(self) -> dict[str, Any]:
        """A telephone belongs to a unit."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("phone") and not given.get("unit"):
            self.add_error("unit", "请写明是哪个单位的电话。")
        if given.get("mailbox") and not given.get("phone") and "phone" not in self.errors:
            self.add_error("phone", "请填写这个单位的电话。")
        return given


class ContactsForm:
    """The whole table: the lines there are, the schools without one, and a few to fill in."""

    def __init__(
        self,
        given: Any = None,
        *,
        entries: Sequence[ContactEntry] = (),
        schools: Sequence[str] = (),
    ) -> None:
        known = {entry.unit for entry in entries}
        lines: list[dict[str, Any]] = [
            {
                "unit": entry.unit,
                "phone": entry.phone,
                "mailbox": entry.mailbox,
                "hours": entry.hours,
                "order": order,
            }
            for order, entry in enumerate(entries, 1)
        ]
        lines += [{"unit": name} for name in schools if name not in known]
        maker = forms.formset_factory(ContactForm, extra=_BLANK_LINES, max_num=1000)
        self.lines = maker(given, initial=lines, prefix="contact")

    def is_valid(self) -> bool:
        """Whether every line is right."""
        return self.lines.is_valid()

    def entries(self) -> list[ContactEntry]:
        """The lines that have a telephone, by their order; those without one come last."""
        held = [line for line in self.lines.cleaned_data if line.get("phone")]
        held.sort(key=lambda line: line.get("order") or 1000)
        return [
            ContactEntry(
                unit=line["unit"],
                phone=line["phone"],
                mailbox=line["mailbox"],
                hours=line["hours"],
            )
            for line in held
        ]


class SheetForm(forms.Form):
    """A spreadsheet to upload."""

    file = forms.FileField(
        label="选择表格文件",
        help_text="支持 .xlsx、.xls、.csv，不超过 5 MB。",
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls,.csv"}),
    )

    def clean_file(self) -> object:
        """Refuse what is larger than any list of schools."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("文件超过 5 MB，请删去图片和无关的工作表后再试。")
        return file

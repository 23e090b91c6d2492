"""Forms about the bureau and its schools."""

from django import forms

from junheng.apps.schools.models import SIX_DIGITS
from junheng.profiles import load_profile, profile_names

MOST_BYTES = 5 * 1024 * 1024


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
        label="监督举报电话", max_length=40, required=False, help_text="可以以后再填，公告上要印。"
    )
    complaint_email = forms.EmailField(label="监督举报邮箱", required=False)


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

"""Forms about teaching teams."""

from collections.abc import Sequence
from typing import Any

from django import forms

from junheng.apps.schools.forms import SheetForm
from junheng.apps.teams.models import KeptRow
from junheng.apps.teams.rules.curriculum import (
    MOST_HOURS,
    MOST_LOAD,
    MOST_PERCENT,
    MOST_SUBJECTS,
    Lessons,
    SubjectHours,
)
from junheng.apps.teams.rules.inputs import LockedRow
from junheng.apps.teams.services.preparing import SHORTEST_REASON
from junheng.rosters import TeamRoster
from junheng.rosters.curriculum import subjects_of

_BLANK_ROWS = 2
_REASON_MOST = KeptRow._meta.get_field("reason").max_length  # noqa: SLF001 - Django's documented name


class RosterForm(SheetForm):
    """A sheet of teachers, and which sheet of the file it is."""

    sheet = forms.CharField(
        label="工作表名称",
        required=False,
        max_length=60,
        help_text="文件里只有一张有内容的工作表时不用填。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = "任课教师名单"


class LessonsForm(forms.Form):
    """The year's subjects, a row each; a row without a subject is left out."""

    most_percent = forms.IntegerField(
        label="工作量上限（标准工作量的百分之几）",
        min_value=1,
        max_value=MOST_PERCENT,
        help_text="班主任工作按半个标准工作量计，所以一般填 150。",
    )

    def __init__(self, lessons: Lessons, data: Any = None) -> None:
        super().__init__(data, initial={"most_percent": lessons.most_percent})
        rows: list[SubjectHours | None] = [*lessons.subjects, *[None] * _BLANK_ROWS]
        self.row_names: list[tuple[str, str, str]] = []
        for number, row in enumerate(rows[:MOST_SUBJECTS], start=1):
            names = (f"subject_{number}", f"hours_{number}", f"load_{number}")
            self.row_names.append(names)
            self.fields[names[0]] = forms.CharField(
                label=f"第 {number} 门学科",
                required=False,
                max_length=20,
                initial=row.subject if row else "",
            )
            self.fields[names[1]] = _number(
                f"第 {number} 门每周课时", row.hours if row else None, MOST_HOURS
            )
            self.fields[names[2]] = _number(
                f"第 {number} 门标准工作量", row.full_load if row else None, MOST_LOAD
            )

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each row, for the table."""
        return [(self[a], self[b], self[c]) for a, b, c in self.row_names]

    def clean(self) -> dict[str, Any]:
        """The lessons as a whole: one subject a row, each once, with both numbers."""
        cleaned = super().clean() or self.cleaned_data
        found: dict[str, SubjectHours] = {}
        for subject_name, hours_name, load_name in self.row_names:
            typed = subjects_of(cleaned.get(subject_name) or "")
            hours, load = cleaned.get(hours_name), cleaned.get(load_name)
            if not typed:
                continue
            if len(typed) > 1:
                self.add_error(subject_name, "一行只写一门学科。")
            elif typed[0] in found:
                self.add_error(subject_name, f"“{typed[0]}”已经写过，请只留一行。")
            elif hours is None or load is None:
                missing = hours_name if hours is None else load_name
                if missing not in self.errors:
                    self.add_error(missing, f"请填“{typed[0]}”的数字。")
            else:
                found[typed[0]] = SubjectHours(typed[0], hours, load)
        cleaned["subjects"] = tuple(found.values())
        return cleaned

    def lessons(self) -> Lessons:
        """What was typed."""
        return Lessons(self.cleaned_data["subjects"], self.cleaned_data["most_percent"])


def _number(label: str, initial: int | None, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, initial=initial, min_value=1, max_value=most
    )


class KeepForm(forms.Form):
    """A row to lock: in whose class, which subject by whom, and why."""

    homeroom = forms.ChoiceField(label="哪位班主任的班")
    row = forms.ChoiceField(label="哪门学科由谁任教")
    reason = forms.CharField(
        label="理由",
        min_length=SHORTEST_REASON,
        max_length=_REASON_MOST,
        help_text="教育局会看到原话。例如：本学期由支教教师跟岗，须与师父同班。",
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(
        self, roster: TeamRoster, subjects: Sequence[str], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._roster, self._subjects = roster, subjects
        people = list(enumerate(roster.teachers))
        self.fields["homeroom"].choices = [  # type: ignore[attr-defined] # a field of choices
            ("", "请选择"),
            *((str(t), _titled(one.name, one.number)) for t, one in people if one.subjects),
        ]
        self.fields["row"].choices = [  # type: ignore[attr-defined] # a field of choices
            ("", "请选择"),
            *(
                (
                    subject,
                    [
                        (f"{s}-{t}", f"{subject}：{_titled(one.name, one.number)}")
                        for t, one in people
                        if subject in one.subjects
                    ],
                )
                for s, subject in enumerate(subjects)
            ),
        ]

    def locked_row(self) -> LockedRow:
        """What was chosen."""
        s, _, t = self.cleaned_data["row"].partition("-")
        head = self._roster.teachers[int(self.cleaned_data["homeroom"])]
        teacher = self._roster.teachers[int(t)]
        return LockedRow(
            (head.name, head.number),
            self._subjects[int(s)],
            (teacher.name, teacher.number),
            self.cleaned_data["reason"],
        )


def _titled(name: str, number: str) -> str:
    return f"{name}（{number}）" if number else name


class ReplaceForm(forms.Form):
    """Whom another teacher takes over from."""

    successor = forms.ChoiceField(
        label="接任教师",
        help_text="只列出名单上教这门学科、不违反回避和工作量上限的教师。",
    )
    reason = forms.CharField(
        label="更换理由",
        min_length=SHORTEST_REASON,
        max_length=_REASON_MOST,
        help_text="教育局会看到原话。",
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, successors: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "请选择"), *((name, name) for name in successors)]
        self.fields["successor"].choices = choices  # type: ignore[attr-defined] # as above

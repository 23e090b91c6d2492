"""What the report of a scrutiny says, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from junheng.engine.scrutiny import BySchool


@dataclass(frozen=True)
class ScrutinySection:
    """One list. `result` is None where `remarks` say why nothing could be tested.

    `class_names` are as written, `titles` names each subject, `texts` each code of an attribute.
    """

    school: str
    sheet: str
    class_names: tuple[str, ...]
    titles: Mapping[str, str]
    texts: Mapping[str, Mapping[int, str]]
    result: BySchool | None
    remarks: tuple[str, ...] = ()

    def title_of(self, subject: str) -> str:
        """The heading of a subject."""
        return self.titles.get(subject, subject)


@dataclass(frozen=True)
class ScrutinyReport:
    """All lists of one file, in its order."""

    sections: tuple[ScrutinySection, ...]
    made_at: datetime
    title: str = "分班名单检验报告"
    bureau: str = ""
    tested: tuple[ScrutinySection, ...] = field(init=False)

    def __post_init__(self) -> None:
        tested = [section for section in self.sections if section.result is not None]
        object.__setattr__(self, "tested", tuple(tested))

    @property
    def by_strength(self) -> tuple[ScrutinySection, ...]:
        """The tested lists, the least likely by chance first."""
        return tuple(sorted(self.tested, key=_p_of))


def _p_of(section: ScrutinySection) -> float:
    return section.result.scrutiny.p if section.result is not None else 1.0

"""Subjects as they are written, their weekly hours, and what a full load is.

Hours and loads are starting values of the product; a school says its own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

CORE_SUBJECTS: Final = ("语文", "数学", "英语")

_ALIASES: Final[Mapping[str, str]] = {
    "道德与法治": "道法", "思想品德": "道法", "政治": "道法", "品德": "道法", "思政": "道法",
    "外语": "英语", "生物学": "生物", "体育与健康": "体育", "体健": "体育",
    "信息技术": "信息", "信息科技": "信息", "计算机": "信息", "微机": "信息",
    "劳动教育": "劳动", "劳技": "劳动", "综合实践活动": "综合实践", "综合": "综合实践",
    "心理健康": "心理", "心理健康教育": "心理",
}  # fmt: skip
_HOURS: Final[Mapping[str, int]] = {
    "语文": 6, "数学": 6, "英语": 5, "物理": 4, "化学": 4, "科学": 3, "体育": 3,
    "音乐": 1, "美术": 1, "信息": 1, "劳动": 1, "综合实践": 1, "心理": 1, "书法": 1,
}  # fmt: skip
_OTHER_HOURS: Final = 2
_CORE_LOAD, _OTHER_LOAD = 12, 14
_BETWEEN: Final = re.compile(r"[、,，;；/+＋和]|\s")


def subjects_of(text: str) -> tuple[str, ...]:
    """The subjects of a cell such as 语文、道德与法治, under one name each."""
    parts = [part.strip() for part in _BETWEEN.split(text)]
    return tuple(dict.fromkeys(_ALIASES.get(part, part) for part in parts if part))


@dataclass(frozen=True)
class LoadRules:
    """What a week costs: hours and full loads where they differ, and the limit in percent.

    Homeroom work counts half a full load (南通条例 art. 24), so that a full load beside it is 150.
    """

    hours: Mapping[str, int] = field(default_factory=dict)
    full_loads: Mapping[str, int] = field(default_factory=dict)
    most_percent: int = 150

    def hours_of(self, subject: str) -> int:
        """Hours a week in one class."""
        return self.hours.get(subject, _HOURS.get(subject, _OTHER_HOURS))

    def full_load_of(self, subject: str) -> int:
        """Hours a week of a full load."""
        usual = _CORE_LOAD if subject in CORE_SUBJECTS else _OTHER_LOAD
        return self.full_loads.get(subject, usual)

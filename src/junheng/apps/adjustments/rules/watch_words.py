"""The change watch in words: what was counted, and what it cannot see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from junheng.engine.scrutiny import CLASS, Watch, Watched
from junheng.reporting.scrutiny import chance_words

BLIND_SPOTS: Final = (
    "变动很少时什么也看不出来。只有两三件变动，无论结果怎样都可能是偶然。",
    "谁来申请补录、转入，本来就不随机，这里不检验；只检验来的学生进了哪个班。",
    "口袋里只有一个班的签（别无选择）的抽签，没有偶然可言。空位是怎么来的，请查责任督学的签字。",
    "变动的理由真不真。请看申请和证明材料。",
    "名单以外的调整。课堂上换了座位、换了班而没有申请的，要到班里点名才知道。",
    "名册没有的项目，例如成绩、家长单位。",
    "更换班主任只列件数：一个班一位班主任，件数太少，检验不出什么。",
)

_LEAST_SHOWN: Final = 2


@dataclass(frozen=True)
class WatchLine:
    """One question: what was counted, how many there were, how many chance expects, its chance."""

    title: str
    observed: int
    expected: float
    chance: str
    adjusted: str


def watch_lines(watch: Watch, titles: Sequence[str]) -> list[WatchLine]:
    """The answers in words: nothing about fewer than two, which would describe a child.

    Where so little was changed that nothing can be told, nothing is listed at all.
    """
    if not watch.can_tell:
        return []
    return [
        WatchLine(
            _title(one, titles),
            one.observed,
            one.expected,
            chance_words(float(one.p)),
            chance_words(float(one.adjusted)),
        )
        for one in watch.answers
        if one.observed >= _LEAST_SHOWN
    ]


def _title(one: Watched, titles: Sequence[str]) -> str:
    if one.trait is None:
        return f"补录、转入、换班后进入{_class(one.school_class, titles)}"
    attribute, value = one.trait
    if one.kind == "received_trait":
        return f"其中“{attribute}：{value}”进入{_class(one.school_class, titles)}"
    if attribute == CLASS:
        return f"离校、换班的学生原在{_class(int(value), titles)}"
    return f"离校、换班的学生“{attribute}：{value}”"


def _class(index: int | None, titles: Sequence[str]) -> str:
    return titles[index] if index is not None and index < len(titles) else ""

"""Personal names: characters that will not print, equal names, names that sound the same."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final, Literal

NameProblem = Literal["name_character_private", "name_character_variant", "name_character_wrong"]

# Twelve code points of the compatibility block are ordinary characters (Unicode 2.1, 24.2).
_UNIFIED_IN_COMPATIBILITY_BLOCK: Final = frozenset(
    "\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27\ufa28\ufa29"
)
# CJK compatibility ideographs, their supplement, and the two blocks of radicals.
_VARIANT_BLOCKS: Final = (
    ("\uf900", "\ufaff"),
    ("\U0002f800", "\U0002fa1f"),
    ("\u2e80", "\u2fdf"),
)
_MIDDLE_DOTS: Final = re.compile(r"[·•‧∙⋅・･.]")
# U+3007 is the number zero, a character in some given names.
_ALLOWED_BESIDE_LETTERS: Final = frozenset("· -'’\u3007")


def normalised_name(name: str) -> str:
    """Unicode form NFC, the form that is frozen and hashed."""
    return unicodedata.normalize("NFC", name)


def written_name(text: str) -> str:
    """A name as written in another person's row, in the form that names are compared in."""
    return normalised_name(_MIDDLE_DOTS.sub("·", text.replace(" ", "")))


def name_problems(name: str) -> tuple[tuple[NameProblem, int], ...]:
    """What is doubtful about a name, with the 1-based position of the character.

    Private-use characters (from a county's own font) show as boxes elsewhere; compatibility
    characters and radicals look like ordinary ones and are not equal to them; digits and
    punctuation do not belong to a name.
    """
    judged = ((_problem(character), place) for place, character in enumerate(name, start=1))
    return tuple((problem, place) for problem, place in judged if problem is not None)


def _problem(character: str) -> NameProblem | None:
    if unicodedata.category(character) == "Co":
        return "name_character_private"
    if _is_variant(character):
        return "name_character_variant"
    if unicodedata.category(character)[0] in "LM" or character in _ALLOWED_BESIDE_LETTERS:
        return None
    return "name_character_wrong"


def _is_variant(character: str) -> bool:
    """Compatibility ideographs, and radicals that look like characters."""
    if character in _UNIFIED_IN_COMPATIBILITY_BLOCK:
        return False
    return any(first <= character <= last for first, last in _VARIANT_BLOCKS)


def same_name_groups(names: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Groups of ≥ 2 indexes with equal names."""
    return _groups(names, lambda name: name)


def same_sound_groups(names: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Groups of ≥ 2 indexes whose names sound the same, tones included, but differ in writing.

    Reports only: nobody is separated for a sound.
    """
    groups = _groups(names, sound_of)
    return tuple(group for group in groups if len({names[index] for index in group}) > 1)


def _groups(names: Sequence[str], key: Callable[[str], str]) -> tuple[tuple[int, ...], ...]:
    by_key: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        by_key.setdefault(key(name), []).append(index)
    return tuple(tuple(group) for group in by_key.values() if len(group) > 1)


def sound_of(name: str) -> str:
    """Pinyin with tone numbers; the surname by the table below, the rest by pypinyin."""
    surname = name[:2] if name[:2] in SURNAME_SOUNDS else name[:1]
    spoken = SURNAME_SOUNDS.get(surname)
    if spoken is None or "·" in name:
        return _spoken(name)
    return f"{spoken} {_spoken(name[len(surname) :])}"


def initials_of(text: str) -> str:
    """First letters in pinyin, digits and Latin letters kept: 第三中学 is "dszx"."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - slow to load

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors=_latin_only)).lower()


def _latin_only(text: str) -> str:
    return "".join(character for character in text if character.isascii() and character.isalnum())


@cache
def _pinyin() -> Callable[[str], str]:
    # Loading the dictionary takes longer than reading a roster.
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415

    def spoken(text: str) -> str:
        return " ".join(lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True))

    return spoken


def _spoken(text: str) -> str:
    return _pinyin()(text)


SURNAME_SOUNDS: Final[Mapping[str, str]] = {
    "单": "shan4",
    "仇": "qiu2",
    "翟": "zhai2",
    "曾": "zeng1",
    "区": "ou1",
    "解": "xie4",
    "任": "ren2",
    "查": "zha1",
    "盖": "ge3",
    "朴": "piao2",
    "尉": "wei4",
    "乐": "yue4",
    "缪": "miao4",
    "华": "hua4",
    "冼": "xian3",
    "覃": "qin2",
    "谌": "chen2",
    "召": "shao4",
    "折": "she2",
    "佘": "she2",
    "员": "yun4",
    "贠": "yun4",
    "祭": "zhai4",
    "种": "chong2",
    "秘": "bi4",
    "繁": "po2",
    "么": "yao1",
    "哈": "ha3",
    "应": "ying1",
    "车": "che1",
    "过": "guo1",
    "令": "ling2",
    "万": "wan4",
    "石": "shi2",
    "费": "fei4",
    "柏": "bai3",
    "卜": "bu3",
    "都": "du1",
    "黑": "he4",
    "逄": "pang2",
    "呙": "guo1",
    "郇": "xun2",
    "郄": "qie4",
    "禚": "zhuo2",
    "乜": "nie4",
    "褚": "chu3",
    "燕": "yan1",
    "晟": "cheng2",
    "占": "zhan1",
    "相": "xiang4",
    "强": "qiang2",
    "臧": "zang1",
    "藏": "zang1",
    "晁": "chao2",
    "訾": "zi1",
    "曲": "qu1",
    "葛": "ge3",
    "洪": "hong2",
    "沈": "shen3",
    "盛": "sheng4",
    "那": "na1",
    "莘": "shen1",
    "於": "yu1",
    "能": "nai4",
    "殷": "yin1",
    "俞": "yu2",
    "尉迟": "yu4 chi2",
    "长孙": "zhang3 sun1",
    "万俟": "mo4 qi2",
    "澹台": "tan2 tai2",
    "宰父": "zai3 fu3",
    "单于": "chan2 yu2",
    "令狐": "ling2 hu2",
    "夏侯": "xia4 hou2",
    "皇甫": "huang2 fu3",
}
"""Surnames whose sound as a surname differs from the dictionary's first, or is often mistaken."""

"""Masking of names and numbers for what may be posted (脱敏).

No national standard exists for names; these are the product's rules: enough stays readable for a
family to find its child, and at least one character of a given name is always hidden.
"""

import re
import unicodedata
from collections.abc import Sequence

_COMPOUND_SURNAMES_TEXT = """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳
    公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙
    壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 梁丘
    左丘 西门 第五 南荣 即墨 达奚 褚师 纳兰 完颜 富察 淳于 单于 侯莫
"""

COMPOUND_SURNAMES = frozenset(_COMPOUND_SURNAMES_TEXT.split())
"""Surnames of two characters; they stay whole, so that the given name alone is masked."""

_NAME_DOTS = re.compile(r"([·•・‧∙⋅.\uff0e])")
_FEWEST_TAIL = 4


def mask_name(name: str) -> str:
    """Return the name as it may be posted.

    张三 → 张*, 张小明 → 张*明, 欧阳小明 → 欧阳*明, 欧阳明 → 欧阳*, 王李小明 → 王**明;
    阿卜杜拉·买买提 → 阿***·**提; John Smith → J***. Scripts other than Chinese keep their first
    character alone.
    """
    compact = "".join(name.split())
    if not compact:
        return ""
    if not _is_han(compact[0]):
        return compact[0] + "***"
    pieces = _NAME_DOTS.split(compact)
    segments, dots = pieces[0::2], pieces[1::2]
    if len(segments) > 1 and all(segments):
        return _mask_segments(segments, dots)
    return _mask_han(compact)


def mask_identity_number(number: str) -> str:
    """Return an identity number with its last four characters only, never the birth date."""
    return _keep_tail(number, 4)


def mask_phone(number: str) -> str:
    """Return a mobile number as 138****5678; any other number keeps its last four digits."""
    if re.fullmatch(r"1\d{10}", number):
        return number[:3] + "****" + number[7:]
    return _keep_tail(number, 4)


def registration_tails(
    masked_names: Sequence[str], registrations: Sequence[str]
) -> tuple[str, ...]:
    """Return the end of each registration number: four characters, more only where needed.

    Within one list two children with the same masked name must differ in what is printed; their
    tails grow until they do. Both sequences run in the order of the list.
    """
    lengths = [_FEWEST_TAIL] * len(registrations)
    longest = max(map(len, registrations), default=0)
    for length in range(_FEWEST_TAIL, longest):
        shown: dict[tuple[str, str], list[int]] = {}
        for place, (name, number) in enumerate(zip(masked_names, registrations, strict=True)):
            shown.setdefault((name, number[-lengths[place] :]), []).append(place)
        alike = [places for places in shown.values() if len(places) > 1]
        if not alike:
            break
        for places in alike:
            for place in places:
                lengths[place] = length + 1
    return tuple(number[-length:] for number, length in zip(registrations, lengths, strict=True))


def _mask_han(name: str) -> str:
    if name[:2] in COMPOUND_SURNAMES and len(name) > 2:  # noqa: PLR2004 - two characters
        surname, given = name[:2], name[2:]
    else:
        surname, given = name[:1], name[1:]
    if not given:
        return "*"
    return surname + "*" * max(1, len(given) - 1) + (given[-1] if len(given) > 1 else "")


def _mask_segments(segments: Sequence[str], dots: Sequence[str]) -> str:
    first, *middle, last = segments
    # The end of a name is kept only where something of that segment stays hidden.
    end = "*" * (len(last) - 1) + last[-1] if len(last) > 1 else "*"
    masked = [first[0] + "*" * (len(first) - 1), *("*" * len(part) for part in middle), end]
    return masked[0] + "".join(dot + part for dot, part in zip(dots, masked[1:], strict=True))


def _is_han(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK") or character == "\u3007"


def _keep_tail(text: str, length: int) -> str:
    if len(text) <= length:
        return "*" * len(text)
    return "*" * (len(text) - length) + text[-length:]

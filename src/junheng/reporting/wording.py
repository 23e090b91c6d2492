"""Chinese words of the balance report: causes, class sizes, gaps."""

from collections.abc import Mapping

CAUSES: Mapping[str, str] = {
    "link_group": "有学生须同班（如多胞胎），只能整体安排",
    "cap": "有规定限制了一个班里这类学生的人数",
    "fixed": "有学生的班级经批准事先确定",
    "unequal_sizes": "各班人数不相同",
    "no_assignment_found": "已反复搜索，没有找到更均衡的分法",
}
"""Why an attribute stays above its best attainable gap, by the certificate's cause code."""

SIZE_REASONS: Mapping[str, str] = {
    "companion_seats": "随班就读学生所在班级按规定适当缩减班额",
    "given_sizes": "各班人数按批准的方案确定",
}
"""Why class sizes differ by more than division enforces."""


def cause_words(cause: str, params: Mapping[str, int]) -> str:
    """Return the cause in words; a cause unknown here is shown by its code, never hidden."""
    return CAUSES.get(cause, cause) % params


def size_reason_words(reason: str, params: Mapping[str, int]) -> str:
    """Return the reason for unequal class sizes in words."""
    return SIZE_REASONS.get(reason, reason) % params


def decimal_words(hundredths: int) -> str:
    """Return hundredths as a number with one decimal, rounded half up: 247 → 2.5."""
    tenths = (hundredths + 5) // 10
    return f"{tenths // 10}.{tenths % 10}"


def gap_words(gap: int) -> str:
    """Return a gap in words: 相差 1 人, or 完全相同."""
    return f"相差 {gap} 人" if gap else "完全相同"

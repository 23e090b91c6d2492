"""Chinese words of the balance report: the verdict, causes, class sizes, gaps."""

from collections.abc import Mapping, Sequence

from junheng.reporting.balance import AttributeSummary, BalanceReport

CAUSES: Mapping[str, str] = {
    "link_group": "有学生须同班（如多胞胎），只能整体安排",
    "cap": "有规定限制了一个班里这类学生的人数",
    "fixed": "有学生的班级经批准事先确定",
    "unequal_sizes": "各班人数不相同",
    "no_assignment_found": "已反复搜索，没有找到更均衡的分法",
}
"""Why a row stays above what division alone enforces, by the certificate's cause code."""

SIZE_REASONS: Mapping[str, str] = {
    "companion_seats": "随班就读学生所在班级按规定适当缩减班额",
    "given_sizes": "各班人数按批准的方案确定",
}
"""Why class sizes differ by more than division enforces."""


def verdict(report: BalanceReport, summaries: Sequence[AttributeSummary]) -> str:
    """Return the first sentence of a school's report, for a parent."""
    if report.status == "exempt_single_class":
        return "本年级只有 1 个班，不需要分班"
    short = [summary for summary in summaries if not summary.is_best]
    if not short:
        return "每一项都已做到最均衡"
    named = "、".join(f"“{one.title}”" for one in short if one.is_listed)
    withheld = sum(not one.is_listed for one in short)
    if withheld:
        hidden = f"{withheld} 项人数很少、不便公开的项目"
        named = f"{named}和{hidden}" if named else hidden
    return f"{named}没有做到最均衡，其余 {len(summaries) - len(short)} 项都已做到最均衡"


def verdict_reasons(
    report: BalanceReport, summaries: Sequence[AttributeSummary]
) -> tuple[str, ...]:
    """Return the sentences below the verdict: what was reached, and why not more."""
    if report.status == "exempt_single_class":
        return (f"共 {report.student_count} 名学生，全部在同一个班。",)
    sentences = [size_words(report)]
    for one in summaries:
        if one.is_best or not one.is_listed:
            continue
        if one.falls_short_unseen:
            sentences.append(f"“{one.title}”中有人数很少、不便公开的类别没有做到最均衡。")
            continue
        worst = one.worst
        reason = f"：{cause_words(worst.cause, worst.cause_params)}" if worst.cause else ""
        sentences.append(
            f"“{one.title}”各班最多{gap_words(worst.achieved_gap)}，"
            f"理论上最小为 {worst.attainable_gap} 人{reason}。"
        )
    if report.bound_reached:
        sentences.append("经计算证明：在本校的人数和登记的要求下，不存在比这更均衡的分法。")
    return tuple(sentences)


def simulation_words(report: BalanceReport) -> str:
    """Return the picture's sentence: this draw among the gender-only draws."""
    totals = report.simulated_totals
    better = sum(total < report.total_excess for total in totals)
    equal = sum(total == report.total_excess for total in totals)
    mean = decimal_words(sum(totals) * 100 // len(totals))
    opening = f"同一份名册，只按性别随机分班 {len(totals):,} 次："
    if better == 0 and equal == 0:
        rank = "没有一次比得上本次分班"
    elif better == 0:
        rank = f"没有一次比本次分班更均衡，{equal:,} 次相同"
    else:
        rank = f"有 {better:,} 次比本次分班更均衡"
    return (
        f"{opening}{rank}。总超出差距平均为 {mean} 人，最小 {min(totals)} 人；"
        f"本次分班为 {report.total_excess} 人。"
    )


def size_words(report: BalanceReport) -> str:
    """Return the class sizes in one sentence, with the rule and, if needed, the reason."""
    smallest, largest = min(report.class_sizes), max(report.class_sizes)
    size = f"{smallest} 人" if smallest == largest else f"{smallest}～{largest} 人"
    rule = f"规定最多相差 {report.most_size_difference} 人"
    sentence = (
        f"{report.student_count} 名学生编为 {report.class_count} 个班，每班 {size}，"
        f"{gap_words(report.size_gap)}（{rule}）"
    )
    if report.size_reason is not None:
        sentence += f"。{size_reason_words(report.size_reason, report.size_reason_params)}"
    return sentence + "。"


def size_remark(report: BalanceReport) -> str:
    """Return the remark on the class sizes in the table."""
    if report.size_reason is not None:
        return size_reason_words(report.size_reason, report.size_reason_params)
    return "人数除不尽" if report.student_count % report.class_count else ""


def row_words(worst_cause: str | None, params: Mapping[str, int], *, best_gap: int) -> str:
    """Return the remark of a table line: the cause, or why the best gap is what it is."""
    if worst_cause is not None:
        return cause_words(worst_cause, params)
    if best_gap > 1:
        return "与各班人数成比例"
    return "人数除不尽" if best_gap == 1 else ""


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

"""What `junheng draw` shows at the end, for people and for programs."""

from collections.abc import Sequence
from typing import Any

from junheng.ceremony.freedom import UnitFreedom
from junheng.ceremony.frozen import Frozen
from junheng.ceremony.sitting import Finished
from junheng.cli.choices import Choices
from junheng.cli.output import say, say_heading, say_json, say_refusal, say_warning
from junheng.cli.roster import fault_document, fault_line
from junheng.engine.record.paper import paper_lines
from junheng.tabular import Fault


def show_freeze(
    frozen: Frozen,
    choices: Choices,
    warnings: Sequence[Fault],
    freedom: Sequence[UnitFreedom] = (),
    unprinted: str | None = None,
) -> None:
    """The freeze code, to be posted, and the counts of the freedom report."""
    if choices.is_json:
        say_json(
            {
                "mode": "freeze",
                "out": str(choices.out),
                "freeze": frozen.code,
                "lines": list(paper_lines(frozen.code)),
                "warnings": [fault_document(fault) for fault in warnings],
                **_unprinted_document(unprinted),
                "freedom": [
                    {
                        "unit": one.unit.unit,
                        "rehearsals": one.report.rehearsals,
                        "flagged": len(one.report.flagged),
                        "smallest_reach": one.report.smallest_reach,
                        "never_together": one.report.never_together,
                    }
                    for one in freedom
                ],
            }
        )
        return
    show_warnings(warnings)
    say_heading("名册已冻结。请把下面的冻结码写进公告，至少提前一天张贴：")
    for line in paper_lines(frozen.code):
        say(f"    {line}")
    for unit in frozen.units:
        say(f"{unit.school}：{len(unit.students)} 名学生，{unit.class_count} 个班")
    for one in freedom:
        _show_freedom(one)
    if choices.has_forms and unprinted is None:
        say(f"公告、致家长的信在 {choices.out}/forms/1-冻结，现场桌上用的表在 2-现场。")
    say(f"抽签时用同一个文件夹：--out {choices.out}")
    _show_unprinted(unprinted)


def _show_freedom(one: UnitFreedom) -> None:
    report, school = one.report, one.unit.school
    if report.flagged:
        say_warning(
            f"！{school}：演练 {report.rehearsals} 次，"
            f"有 {len(report.flagged)} 对学生同班过于频繁，"
            f"详情见 internal/freedom-{one.unit.unit}.json，请纪检人员核查："
            "有没有未登记的约定。人数很少的学校，均衡规则本身也会使个别学生常在一班。"
        )
        return
    say(
        f"{school}：演练 {report.rehearsals} 次，没有一对学生同班过于频繁；"
        f"每名学生至少进过 {report.smallest_reach} 个不同的班。"
    )


def show_finished(
    finished: Finished,
    choices: Choices,
    warnings: Sequence[Fault],
    unprinted: str | None = None,
) -> None:
    """The classes, and what must be written down."""
    if choices.is_json:
        document = _finished_document(finished, choices)
        faults = [fault_document(fault) for fault in warnings]
        say_json({**document, "warnings": faults, **_unprinted_document(unprinted)})
        return
    show_warnings(warnings)
    title = "演练完成（不是正式结果）" if finished.is_rehearsal else "分班完成"
    say_heading(f"{title}：{choices.out}")
    for drawn, report in zip(finished.draws, finished.reports, strict=True):
        unit = drawn.unit
        if unit.is_exempt:
            say(f"{unit.school}：{len(unit.students)} 名学生，只有 1 个班，不需要分班，已登记。")
            continue
        sizes = "、".join(str(size) for size in drawn.sizes)
        say(f"{unit.school}：{len(unit.students)} 名学生分成 {unit.class_count} 个班（{sizes}）")
        if report.total_excess == 0:
            say("　每一项都已做到最均衡。")
        elif report.bound_reached:
            say(f"　总超出 {report.total_excess} 人，已证明不能更小，原因见 balance.html。")
        else:
            say(f"　总超出 {report.total_excess} 人，原因见 balance.html。")
        if not finished.is_rehearsal:
            say(f"　结果码 {drawn.code}")
    say(f"冻结码 {finished.frozen.code}")
    say("封存包口令（分两张纸，教育局、纪检各存一半，不要存在电脑里）：")
    say(f"　前半 {_grouped(finished.passphrase.first)}")
    say(f"　后半 {_grouped(finished.passphrase.second)}")
    _show_unprinted(unprinted)


def _finished_document(finished: Finished, choices: Choices) -> dict[str, Any]:
    return {
        "mode": "rehearsal" if finished.is_rehearsal else "draw",
        "out": str(choices.out),
        "freeze": finished.frozen.code,
        "seed": finished.draws[0].document["seed"],
        "ledger_head": finished.ledger_head,
        "passphrase_halves": [finished.passphrase.first, finished.passphrase.second],
        "units": [
            {
                "unit": drawn.unit.unit,
                "sheet": drawn.unit.sheet,
                "school": drawn.unit.school,
                "students": len(drawn.unit.students),
                "classes": drawn.unit.class_count,
                "sizes": list(drawn.sizes),
                "status": report.status,
                "excess": report.total_excess,
                "bound_reached": report.bound_reached,
                "result": drawn.code,
                "refused_columns": list(drawn.unit.refused_columns),
            }
            for drawn, report in zip(finished.draws, finished.reports, strict=True)
        ],
    }


def show_warnings(warnings: Sequence[Fault]) -> None:
    """What the roster leaves to be looked at, line by line."""
    for fault in warnings:
        say_warning(f"！{fault_line(fault)}")


def _grouped(digits: str) -> str:
    return " ".join(digits[start : start + 5] for start in range(0, len(digits), 5))


def _unprinted_document(sentence: str | None) -> dict[str, str]:
    return {"unprinted": sentence} if sentence else {}


def _show_unprinted(sentence: str | None) -> None:
    if sentence:
        say_refusal(sentence)

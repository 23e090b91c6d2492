"""Documents that come out of a draw: result, rehearsal, homeroom teachers' lots, late batch."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.seeds import SeedText
from junheng.engine.record.canonical import Document
from junheng.engine.record.values import check_hashes

SMALLEST_CELL = 5
"""Fewer students than this are never counted in public (SG1 §10.5)."""


def balance_of(
    attributes: Sequence[str],
    students: Sequence[Mapping[str, int]],
    classes: Sequence[int],
    class_count: int,
) -> list[Document]:
    """Return the published balance: per attribute the largest difference between two classes.

    `students[i]` holds the codes of the student whose class, counted from 0, is `classes[i]`. An
    attribute is left out when fewer than 5 students differ from its most common code; codes held
    by fewer than 5 students do not count (SG1 §10.5).
    """
    balance: list[Document] = []
    for attribute in attributes:
        totals = Counter(student[attribute] for student in students)
        if len(students) - max(totals.values(), default=0) < SMALLEST_CELL:
            continue
        counts = Counter(
            (student[attribute], class_index)
            for student, class_index in zip(students, classes, strict=True)
        )
        differences = [0]
        for code, total in totals.items():
            if total >= SMALLEST_CELL:
                in_classes = [counts[code, class_index] for class_index in range(class_count)]
                differences.append(max(in_classes) - min(in_classes))
        balance.append({"attr": attribute, "max_diff": max(differences)})
    return balance


def result_document(
    *,
    freeze: str,
    unit: str,
    draw: str,
    seed: str,
    engine: str,
    roster: str,
    root: str,
    group_sizes: Sequence[int],
    balance: Sequence[Mapping[str, Any]],
) -> Document:
    """Return the result of one unit; its hash is the result code (结果码).

    `group_sizes[i]` is the number of students in group G(i+1). No time and no free text: a re-run
    gives the same bytes.
    """
    check_hashes(freeze=freeze, draw=draw, seed=seed, engine=engine, roster=roster, root=root)
    return {
        "_t": "sg1/result",
        "freeze": freeze,
        "unit": unit,
        "draw": draw,
        "seed": seed,
        "engine": engine,
        "roster": roster,
        "root": root,
        "n": sum(group_sizes),
        "k": len(group_sizes),
        "groups": group_counts(group_sizes),
        "balance": [dict(entry) for entry in balance],
    }


def rehearsal_document(*, j: int, **fields: Any) -> Document:
    """Return rehearsal (演练) number `j`: the fields of a result, with the rehearsal's seed.

    Its type differs from a result's, so no tree, ticket or ledger can take it for one.
    """
    return result_document(**fields) | {"_t": "sg1/rehearsal", "j": j}


def group_counts(sizes: Sequence[int]) -> list[Document]:
    """Return class sizes as they stand in documents: G1 is the first class."""
    return [{"g": f"G{number}", "n": size} for number, size in enumerate(sizes, start=1)]


@dataclass(frozen=True)
class Swap:
    """Two teachers who change lots because `t1` may not teach their own child (回避)."""

    t1: str
    t2: str
    why: Literal["recusal"] = "recusal"


def lots_outcome(
    groups: Sequence[Mapping[str, Any]],
    teachers: Sequence[Mapping[str, Any]],
    swaps: Sequence[Swap] = (),
) -> list[Document]:
    """Return which group and teacher make each class: lot i is class i (SG1 §8).

    Swaps are applied in their order first. Raises `lots_not_a_permutation` with the table at
    fault and `swap_of_unknown_teacher`.
    """
    group_of = _by_lot("groups", "g", groups)
    teacher_of = _by_lot("teachers", "t", teachers)
    if len(group_of) != len(teacher_of):
        raise JunhengError("lots_not_a_permutation", table="teachers")
    for swap in swaps:
        lot_of = {teacher: lot for lot, teacher in teacher_of.items()}
        if swap.t1 not in lot_of or swap.t2 not in lot_of:
            raise JunhengError("swap_of_unknown_teacher")
        teacher_of[lot_of[swap.t1]], teacher_of[lot_of[swap.t2]] = swap.t2, swap.t1
    return [
        {"class": lot, "g": group_of[lot], "t": teacher_of[lot]}
        for lot in range(1, len(group_of) + 1)
    ]


def _by_lot(table: str, field: str, rows: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    by_lot = {row["lot"]: row[field] for row in rows}
    if sorted(by_lot) != list(range(1, len(rows) + 1)) or len(set(by_lot.values())) != len(rows):
        raise JunhengError("lots_not_a_permutation", table=table)
    return by_lot


def lots_document(
    *,
    unit: str,
    result: str,
    mode: Literal["physical", "electronic"],
    group_lots: Sequence[int],
    teacher_lots: Sequence[tuple[str, int]],
    swaps: Sequence[Swap] = (),
    seed_text: SeedText | None = None,
) -> Document:
    """Return the lots of the homeroom teachers.

    `group_lots[i]` is the lot of group G(i+1); `teacher_lots` are (label, lot) in the frozen
    order of the teachers; `seed_text` is that of electronic lots. Raises as `lots_outcome`.
    """
    check_hashes(result=result)
    groups = [{"g": f"G{number}", "lot": lot} for number, lot in enumerate(group_lots, start=1)]
    teachers = [{"t": label, "lot": lot} for label, lot in teacher_lots]
    return {
        "_t": "sg1/lots",
        "unit": unit,
        "result": result,
        "mode": mode,
        "groups": groups,
        "teachers": teachers,
        **({"swaps": [asdict(swap) for swap in swaps]} if swaps else {}),
        **_seed_fields(seed_text),
        "out": lots_outcome(groups, teachers, swaps),
    }


def _seed_fields(seed_text: SeedText | None) -> Document:
    if seed_text is None:
        return {}
    return {"lines": list(seed_text.lines()), "seed": seed_text.seed().hex()}


def late_document(
    *,
    unit: str,
    batch: int,
    result: str,
    arrivals: int,
    roster: str,
    max_difference: int,
    cap: int,
    sizes: Sequence[int],
    ledger_count: int,
    ledger_head: str,
) -> Document:
    """Return the freeze of a late batch (补录批次); `sizes[i]` is the size of G(i+1) before it."""
    check_hashes(result=result, roster=roster, ledger_head=ledger_head)
    return {
        "_t": "sg1/late",
        "unit": unit,
        "batch": batch,
        "result": result,
        "m": arrivals,
        "roster": roster,
        "maxdiff": max_difference,
        "cap": cap,
        "sizes": group_counts(sizes),
        "ledger": {"n": ledger_count, "head": ledger_head},
    }


def change_document(
    *,
    unit: str,
    result: str,
    number: int,
    kind: str,
    approval: str,
    salt: str,
    sizes: Sequence[int],
    max_difference: int,
    cap: int,
    ledger_count: int,
    ledger_head: str,
    student: str = "",
    group: str = "",
) -> Document:
    """Return an approved change of a unit (SG1 §9); only its hash is public.

    `sizes[i]` is the size of G(i+1) before it. `student` is the leaf of the child it is about and
    `group` the class to leave, both empty for a change of something else.
    """
    check_hashes(result=result, salt=salt, ledger_head=ledger_head)
    document: Document = {
        "_t": "sg1/change",
        "unit": unit,
        "result": result,
        "number": number,
        "kind": kind,
        "approval": approval,
        "salt": salt,
        "sizes": group_counts(sizes),
        "maxdiff": max_difference,
        "cap": cap,
        "ledger": {"n": ledger_count, "head": ledger_head},
    }
    if student:
        check_hashes(student=student)
        document |= {"s": student, "g": group}
    return document

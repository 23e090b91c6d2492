"""The draw of every frozen unit: a pure function of what was frozen and the seed (SG1 §6).

Nothing here is remembered between two runs: the same paper gives the same result, so after a
power cut the draw is simply made again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from junheng.ceremony.book import LedgerBook
from junheng.ceremony.fan_out import (
    BlindAnswer,
    BlindTask,
    FanOut,
    answer_here,
    one_after_another,
)
from junheng.ceremony.frozen import Frozen, FrozenStudent, FrozenUnit
from junheng.engine.assignment.assign import Assignment
from junheng.engine.assignment.certificate import Certificate
from junheng.engine.assignment.kernels import KernelName
from junheng.engine.assignment.problem import Attribute, Cap, Numeric, Problem
from junheng.engine.assignment.reduction import with_companion_seats
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.keys import draw_id, rehearsal_seed, unit_seed
from junheng.engine.randomness.suites import Suite
from junheng.engine.record.canonical import Document, document_hash
from junheng.engine.record.commitments import rehearsal_leaf, result_leaf
from junheng.engine.record.documents import balance_of, rehearsal_document, result_document
from junheng.engine.record.engine_inputs import EngineInputs, engine_problem_inputs
from junheng.engine.record.merkle import LeafTree, document_leaf, tree_root


@dataclass(frozen=True)
class UnitDraw:
    """One unit's draw; `classes[i]`, counted from 0, belongs to `unit.students[i]`.

    So do `roster_hashes[i]` and `outcome_hashes[i]`, the hashes of the student's two leaves. Leaves
    and trees follow from them whenever they are asked for: a province's would not fit into memory.
    `document` is a result, or a rehearsal when `rehearsal` is its number. `assignment` is the
    engine's, in its own order.
    """

    frozen: Frozen
    unit: FrozenUnit
    classes: tuple[int, ...]
    assignment: Assignment
    certificate: Certificate
    roster_hashes: tuple[bytes, ...]
    outcome_hashes: tuple[bytes, ...]
    document: Document
    code: str
    rehearsal: int | None

    @property
    def roster_tree(self) -> LeafTree:
        """The tree of the frozen roster."""
        # Two equal leaves were refused before the draw.
        return LeafTree(self.frozen.suite, tuple(sorted(self.roster_hashes)))

    @property
    def outcome_tree(self) -> LeafTree:
        """The tree of the result leaves."""
        return LeafTree(self.frozen.suite, tuple(sorted(self.outcome_hashes)))

    @property
    def outcome_leaves(self) -> tuple[Document, ...]:
        """The result leaf of each student."""
        return _outcome_leaves(
            self.frozen, self.unit, self.roster_hashes, self.classes, self.rehearsal
        )

    @property
    def sizes(self) -> tuple[int, ...]:
        """Students per class."""
        return tuple(self.classes.count(index) for index in range(self.unit.class_count))

    def students_of(self, class_index: int) -> list[FrozenStudent]:
        """The students of a class, in an order that says nothing: that of their salted leaves."""
        members = [
            (leaf_hash, student)
            for student, leaf_hash, index in zip(
                self.unit.students, self.outcome_hashes, self.classes, strict=True
            )
            if index == class_index
        ]
        return [student for _, student in sorted(members, key=lambda member: member[0])]


Progress = Callable[[FrozenUnit], None]


def draw_units(
    frozen: Frozen,
    seed: bytes,
    *,
    rehearsal: int | None = None,
    kernel: KernelName = "auto",
    progress: Progress | None = None,
    fan_out: FanOut | None = None,
) -> tuple[UnitDraw, ...]:
    """Draw every unit of the freeze; `progress` is told of each unit that is done.

    `fan_out` says where the engine works, in this process with `kernel` where nothing is said; the
    draws are the same and in the same order either way.
    """
    prepared: dict[int, _Prepared] = {}

    def tasks() -> Iterator[tuple[int, BlindTask]]:
        for number, unit in enumerate(frozen.units):
            prepared[number] = _prepared(frozen, unit, seed)
            yield number, prepared[number].task

    draws: dict[int, UnitDraw] = {}
    for number, answer in (fan_out or one_after_another(kernel))(tasks()):
        unit = frozen.units[number]
        draws[number] = _drawn(frozen, prepared.pop(number), answer, rehearsal=rehearsal)
        if progress is not None:
            progress(unit)
    return tuple(draws[number] for number in range(len(frozen.units)))


def seed_of_rehearsal(frozen: Frozen, number: int) -> bytes:
    """The seed of rehearsal (演练) `number`: public, and fixed by the freeze."""
    return rehearsal_seed(frozen.suite, frozen.code, number)


def draw_unit(
    frozen: Frozen,
    unit: FrozenUnit,
    seed: bytes,
    *,
    rehearsal: int | None = None,
    kernel: KernelName = "auto",
) -> UnitDraw:
    """Draw one unit and build its result (or rehearsal) with all leaves."""
    prepared = _prepared(frozen, unit, seed)
    answer = answer_here(prepared.task, kernel)
    return _drawn(frozen, prepared, answer, rehearsal=rehearsal)


@dataclass(frozen=True)
class _Prepared:
    """A unit whose task is out."""

    unit: FrozenUnit
    seed: bytes
    inputs: EngineInputs
    task: BlindTask


def _prepared(frozen: Frozen, unit: FrozenUnit, seed: bytes) -> _Prepared:
    inputs = inputs_of(frozen.suite, unit, seed)
    task = BlindTask(problem_of(inputs), inputs.draw_key, len(unit.students))
    return _Prepared(unit, seed, inputs, task)


def _drawn(
    frozen: Frozen, prepared: _Prepared, answer: BlindAnswer, *, rehearsal: int | None
) -> UnitDraw:
    """From the engine's classes to the unit's document; what is private enters only here."""
    suite, unit = frozen.suite, prepared.unit
    leaves = [student.leaf for student in unit.students]
    classes = prepared.inputs.classes_of_leaves(answer.assignment.classes)
    roster = tuple(document_leaf(suite, leaf) for leaf in leaves)
    outcome = tuple(
        document_leaf(suite, leaf)
        for leaf in _outcome_leaves(frozen, unit, roster, classes, rehearsal)
    )
    fields: dict[str, Any] = {
        "freeze": frozen.code,
        "unit": unit.unit,
        "draw": draw_id(suite, frozen.code, unit.unit).hex(),
        "seed": prepared.seed.hex(),
        "engine": frozen.freeze["engine"],
        "roster": tree_root(suite, sorted(roster)).hex(),
        "root": tree_root(suite, sorted(outcome)).hex(),
        "group_sizes": [classes.count(index) for index in range(unit.class_count)],
        "balance": balance_of(
            unit.params["attrs"], [leaf["a"] for leaf in leaves], classes, unit.class_count
        ),
    }
    document = (
        result_document(**fields)
        if rehearsal is None
        else rehearsal_document(j=rehearsal, **fields)
    )
    return UnitDraw(
        frozen=frozen,
        unit=unit,
        classes=classes,
        assignment=answer.assignment,
        certificate=answer.certificate,
        roster_hashes=roster,
        outcome_hashes=outcome,
        document=document,
        code=document_hash(suite, document),
        rehearsal=rehearsal,
    )


def inputs_of(suite: Suite, unit: FrozenUnit, seed: bytes) -> EngineInputs:
    """What the engine may see of a unit under this seed."""
    leaves = [student.leaf for student in unit.students]
    return engine_problem_inputs(suite, leaves, unit.params, unit_seed(suite, seed, unit.unit))


def problem_of(inputs: EngineInputs, *, has_companions: bool = True) -> Problem:
    """The engine's problem, with the empty seats beside students in inclusive education."""
    problem = Problem(
        position_count=len(inputs.leaf_at),
        class_count=inputs.class_count,
        attributes=tuple(
            Attribute(attribute.name, attribute.weight, attribute.codes)
            for attribute in inputs.attributes
        ),
        numerics=tuple(
            Numeric(numeric.name, numeric.weight, numeric.tolerance, numeric.unit, numeric.values)
            for numeric in inputs.numerics
        ),
        together=inputs.together,
        apart=inputs.apart,
        caps=tuple(Cap(*cap) for cap in inputs.caps),
        sizes=inputs.sizes,
        fixed=inputs.fixed,
    )
    if inputs.reduction is None or not has_companions:
        return problem
    return with_companion_seats(problem, *inputs.reduction)


def record_draws(book: LedgerBook, frozen: Frozen, draws: Sequence[UnitDraw]) -> None:
    """Record every draw once; a draw that was recorded before must have come out the same.

    Raises `draw_differs_from_ledger`.
    """
    recorded = {str(body["unit"]): body for body in book.bodies("DRAW")}
    for drawn in draws:
        unit = drawn.unit.unit
        if unit in recorded:
            if recorded[unit]["result"] != drawn.code:
                raise JunhengError("draw_differs_from_ledger", unit=unit)
            continue
        body: Mapping[str, Any] = {
            "freeze": frozen.code,
            "unit": unit,
            "draw": drawn.document["draw"],
            "seed": drawn.document["seed"],
            "result": drawn.code,
        }
        book.append("DRAW", "host", body)


def events_after_draw(book: LedgerBook, kind: str, unit: str) -> list[Document]:
    """The events of a kind that speak of the unit's result under the newest freeze."""
    results = {body["result"] for body in book.bodies("DRAW") if body["unit"] == unit}
    return [
        event
        for event in book.events
        if event["type"] == kind and event["body"]["result"] in results
    ]


def _outcome_leaves(
    frozen: Frozen,
    unit: FrozenUnit,
    roster_hashes: Sequence[bytes],
    classes: Sequence[int],
    rehearsal: int | None,
) -> tuple[Document, ...]:
    suite, key = frozen.suite, frozen.salt_key
    leaves = []
    for student, roster_hash, index in zip(unit.students, roster_hashes, classes, strict=True):
        fields = {
            "unit": unit.unit,
            "sid": student.sid,
            "roster_leaf_hash": roster_hash.hex(),
            "group": f"G{index + 1}",
        }
        if rehearsal is None:
            leaves.append(result_leaf(suite, key, **fields))
        else:
            leaves.append(rehearsal_leaf(suite, key, rehearsal, **fields))
    return tuple(leaves)

"""The draws of many schools at once: blind tasks go out, classes come back (SG1 §6).

A task holds what the engine sees and nothing else: positions, codes, groups and the key of one
school's stream. No name, number, school, attribute's name or seed leaves this computer. Whoever
carries tasks out (this process, a pool, a cluster) changes the time it takes and not one byte of
the result, so an answer that is lost or late is simply drawn here.
"""

import hashlib
import json
import platform
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from junheng.ceremony.program import engine_sources
from junheng.engine.assignment.assign import Assignment, assign
from junheng.engine.assignment.certificate import Certificate, certify
from junheng.engine.assignment.kernels import KernelName
from junheng.engine.assignment.problem import Attribute, Cap, Numeric, Problem
from junheng.engine.errors import JunhengError

AT_ONCE = 0.001
SPOT_CHECK = 100
"""Of so many answers from elsewhere one is drawn here as well, the first one always."""


@dataclass(frozen=True)
class BlindTask:
    """One school's draw as the engine sees it; positions from `student_count` on are no students.

    `key` is the stage key `draw`, from which neither the seed nor another school's key follows.
    """

    problem: Problem
    key: bytes
    student_count: int


@dataclass(frozen=True)
class BlindAnswer:
    """What came out, recounted on this computer."""

    assignment: Assignment
    certificate: Certificate


FanOut = Callable[[Iterable[tuple[int, BlindTask]]], Iterator[tuple[int, BlindAnswer]]]
"""Numbered tasks in, each number's answer out once, in whatever order they are done."""


class Carrier(Protocol):
    """What carries a task to where it is worked on: any `concurrent.futures.Executor`."""

    def submit(
        self, answer: Callable[[bytes], bytes], task: bytes, /
    ) -> "Future[bytes]":  # pragma: no cover - a protocol
        """Have the task answered somewhere."""


def one_after_another(kernel: KernelName = "auto") -> FanOut:
    """Draw in this process: the fastest way up to a county."""

    def answers(tasks: Iterable[tuple[int, BlindTask]]) -> Iterator[tuple[int, BlindAnswer]]:
        for number, task in tasks:
            yield number, answer_here(task, kernel)

    return answers


def answer_here(task: BlindTask, kernel: KernelName = "auto") -> BlindAnswer:
    """Draw one task in this process."""
    return _recounted(task, assign(task.problem, task.key, kernel=kernel))


class Memory(Protocol):
    """Answers of an earlier run."""

    def find(self, task: bytes, /) -> bytes | None:  # pragma: no cover - a protocol
        """The answer to exactly this task, if there is one."""

    def keep(self, task: bytes, answer: bytes, /) -> None:  # pragma: no cover - a protocol
        """Remember an answer that was checked."""


@dataclass
class Tally:
    """How many schools were drawn where, for the person who watches."""

    elsewhere: int = 0
    here: int = 0
    before: int = 0
    checked: int = 0


@dataclass(frozen=True)
class _Sent:
    """A task that is out; `kept` is its answer from an earlier run."""

    task: BlindTask
    content: bytes
    kept: bytes | None
    future: "Future[bytes] | None"


@dataclass
class Spread:
    """A fan-out over a carrier that may lose tasks, answer late, or go away altogether.

    At most `window` tasks are out at a time. When nothing has come back for `patience_seconds`,
    this computer draws the oldest tasks itself until the next answer comes; so everything is
    finished whatever happens to the others. Without a carrier all is drawn here. What `memory`
    knows is not drawn again. Raises `cluster_program_differs` and `cluster_answer_wrong`.
    """

    carrier: Carrier | None
    window: int = 1
    memory: Memory | None = None
    patience_seconds: float = 15.0
    tally: Tally = field(default_factory=Tally)

    def __call__(self, tasks: Iterable[tuple[int, BlindTask]]) -> Iterator[tuple[int, BlindAnswer]]:
        """Answer every task once."""
        unsent = iter(tasks)
        out: dict[int, _Sent] = {}
        arrived: SimpleQueue[int] = SimpleQueue()
        patience = self.patience_seconds
        try:
            while True:
                while len(out) < self.window and (entry := next(unsent, None)) is not None:
                    number, task = entry
                    out[number] = self._send(task, number, arrived)
                if not out:
                    return
                try:
                    number = arrived.get(timeout=patience)
                except Empty:
                    number, patience = next(iter(out)), AT_ONCE
                else:
                    if number not in out:
                        continue  # it was drawn here before its answer came
                    patience = self.patience_seconds
                yield number, self._answer(out.pop(number))
        finally:
            for sent in out.values():
                if sent.future is not None:
                    sent.future.cancel()

    def _send(self, task: BlindTask, number: int, arrived: "SimpleQueue[int]") -> _Sent:
        content = task_bytes(task)
        kept = self.memory.find(content) if self.memory is not None else None
        future = None
        if kept is None and self.carrier is not None:
            try:
                future = self.carrier.submit(answer_of, content)
            except Exception:  # noqa: BLE001 - a pool or cluster that is gone says so in many ways
                future = None
        if future is None:
            arrived.put(number)
        else:
            future.add_done_callback(lambda _: arrived.put(number))
        return _Sent(task, content, kept, future)

    def _answer(self, sent: _Sent) -> BlindAnswer:
        answer = self._answer_from_before(sent) or self._answer_from_elsewhere(sent)
        if answer is None:
            answer = answer_here(sent.task)
            self.tally.here += 1
        if self.memory is not None and sent.kept is None:
            self.memory.keep(sent.content, answer_bytes(answer.assignment))
        return answer

    def _answer_from_before(self, sent: _Sent) -> BlindAnswer | None:
        if sent.kept is None:
            return None
        try:
            answer = read_answer(sent.task, sent.kept)
        except JunhengError:
            return None  # it is drawn again
        self.tally.before += answer is not None
        return answer

    def _answer_from_elsewhere(self, sent: _Sent) -> BlindAnswer | None:
        content = _content_of(sent.future)
        if content is None:
            return None
        answer = read_answer(sent.task, content)
        if answer is None:
            return None
        if self.tally.elsewhere % SPOT_CHECK == 0:
            self.tally.checked += 1
            if answer_here(sent.task) != answer:
                raise JunhengError("cluster_answer_wrong", machine=_machine_of(content))
        self.tally.elsewhere += 1
        return answer


def _content_of(future: "Future[bytes] | None") -> bytes | None:
    """What came back; None for a task that is still out, was lost, or died with its machine."""
    if future is None or not future.done():
        if future is not None:
            future.cancel()
        return None
    if future.cancelled() or future.exception() is not None:
        return None
    return future.result()


def task_bytes(task: BlindTask) -> bytes:
    """A task as it travels: numbers only; what an attribute means is not among them."""
    problem = task.problem
    index = {attribute.name: place for place, attribute in enumerate(problem.attributes)}
    return _json(
        {
            "program": program_digest(),
            "key": task.key.hex(),
            "students": task.student_count,
            "positions": problem.position_count,
            "classes": problem.class_count,
            "attributes": [[one.weight, one.codes] for one in problem.attributes],
            "numerics": [
                [one.weight, one.tolerance, one.unit, one.values] for one in problem.numerics
            ],
            "together": problem.together,
            "apart": problem.apart,
            "caps": [[index[cap.attribute], cap.code, cap.most] for cap in problem.caps],
            "sizes": problem.sizes,
            "fixed": problem.fixed,
        }
    )


def answer_of(task: bytes) -> bytes:
    """Work on a task wherever this is called; another program version answers with its digest."""
    content = json.loads(task)
    if content["program"] != program_digest():
        return _json(_from_here())
    problem = Problem(
        position_count=content["positions"],
        class_count=content["classes"],
        attributes=tuple(
            Attribute(f"a{place}", weight, tuple(codes))
            for place, (weight, codes) in enumerate(content["attributes"])
        ),
        numerics=tuple(
            Numeric(f"n{place}", weight, tolerance, unit, tuple(values))
            for place, (weight, tolerance, unit, values) in enumerate(content["numerics"])
        ),
        together=tuple(map(tuple, content["together"])),
        apart=tuple(map(tuple, content["apart"])),
        caps=tuple(Cap(f"a{place}", code, most) for place, code, most in content["caps"]),
        sizes=None if content["sizes"] is None else tuple(content["sizes"]),
        fixed=tuple((position, index) for position, index in content["fixed"]),
    )
    try:
        assignment = assign(problem, bytes.fromhex(content["key"]))
    except JunhengError as refusal:
        return _json({**_from_here(), "refused": refusal.code})
    return answer_bytes(assignment)


def answer_bytes(assignment: Assignment) -> bytes:
    """An answer as it travels."""
    return _json({**_from_here(), "assignment": asdict(assignment)})


def read_answer(task: BlindTask, content: bytes) -> BlindAnswer | None:
    """What an answer says, recounted; None where the engine refused the task there.

    Raises `cluster_program_differs`, and `cluster_answer_wrong` for what no draw of this task can
    be.
    """
    try:
        answer = json.loads(content)
        if answer["program"] != program_digest():
            raise JunhengError("cluster_program_differs", machine=_machine_of(content))
        if "refused" in answer:
            return None
        assignment = _assignment(answer["assignment"])
        if _keeps_the_rules(task.problem, assignment.classes):
            recounted = _recounted(task, assignment)
            seen = (recounted.certificate.energy, recounted.certificate.bound)
            if seen == (assignment.energy, assignment.bound):
                return recounted
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        pass  # not even the shape of an answer
    raise JunhengError("cluster_answer_wrong", machine=_machine_of(content))


@cache
def program_digest() -> str:
    """What a draw runs, as it is here: the engine's sources and this module."""
    sources = {**engine_sources(), Path(__file__).name: Path(__file__).read_bytes()}
    whole = hashlib.sha256()
    for name, content in sources.items():
        whole.update(f"{name} {len(content)}\n".encode() + content)
    return whole.hexdigest()


def _from_here() -> dict[str, str]:
    return {"machine": platform.node(), "program": program_digest()}


def _keeps_the_rules(problem: Problem, classes: Sequence[int]) -> bool:
    """Whether sizes, groups and fixed seats are kept, which the recount takes for granted."""
    n, k = problem.position_count, problem.class_count
    if len(classes) != n or not all(type(index) is int and 0 <= index < k for index in classes):
        return False
    sizes = [classes.count(index) for index in range(k)]
    if problem.sizes is None:
        are_sizes_kept = sorted(sizes) == [n // k] * (k - n % k) + [n // k + 1] * (n % k)
    else:
        are_sizes_kept = sorted(sizes) == sorted(problem.sizes)
    return (
        are_sizes_kept
        and all(len({classes[member] for member in group}) == 1 for group in problem.together)
        and all(classes[position] == index for position, index in problem.fixed)
    )


def _recounted(task: BlindTask, assignment: Assignment) -> BlindAnswer:
    certificate = certify(task.problem, assignment, student_count=task.student_count)
    return BlindAnswer(assignment, certificate)


def _assignment(fields: dict[str, Any]) -> Assignment:
    assignment = Assignment(**fields)
    return replace(
        assignment,
        classes=tuple(assignment.classes),
        trace=tuple((steps, energy) for steps, energy in assignment.trace),
        bound_rows=tuple(assignment.bound_rows),
        labels=tuple(assignment.labels),
        sizes_drawn=tuple(assignment.sizes_drawn),
    )


def _machine_of(content: bytes) -> str:
    """The name of the machine that answered, as far as it can be read."""
    try:
        name = str(json.loads(content)["machine"])
    except (LookupError, TypeError, ValueError):
        return "?"
    return "".join(letter for letter in name if letter.isalnum() or letter in "-._")[:60]


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")

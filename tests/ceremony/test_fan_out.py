"""A draw that is spread over others is the draw of one machine, whatever the others do."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from junheng.ceremony import fan_out
from junheng.ceremony.drawing import UnitDraw, draw_units, inputs_of, problem_of
from junheng.ceremony.fan_out import BlindTask, Spread, answer_here, answer_of, read_answer
from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.freezing import freeze
from junheng.ceremony.frozen import Frozen
from junheng.ceremony.kept_draws import KEPT_FILE, kept_draws
from junheng.ceremony.opened import open_ceremony
from junheng.engine.assignment.problem import Problem
from junheng.engine.errors import JunhengError
from tests.ceremonies_made import announcement, fixed_surroundings, plan
from tests.rosters_made import children, twins, write_roster

SEED, OTHER_SEED = bytes(32), bytes([1] * 32)
SCHOOLS = 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> CeremonyFolder:
    """Six schools with twins, friends apart and an inclusion student, frozen together."""
    path = tmp_path_factory.mktemp("ceremony") / "out"
    path.mkdir()
    sheets = {}
    for school in range(SCHOOLS):
        members = children(24 + school)
        members[4], members[6] = twins(members[4], members[6], "同班")
        members[9], members[11] = twins(members[9], members[11], "不同班")
        members[20] = replace(members[20], inclusion="是")
        sheets[f"青禾第{school + 1}中学"] = members
    roster = write_roster(path.parent / "名册.xlsx", sheets)
    freeze(CeremonyFolder(path), plan(roster), announcement(), fixed_surroundings())
    return CeremonyFolder(path)


@pytest.fixture
def frozen(folder: CeremonyFolder) -> Iterator[Frozen]:
    """The frozen schools, with nothing kept of another test."""
    yield open_ceremony(folder, fixed_surroundings()).frozen
    (folder.path / KEPT_FILE).unlink(missing_ok=True)


@dataclass
class Elsewhere(Executor):
    """A machine that answers as `answer` says; `asked` counts what it was sent."""

    answer: Callable[[bytes], bytes]
    asked: list[bytes] = field(default_factory=list)

    def submit(self, _function: Any, task: bytes, /) -> "Future[Any]":  # type: ignore[override]
        """Answer at once."""
        self.asked.append(task)
        future: Future[bytes] = Future()
        try:
            future.set_result(self.answer(task))
        except OSError as failure:
            future.set_exception(failure)
        return future


class Silence(Executor):
    """A machine that takes everything and never answers, as one whose cable was pulled."""

    def submit(self, *_: Any, **__: Any) -> "Future[Any]":
        """Say nothing."""
        return Future()


class Gone(Executor):
    """A cluster that is no longer there."""

    def submit(self, *_: Any, **__: Any) -> "Future[Any]":
        """Refuse."""
        raise RuntimeError("cannot schedule new futures after shutdown")


def _first_task(frozen: Frozen) -> BlindTask:
    unit = frozen.units[0]
    inputs = inputs_of(frozen.suite, unit, SEED)
    return BlindTask(problem_of(inputs), inputs.draw_key, len(unit.students))


def _alone(frozen: Frozen) -> tuple[UnitDraw, ...]:
    return draw_units(frozen, SEED)


def test_a_task_says_nothing_of_who_where_and_what(frozen: Frozen) -> None:
    unit = frozen.units[0]
    task = fan_out.task_bytes(_first_task(frozen))

    told = json.loads(task)
    assert set(told) == {
        "program", "key", "students", "positions", "classes", "attributes", "numerics", "together",
        "apart", "caps", "sizes", "fixed",
    }  # fmt: skip
    secrets = {unit.unit, unit.school, frozen.code, SEED.hex(), frozen.salt_key.hex()}
    secrets |= {attribute.name for attribute in unit.attributes} | {"birth_month"}
    for student in unit.students:
        secrets |= {student.name, student.sid, student.leaf["salt"], student.leaf["idc"]}
    text = json.dumps(told, ensure_ascii=False)
    assert [secret for secret in secrets if secret in text] == []


def test_over_two_threads_every_draw_is_the_one_of_this_process(frozen: Frozen) -> None:
    done: list[str] = []
    spread = Spread(ThreadPoolExecutor(2), window=3)

    draws = draw_units(frozen, SEED, fan_out=spread, progress=lambda unit: done.append(unit.unit))

    assert draws == _alone(frozen)
    assert sorted(done) == sorted(unit.unit for unit in frozen.units)
    assert (spread.tally.elsewhere, spread.tally.here) == (SCHOOLS, 0)


@pytest.mark.parametrize("carrier", [Silence(), Gone(), None])
def test_without_any_answer_everything_is_drawn_here(
    frozen: Frozen, carrier: Executor | None
) -> None:
    spread = Spread(carrier, window=4, patience_seconds=0.05)

    assert draw_units(frozen, SEED, fan_out=spread) == _alone(frozen)
    assert (spread.tally.elsewhere, spread.tally.here) == (0, SCHOOLS)


def test_a_machine_that_dies_in_the_middle_leaves_nothing_out_and_nothing_twice(
    frozen: Frozen,
) -> None:
    def answers_twice_then_dies(task: bytes) -> bytes:
        if len(machine.asked) > 2:
            raise OSError
        return answer_of(task)

    machine = Elsewhere(answers_twice_then_dies)
    spread = Spread(machine, window=2)

    assert draw_units(frozen, SEED, fan_out=spread) == _alone(frozen)
    assert (spread.tally.elsewhere, spread.tally.here) == (2, SCHOOLS - 2)


def test_an_answer_that_comes_after_it_was_drawn_here_counts_once(frozen: Frozen) -> None:
    late: list[tuple[Future[Any], bytes]] = []

    class Late(Executor):
        """Answers the first task only when the second is sent."""

        def submit(self, _function: Any, task: bytes, /) -> "Future[Any]":  # type: ignore[override]
            future: Future[bytes] = Future()
            future.set_running_or_notify_cancel()  # on its way: it cannot be called back
            late.append((future, task))
            if len(late) > 1:
                before, content = late[-2]
                before.set_result(answer_of(content))
            return future

    numbers = [
        number
        for number, _ in Spread(Late(), window=1, patience_seconds=0.05)(
            (number, _first_task(frozen)) for number in range(4)
        )
    ]

    assert sorted(numbers) == [0, 1, 2, 3]


def _exchanged(answer: dict[str, Any]) -> None:
    """Two students of different classes change places."""
    classes = answer["assignment"]["classes"]
    other = next(place for place, index in enumerate(classes) if index != classes[0])
    classes[0], classes[other] = classes[other], classes[0]


def _moved(answer: dict[str, Any]) -> None:
    """One student changes the class."""
    answer["assignment"]["classes"][0] = 1 - answer["assignment"]["classes"][0]


def _better_than_it_is(answer: dict[str, Any]) -> None:
    answer["assignment"]["energy"] -= 1


def _without_a_student(answer: dict[str, Any]) -> None:
    del answer["assignment"]["classes"][0]


def _without_anything(answer: dict[str, Any]) -> None:
    del answer["assignment"]


@pytest.mark.parametrize(
    "change", [_exchanged, _moved, _better_than_it_is, _without_a_student, _without_anything]
)
def test_a_wrong_answer_stops_the_draw_and_names_the_machine(
    frozen: Frozen, change: Callable[[dict[str, Any]], None]
) -> None:
    def wrong(task: bytes) -> bytes:
        answer = json.loads(answer_of(task))
        change(answer)
        return json.dumps({**answer, "machine": "worker-7"}).encode()

    with pytest.raises(JunhengError) as refusal:
        draw_units(frozen, SEED, fan_out=Spread(Elsewhere(wrong), window=2))

    assert refusal.value.code == "cluster_answer_wrong"
    assert refusal.value.params == {"machine": "worker-7"}


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"null", b"\xff", b'{"program":1e999}'])
def test_what_is_no_answer_is_refused(frozen: Frozen, content: bytes) -> None:
    with pytest.raises(JunhengError) as refusal:
        read_answer(_first_task(frozen), content)

    assert refusal.value.code in {"cluster_answer_wrong", "cluster_program_differs"}


@pytest.mark.parametrize("classes", [[0, 1, 0, 1], [0, 0, 0, 1], [0, 0, 1, True], [0, 0, 1, 2]])
def test_rules_that_cost_nothing_are_looked_at_too(classes: list[object]) -> None:
    """Without attributes the recount has nothing to count: twins, sizes and classes it must see."""
    task = BlindTask(Problem(4, 2, together=((0, 1),)), bytes(32), 4)
    answer = json.loads(answer_of(fan_out.task_bytes(task)))
    assert read_answer(task, json.dumps(answer).encode()) == answer_here(task)
    answer["assignment"]["classes"] = classes

    with pytest.raises(JunhengError) as refusal:
        read_answer(task, json.dumps(answer).encode())

    assert refusal.value.code == "cluster_answer_wrong"


def test_another_program_draws_nothing(frozen: Frozen, monkeypatch: pytest.MonkeyPatch) -> None:
    task = fan_out.task_bytes(_first_task(frozen))
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(fan_out, "program_digest", lambda: "0" * 64)
        answer = answer_of(task)

    assert "assignment" not in json.loads(answer)
    with pytest.raises(JunhengError) as refusal:
        draw_units(frozen, SEED, fan_out=Spread(Elsewhere(lambda _: answer)))
    assert refusal.value.code == "cluster_program_differs"


def test_a_refusal_of_the_engine_comes_with_the_names_it_has_here(frozen: Frozen) -> None:
    task = _first_task(frozen)
    crowded = replace(task, problem=replace(task.problem, sizes=(1, 1)))

    with pytest.raises(JunhengError) as alone:
        answer_here(crowded)
    with pytest.raises(JunhengError) as spread:
        list(Spread(Elsewhere(answer_of))([(0, crowded)]))

    assert (spread.value.code, spread.value.params) == (alone.value.code, alone.value.params)


def _interrupted_after(frozen: Frozen, folder: CeremonyFolder, schools: int, seed: bytes) -> None:
    """A run that the power ends when so many schools are drawn."""
    spread = Spread(Elsewhere(answer_of), window=1, memory=kept_draws(folder))
    done = 0

    def count(_: object) -> None:
        nonlocal done
        done += 1
        if done == schools:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        draw_units(frozen, seed, fan_out=spread, progress=count)


def test_an_interrupted_run_goes_on_from_the_schools_already_drawn(
    frozen: Frozen, folder: CeremonyFolder
) -> None:
    _interrupted_after(frozen, folder, 4, SEED)
    machine = Elsewhere(answer_of)
    spread = Spread(machine, memory=kept_draws(folder))

    assert draw_units(frozen, SEED, fan_out=spread) == _alone(frozen)
    assert (spread.tally.before, len(machine.asked)) == (4, SCHOOLS - 4)


def test_what_another_seed_drew_is_not_taken_up(frozen: Frozen, folder: CeremonyFolder) -> None:
    _interrupted_after(frozen, folder, 4, OTHER_SEED)
    spread = Spread(None, memory=kept_draws(folder))

    assert draw_units(frozen, SEED, fan_out=spread) == _alone(frozen)
    assert spread.tally.before == 0


def _tear(content: bytes) -> bytes:
    return content[:-9]


def _change(content: bytes) -> bytes:
    first, _, rest = content.partition(b"\n")
    place = first.index(b'\\"classes\\":[') + len(b'\\"classes\\":[')
    changed = first[:place] + (b"1" if first[place : place + 1] == b"0" else b"0")
    return changed + first[place + 1 :] + b"\n" + rest


def _exchange(content: bytes) -> bytes:
    """The answers of two schools change places."""
    lines = [json.loads(line) for line in content.splitlines()]
    (first, *_), (second, *_) = lines[:2]
    lines[0][0], lines[1][0] = second, first
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def _scribble(content: bytes) -> bytes:
    return b'7\nnull\n"abc"\n' + content


@pytest.mark.parametrize(
    ("damage", "left"), [(_tear, 3), (_change, 3), (_exchange, 2), (_scribble, 4)]
)
def test_a_damaged_line_is_drawn_again(
    frozen: Frozen, folder: CeremonyFolder, damage: Callable[[bytes], bytes], left: int
) -> None:
    _interrupted_after(frozen, folder, 4, SEED)
    file = folder.path / KEPT_FILE
    file.write_bytes(damage(file.read_bytes()))
    spread = Spread(None, memory=kept_draws(folder))

    assert draw_units(frozen, SEED, fan_out=spread) == _alone(frozen)
    assert (spread.tally.before, spread.tally.here) == (left, SCHOOLS - left)
    assert kept_draws(folder).answers.keys() >= spread.memory.answers.keys()  # type: ignore[union-attr]


def test_a_file_of_a_full_disk_is_said_in_one_sentence(
    frozen: Frozen, folder: CeremonyFolder
) -> None:
    memory = kept_draws(folder)
    (folder.path / KEPT_FILE).unlink()
    (folder.path / KEPT_FILE).mkdir()
    try:
        with pytest.raises(JunhengError) as refusal:
            draw_units(frozen, SEED, fan_out=Spread(None, memory=memory))
    finally:
        Path(folder.path / KEPT_FILE).rmdir()

    assert refusal.value.code == "folder_not_writable"

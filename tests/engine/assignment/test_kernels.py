import sys

import pytest

from junheng.engine.assignment import compiled, kernels, run
from junheng.engine.assignment.assign import assign
from junheng.engine.assignment.board import Board
from junheng.engine.assignment.kernels import PLAIN, KernelChoice, PlainWork, compiled_kernel
from junheng.engine.assignment.problem import Attribute, Problem
from junheng.engine.errors import JunhengError
from tests.engine.assignment.cases import vector, vector_problem

SMALL = Problem(10, 2, (Attribute("sex", 1, (0, 1) * 5),))


@pytest.fixture
def without_numba(monkeypatch):
    compiled_kernel.cache_clear()
    monkeypatch.setitem(sys.modules, "junheng.engine.assignment.compiled", None)
    monkeypatch.delattr("junheng.engine.assignment.compiled")
    yield
    compiled_kernel.cache_clear()


def test_a_small_draw_stays_plain_and_a_large_one_does_not():
    small, work = Board(SMALL), PlainWork()

    assert KernelChoice("auto", small, 400_000, work).kernel is PLAIN
    assert KernelChoice("auto", small, 600_000, work).kernel is compiled_kernel()
    assert KernelChoice("plain", small, 600_000, work).kernel is PLAIN


def test_many_small_draws_pay_for_the_compiled_kernel():
    work = PlainWork()
    choice = KernelChoice("auto", Board(SMALL), 10, work)

    choice.count(300_000)
    assert choice.kernel is PLAIN
    choice.count(300_000)

    assert choice.kernel is compiled_kernel()
    assert KernelChoice("auto", Board(SMALL), 10, work).kernel is compiled_kernel()


def test_compiled_steps_do_not_count_as_plain_work():
    work = PlainWork()
    choice = KernelChoice("compiled", Board(SMALL), 10, work)

    choice.count(300_000)

    assert work.steps == 0


def test_changing_kernels_in_the_middle_of_a_run_changes_nothing(monkeypatch):
    problem, key = vector_problem("180-4"), bytes.fromhex(vector("180-4")["key"])
    monkeypatch.setattr(kernels, "WORTH_COMPILING", 120_000)
    monkeypatch.setattr(KernelChoice.__init__, "__defaults__", (PlainWork(),))
    monkeypatch.setattr(run, "WALK_STEPS", 128)

    assert assign(problem, key, kernel="auto") == assign(problem, key, kernel="plain")


def test_without_numba_auto_is_plain(without_numba):
    work = PlainWork(10**9)

    assert KernelChoice("auto", Board(SMALL), 10, work).kernel is PLAIN


def test_without_numba_the_compiled_kernel_is_refused(without_numba):
    with pytest.raises(JunhengError) as refusal:
        assign(SMALL, bytes(32), kernel="compiled")

    assert refusal.value.code == "kernel_unavailable"


def test_a_cache_that_cannot_be_written_is_done_without(monkeypatch):
    asked = []

    def compile_once(*, cache):
        asked.append(cache)
        if cache:
            raise RuntimeError
        return len

    monkeypatch.setattr(compiled, "_compile", compile_once)

    assert compiled.compile_steps() is len
    assert asked == [True, False]

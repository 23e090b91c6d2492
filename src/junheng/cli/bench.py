"""`junheng bench`: how fast this machine draws, beside plain dealing by gender."""

import hashlib
import time
from collections.abc import Callable
from statistics import median

import click

from junheng.cli.chinese import ChineseCommand
from junheng.cli.output import say, say_heading
from junheng.engine.assignment.assign import assign
from junheng.engine.assignment.dealing import gender_stratified_deals
from junheng.engine.assignment.problem import Attribute, Problem
from junheng.engine.randomness.stream import RandomStream

SIZES = ((90, 2), (180, 4), (360, 8), (500, 10), (1000, 20), (2000, 40), (5000, 100))
QUICK = SIZES[:4]
# Shares per thousand of the codes of each attribute, as a mixed town has them.
INTAKE = {
    "gender": (520, 480),
    "ethnic": (850, 60, 40, 30, 20),
    "origin": (250, 200, 150, 120, 100, 80, 60, 40),
    "migrant": (860, 140),
    "sen": (985, 15),
    "left_behind": (920, 80),
    "boarding": (790, 210),
}


@click.command(
    cls=ChineseCommand,
    help="在本机测量抽签速度，并与“只按性别随机分”相比。",
    example="junheng bench --quick",
)
@click.option("--quick", is_flag=True, help="只测到 500 人，约十秒")
def bench(*, quick: bool) -> int:
    """Measure."""
    say_heading("学生/班级　　抽签（毫秒）　只按性别（毫秒）　倍数　超出")
    for students, classes in QUICK if quick else SIZES:
        problem = made_up_intake(students, classes)
        excess: list[int] = []

        def one_draw(number: int, problem: Problem = problem, excess: list[int] = excess) -> None:
            assignment = assign(problem, _key(f"draw {number}"))
            excess.append(assignment.energy)

        def one_deal(number: int, problem: Problem = problem) -> None:
            genders = problem.attributes[0].codes
            gender_stratified_deals(genders, problem.class_count, 1, _key(f"deal {number}"), [])

        drawing, dealing = _milliseconds(one_draw), _milliseconds(one_deal)
        say(
            f"{students:>6}/{classes:<4}　{drawing:>10.1f}　{dealing:>14.2f}　"
            f"{drawing / dealing:>8.0f}　{max(excess)}"
        )
    return 0


def made_up_intake(students: int, classes: int) -> Problem:
    """A made-up intake: seven attributes, codes drawn by the shares of `INTAKE`."""
    stream = RandomStream(_key(f"intake {students}"))
    attributes = []
    for name, shares in INTAKE.items():
        codes = []
        for _ in range(students):
            ticket = stream.below(sum(shares))
            code = 0
            while ticket >= shares[code]:
                ticket -= shares[code]
                code += 1
            codes.append(code)
        attributes.append(Attribute(name, 1, tuple(codes)))
    return Problem(students, classes, tuple(attributes))


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _milliseconds(act: Callable[[int], None], repeats: int = 5) -> float:
    act(0)  # the first run loads and compiles
    spent = []
    for number in range(1, repeats + 1):
        begun = time.process_time()
        act(number)
        spent.append(1000 * (time.process_time() - begun))
    return median(spent)

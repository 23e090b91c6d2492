"""`junheng bench`: how fast this machine draws, beside plain dealing by gender."""

import hashlib
import time
from collections.abc import Callable
from statistics import median

import click

from junheng.cli.chinese import ChineseCommand
from junheng.cli.output import say, say_heading
from junheng.engine.assignment.assign import assign
from junheng.engine.assignment.certificate import certify
from junheng.engine.assignment.dealing import gender_stratified_deals
from junheng.engine.assignment.kernels import KernelName, compiled_kernel
from junheng.engine.assignment.problem import Attribute, Numeric, Problem
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
STUDENTS_PER_TWINS = 180
ALIKE_IN_TWINS = ("origin", "migrant", "left_behind", "boarding")


@click.command(
    cls=ChineseCommand,
    help="在本机测量抽签速度，并与“只按性别随机分”相比。",
    example="junheng bench --quick",
)
@click.option("--quick", is_flag=True, help="只测到 500 人，约十秒")
def bench(*, quick: bool) -> int:
    """Measure."""
    say_heading("学生/班级　　抽签（毫秒）　只按性别（毫秒）　倍数　超出均衡")
    # One kernel for all lines: "auto" would change over in the middle of the table.
    kernel: KernelName = "plain" if compiled_kernel() is None else "compiled"
    for students, classes in QUICK if quick else SIZES:
        problem = made_up_intake(students, classes)
        excess: list[int] = []

        def one_draw(number: int, problem: Problem = problem, excess: list[int] = excess) -> None:
            assignment = assign(problem, key_from(f"draw {number}"), kernel=kernel)
            excess.append(certify(problem, assignment).excess_range)

        def one_deal(number: int, problem: Problem = problem) -> None:
            genders = problem.attributes[0].codes
            gender_stratified_deals(genders, problem.class_count, 1, key_from(f"deal {number}"), [])

        drawing, dealing = median_milliseconds(one_draw), median_milliseconds(one_deal)
        say(
            f"{students:>6}/{classes:<4}　{drawing:>10.1f}　{dealing:>14.2f}　"
            f"{drawing / dealing:>8.0f}　{max(excess)}"
        )
    return 0


def made_up_intake(students: int, classes: int, number: int = 0) -> Problem:
    """A made-up intake: seven attributes by the shares of `INTAKE`, birth months, and twins.

    One pair of twins per 180 students shares a class; they share home and circumstances, and
    hold the common ethnicity and no special need. `number` tells intakes of one size apart.
    """
    stream = RandomStream(key_from(f"intake {students} {number}"))
    columns = {
        name: [_code(stream, shares) for _ in range(students)] for name, shares in INTAKE.items()
    }
    months = [stream.below(12) for _ in range(students)]
    together = []
    for older in range(0, 2 * (students // STUDENTS_PER_TWINS), 2):
        twins = (older, older + 1)
        together.append(twins)
        months[older + 1] = months[older]
        for name in ALIKE_IN_TWINS:
            columns[name][older + 1] = columns[name][older]
        for twin in twins:
            columns["ethnic"][twin] = columns["sen"][twin] = 0
    return Problem(
        students,
        classes,
        attributes=tuple(Attribute(name, 1, tuple(codes)) for name, codes in columns.items()),
        numerics=(Numeric("birth_month", 1, 0, 1, tuple(months)),),
        together=tuple(together),
    )


def key_from(text: str) -> bytes:
    """Return the key of a measurement: the SHA-256 of its name."""
    return hashlib.sha256(text.encode()).digest()


def median_milliseconds(act: Callable[[int], None], repeats: int = 5) -> float:
    """Return the median processor time of `act`, which is told the number of the repeat from 1.

    A run with number 0 before them loads and compiles.
    """
    act(0)
    spent = []
    for number in range(1, repeats + 1):
        begun = time.process_time()
        act(number)
        spent.append(1000 * (time.process_time() - begun))
    return median(spent)


def _code(stream: RandomStream, shares: tuple[int, ...]) -> int:
    ticket = stream.below(sum(shares))
    code = 0
    while ticket >= shares[code]:
        ticket -= shares[code]
        code += 1
    return code

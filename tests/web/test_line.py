"""The line before the families' door: nobody waits without need, nobody is forgotten."""

from collections import deque
from dataclasses import dataclass, field

import pytest

from junheng.web.line import AT_ONCE, IDLE, Line

THREADS = 4
EVENING = 1_788_264_000.0
"""Some evening in Unix seconds; the monotonic clock begins elsewhere."""


@dataclass
class Simulated:
    """A server that needs `cost` seconds a family, which asks some seconds after it came in.

    The seconds are spread evenly up to twice `later`: not everybody has the slip at hand.
    Time goes in steps; families that wait come back when they were told to, or not at all.
    """

    cost: float
    later: float = 0.0
    usual: float = 25.0
    step: float = 0.05
    never_back: int = 0
    """Every so-manieth of those who wait goes home; 0: nobody."""
    now: float = 0.0
    came_in: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    queue: list[float] = field(default_factory=list)
    longest_queue: int = 0

    def __post_init__(self) -> None:
        self.line = Line(families_a_second=self.usual, threads=THREADS)
        self._asking: deque[tuple[float, float, float | None]] = deque()
        self._due: list[float] = []
        self._put_off = 0
        self._busy = 0

    def run(self, arrivals: list[float], *, until: float) -> None:
        """Let families arrive at these seconds, and time pass."""
        waiting = sorted((at, at, None) for at in arrivals)
        while self.now < until and (waiting or self._due or self.queue):
            asking = [one for one in waiting if one[0] <= self.now]
            waiting = [one for one in waiting if one[0] > self.now]
            for _, arrived, promised in asking:
                answer = self.line.ask(promised, now=self.now, at=EVENING + self.now)
                if answer is None:
                    self.came_in.append(self.now)
                    self.waits.append(self.now - arrived)
                    share = len(self.came_in) * 0.618 % 1
                    self._due.append(self.now + 2 * self.later * share)
                    continue
                self._put_off += 1
                if not self.never_back or self._put_off % self.never_back:
                    again = min(max(answer - EVENING, self.now + 5.0), self.now + 120.0)
                    waiting.append((again, arrived, answer))
            self._serve()

    def _serve(self) -> None:
        self.queue += [self.cost] * sum(one <= self.now for one in self._due)
        self._due = [one for one in self._due if one > self.now]
        self.longest_queue = max(self.longest_queue, len(self.queue))
        end = self.now + self.step
        while self.queue and self.now < end:
            self._answer_with(min(THREADS, len(self.queue)))
            done = min(end - self.now, self.queue[0])
            self.now += done
            self.queue[0] -= done
            if self.queue[0] <= 1e-9:
                self.queue.pop(0)
        if not self.queue:
            self._answer_with(0)
        self.now = end

    def _answer_with(self, threads: int) -> None:
        for _ in range(threads - self._busy):
            self.line.begin(now=self.now)
        for _ in range(self._busy - threads):
            self.line.end(now=self.now)
        self._busy = threads


def evenly(a_second: float, seconds: float, begin: float = 0.0) -> list[float]:
    return [begin + number / a_second for number in range(round(a_second * seconds))]


def test_nobody_waits_where_the_computer_is_quick_enough() -> None:
    evening = Simulated(cost=0.02)

    evening.run(evenly(20, 60), until=120)

    assert len(evening.waits) == 1200
    assert max(evening.waits) <= evening.step + 1e-9


def test_a_small_crowd_comes_in_at_once() -> None:
    line = Line(families_a_second=25, threads=THREADS)

    answers = [line.ask(None, now=100.0, at=EVENING) for _ in range(int(25 * AT_ONCE))]

    assert set(answers) == {None}


def test_places_beyond_it_are_promised_one_after_the_other() -> None:
    line = Line(families_a_second=25, threads=THREADS)
    answers = [line.ask(None, now=100.0, at=EVENING) for _ in range(200)]

    promised = [one for one in answers if one is not None]

    assert len(promised) >= 100
    assert promised == sorted(set(promised))
    assert promised[-1] - promised[0] == pytest.approx((len(promised) - 1) / 25)


@pytest.mark.parametrize(
    ("later", "seconds"), [(0.0, 300), (30.0, 600)], ids=["at once", "after half a minute"]
)
def test_of_a_crowd_of_four_times_the_capacity_everyone_comes_in(
    later: float, seconds: int
) -> None:
    evening = Simulated(cost=1 / 25, later=later)

    evening.run(evenly(100, 60), until=900)

    assert len(evening.came_in) == 6000
    # 6,000 families at 25 a second are 240 seconds of work. Where they ask half a minute after
    # they came in, the door learns late what it did, and is careful.
    assert evening.came_in[-1] < seconds


def test_inside_hardly_anybody_waits_while_the_crowd_is_outside() -> None:
    crowd = evenly(100, 60)
    with_line, without = Simulated(cost=1 / 25), Simulated(cost=1 / 25, usual=1e9)

    with_line.run(crowd, until=900)
    without.run(crowd, until=900)

    assert without.longest_queue > 3000
    assert with_line.longest_queue < 150  # six seconds of work


def test_a_rate_that_nobody_uses_is_not_raised() -> None:
    evening = Simulated(cost=1 / 25, never_back=1)

    evening.run(evenly(100, 120), until=120)

    assert evening.line.rate < 2 * 25


def test_no_crowd_comes_in_at_once_when_many_are_due_together() -> None:
    evening = Simulated(cost=1 / 25)

    evening.run(evenly(100, 100) + evenly(20, 200, begin=100), until=1800)

    assert len(evening.came_in) == 14_000
    assert evening.longest_queue < 150


def test_a_computer_that_is_quicker_than_supposed_lets_more_in() -> None:
    evening = Simulated(cost=1 / 200)

    evening.run(evenly(100, 120), until=300)

    assert evening.came_in[-1] < 130
    assert evening.line.rate > 80


def test_a_computer_with_other_work_lets_fewer_in() -> None:
    evening = Simulated(cost=1 / 5)

    evening.run(evenly(20, 60), until=900)

    assert len(evening.came_in) == 1200
    assert evening.longest_queue < 150


def test_those_who_went_home_hold_up_nobody_for_long() -> None:
    evening = Simulated(cost=1 / 25, never_back=2)

    evening.run(evenly(100, 60) + evenly(1, 60, begin=600), until=900)

    assert all(wait <= 5.0 for wait in evening.waits[-50:])


def test_who_has_a_place_comes_in_before_its_moment_where_the_door_is_idle() -> None:
    line = Line(families_a_second=1, threads=THREADS)
    for _ in range(20):
        line.ask(None, now=100.0, at=EVENING)

    answer = line.ask(EVENING + 17, now=100.0 + AT_ONCE + 1 + IDLE, at=EVENING + 5)

    assert answer is None


def test_a_place_is_kept_while_the_door_is_busy() -> None:
    line = Line(families_a_second=1, threads=THREADS)
    for _ in range(20):
        line.ask(None, now=100.0, at=EVENING)

    assert line.ask(EVENING + 17, now=101.0, at=EVENING + 1) == EVENING + 17


def test_a_clock_that_was_set_back_an_hour_keeps_nobody_out_for_an_hour() -> None:
    line = Line(families_a_second=25, threads=THREADS)
    for _ in range(200):
        line.ask(None, now=100.0, at=EVENING)

    assert line.ask(None, now=110.0, at=EVENING - 3600) is None


def test_after_a_crowd_the_rate_returns_to_the_usual_one() -> None:
    line = Line(families_a_second=25, threads=THREADS)
    line.rate = 5.0

    for second in range(60):
        line.ask(None, now=100.0 + second, at=EVENING + second)

    assert line.rate >= 25

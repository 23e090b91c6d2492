"""The ceremony with people in the room: typed, mistyped, interrupted, killed."""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
import pytest

from junheng.ceremony import sitting
from junheng.cli.asking import confirmed
from junheng.cli.program import main
from tests.ceremonies_made import CARDS, PAPER, PUBLIC, event_kinds, frozen_ceremony, tree_of
from tests.forked import how_it_ended
from tests.rosters_made import children

Run = Callable[..., tuple[int, str, str]]
SEATS = ("纪检", "人大", "家长一")
HONEST = {
    "冻结公告已经张贴了吗": "y",
    "张贴在哪里": "校门口公告栏",
    "现在开始现场会吗": "y",
    "各席位": "、".join(SEATS),
    "全部已投箱": "y",
    "念出的数字": PUBLIC.removeprefix("d10:"),
    "逐位相同吗": "y",
    "现在开始拆封吗": "y",
    "公开数": PUBLIC.removeprefix("d10:"),
    **{f"“{seat}”的封签卡": card for seat, card in zip(SEATS, CARDS, strict=True)},
    "已签字，锁定": "y",
}
PROMPTS = 17
"""How many questions an undisturbed ceremony asks."""


class People:
    """Those who answer: by what is asked, some answers once before the honest one."""

    def __init__(
        self, slips: Mapping[str, list[str]] | None = None, stop: int | None = None
    ) -> None:
        self.slips = {words: list(answers) for words, answers in (slips or {}).items()}
        self.stop = stop
        self.asked: list[str] = []

    def __call__(self, prompt: str) -> str:
        self.asked.append(prompt)
        if len(self.asked) == self.stop:
            os._exit(9)
        (words,) = [words for words in HONEST if words in prompt]
        if self.slips.get(words):
            return self.slips[words].pop(0)
        return HONEST[words]


@pytest.fixture(autouse=True)
def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """The picture of the report has tests of its own, and takes half a second."""
    monkeypatch.setattr(sitting, "balance_html", lambda *_arguments, **_settings: "演练以外")


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[People], People]:
    """Let these people answer from now on."""

    def seat(people: People) -> People:
        monkeypatch.setattr(click.termui, "visible_prompt_func", people)
        return people

    return seat


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """A folder in which eight children are frozen."""
    frozen_ceremony(tmp_path / "out", children(8))
    return tmp_path / "out"


def _hold(out: Path) -> int:
    return main(["draw", "--out", str(out), "--interactive", "--no-forms"])


def _outcome(out: Path) -> dict[str, bytes]:
    return {
        name: content
        for name, content in tree_of(out).items()
        if name.startswith(("results/", "tickets/", "seed.txt", "internal/assignment"))
    }


def _undisturbed(frozen: Path, tmp_path: Path) -> tuple[dict[str, bytes], list[str]]:
    """The outcome and the ledger of the same paper without any trouble."""
    copy = tmp_path / "undisturbed"
    shutil.copytree(frozen, copy)
    assert _hold(copy) == 0
    return _outcome(copy), event_kinds(copy)


def _killed(work: Callable[[], object]) -> bool:
    """Do some work in a process that may die; whether it died."""
    return how_it_ended(work) == 9


def test_the_ceremony_asks_in_the_order_that_is_the_security(
    answer: Callable[[People], People], frozen: Path
) -> None:
    people = answer(People())

    assert _hold(frozen) == 0

    assert len(people.asked) == PROMPTS
    assert event_kinds(frozen)[1:] == [
        "FREEZE", "NOTICE_POSTED", "ENVELOPES_SEALED", "PUBLIC_DRAWN", "OPENING", "SEED_LOCKED",
        "DRAW",
    ]  # fmt: skip


def test_the_paper_alone_decides_however_it_is_typed(
    answer: Callable[[People], People], run: Run, frozen: Path, tmp_path: Path
) -> None:
    answer(People())
    by_hand, _ = _undisturbed(frozen, tmp_path)

    code, _, _ = run("draw", "--out", frozen, "--no-forms", *PAPER)

    assert code == 0
    assert _outcome(frozen) == by_hand


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_killed_at_any_question_it_goes_on_from_the_paper(
    answer: Callable[[People], People], frozen: Path, tmp_path: Path
) -> None:
    answer(People())
    expected = _undisturbed(frozen, tmp_path)

    for question in range(1, PROMPTS + 1):
        out = tmp_path / f"killed-{question}"
        shutil.copytree(frozen, out)
        answer(People(stop=question))
        assert _killed(lambda out=out: _hold(out)), question
        answer(People())
        assert _hold(out) == 0

        assert (_outcome(out), event_kinds(out)) == expected, question


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize(("call", "step"), [("fsync", 1), ("rename", 3)])
@pytest.mark.parametrize("is_before", [True, False])
def test_killed_at_any_write_it_goes_on_from_the_paper(
    answer: Callable[[People], People],
    monkeypatch: pytest.MonkeyPatch,
    frozen: Path,
    call: str,
    step: int,
    *,
    is_before: bool,
) -> None:
    owner = os if call == "fsync" else Path
    original = getattr(owner, call)
    answer(People())
    expected = _undisturbed(frozen, frozen.parent)
    write, died = 0, True

    while died:
        write += step
        out = frozen.parent / f"{call}-{write}"
        shutil.copytree(frozen, out)
        calls = itertools.count(1)

        # Several threads flush at once, so each call takes a number of its own.
        def deadly(*arguments: object, last: int = write, calls: Iterator[int] = calls) -> object:
            number = next(calls)
            if number == last and is_before:
                os._exit(9)
            done = original(*arguments)
            if number == last:
                os._exit(9)
            return done

        with monkeypatch.context() as patch:
            patch.setattr(owner, call, deadly)
            died = _killed(lambda out=out: _hold(out))
        assert _hold(out) == 0

        assert (_outcome(out), event_kinds(out)) == expected, write
        assert not (out / ".junheng-new").exists()

    assert write > 9


def test_the_notice_must_hang_before_anybody_seals(
    answer: Callable[[People], People], frozen: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree_of(frozen)
    answer(People({"冻结公告已经张贴了吗": ["n"]}))

    assert _hold(frozen) == 0

    assert "请先张贴公告" in capsys.readouterr().out
    assert tree_of(frozen) == before


def test_the_ceremony_can_be_put_off_after_the_comparison(
    answer: Callable[[People], People], frozen: Path
) -> None:
    answer(People({"现在开始现场会吗": ["n"]}))

    assert _hold(frozen) == 0

    assert event_kinds(frozen)[-1] == "NOTICE_POSTED"


@pytest.mark.parametrize(
    ("slips", "told"),
    [
        ({"各席位": ["纪检、人大"]}, "封数应在 3 到 30 之间"),
        ({"全部已投箱": ["n"]}, "请重新输入"),
        ({"念出的数字": ["123"]}, "要正好 20 位"),
        ({"念出的数字": ["8347019283746501928x"]}, "要正好 20 位"),
        ({"念出的数字": ["0" * 20], "逐位相同吗": ["n"]}, "00000 00000 00000 00000"),
        ({"现在开始拆封吗": ["n"]}, "从拆封开始"),
        ({"公开数": ["0" * 20]}, "两次录入不一致（public）"),
        ({"公开数": ["0" * 20, "0" * 20]}, "公开数与第三步记录的不一致"),
        ({"“人大”的封签卡": ["11111111"]}, "两次录入不一致（envelope.2）"),
        ({"“人大”的封签卡": ["1234"]}, "要正好 8 位数字"),
        ({"“家长一”的封签卡": ["空"]}, "两次录入不一致（envelope.3）"),
        ({"已签字，锁定": ["n"]}, "如有不一致"),
    ],
)
def test_a_slip_is_told_and_typed_again(
    answer: Callable[[People], People],
    capsys: pytest.CaptureFixture[str],
    frozen: Path,
    slips: dict[str, list[str]],
    told: str,
) -> None:
    answer(People())
    expected = _undisturbed(frozen, frozen.parent)
    answer(People(slips))

    assert _hold(frozen) == 0

    assert told in capsys.readouterr().out
    assert (_outcome(frozen), event_kinds(frozen)) == expected


def test_two_empty_cards_of_three_end_the_ceremony_with_the_way_out(
    answer: Callable[[People], People], capsys: pytest.CaptureFixture[str], frozen: Path
) -> None:
    answer(People({"“人大”的封签卡": ["空", "空"], "“纪检”的封签卡": ["void", "空"]}))

    code = _hold(frozen)

    assert code == 1
    assert "有效的封签卡只有 1 张，至少要 3 张" in capsys.readouterr().err
    assert event_kinds(frozen)[-1] == "OPENING"


def test_a_fourth_card_may_be_empty(
    answer: Callable[[People], People], frozen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(HONEST, "各席位", "纪检 人大,家长一，家长二")
    monkeypatch.setitem(HONEST, "“家长二”的封签卡", "空")
    answer(People())

    assert _hold(frozen) == 0

    assert "envelope.4=void" in (frozen / "seed.txt").read_text("ascii")


def test_the_end_of_the_typing_is_an_interruption(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], frozen: Path
) -> None:
    def ends(_prompt: str) -> str:
        raise EOFError

    before = tree_of(frozen)
    monkeypatch.setattr(click.termui, "visible_prompt_func", ends)

    assert _hold(frozen) == 1
    assert "已中断" in capsys.readouterr().err
    assert tree_of(frozen) == before


def test_a_finished_ceremony_is_shown_again_without_a_question(
    answer: Callable[[People], People], frozen: Path
) -> None:
    answer(People())
    _hold(frozen)
    before = _outcome(frozen)
    people = answer(People())

    assert _hold(frozen) == 0

    assert people.asked == []
    assert _outcome(frozen) == before


def test_a_ceremony_that_was_interrupted_before_the_freeze_code_was_posted_keeps_it(
    monkeypatch: pytest.MonkeyPatch, run: Run, roster: Path, tmp_path: Path
) -> None:
    def ends(_prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(click.termui, "visible_prompt_func", ends)

    code, _, _ = run("draw", roster, "--out", tmp_path / "out", "--interactive")

    assert code == 1
    assert event_kinds(tmp_path / "out") == ["SESSION", "FREEZE"]


@pytest.mark.parametrize(
    ("answers", "meant"),
    [(["是"], True), (["Y"], True), (["否"], False), ([""], False), (["也许", "对"], True)],
)
def test_yes_and_no_may_be_said_in_chinese(
    monkeypatch: pytest.MonkeyPatch, answers: list[str], meant: bool
) -> None:
    said = iter(answers)
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(said))

    assert confirmed("可以吗？") is meant
    assert list(said) == []

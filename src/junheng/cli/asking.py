"""Questions to the person at the keyboard."""

import click

from junheng.cli.output import say_warning


def confirmed(question: str) -> bool:
    """A plain yes or no; anything else is asked again, an empty answer is no."""
    while True:
        answer: str = click.prompt(
            f"{question}（是 y / 否 n）", prompt_suffix="：", default="", show_default=False
        )
        word = answer.strip().lower()
        if word in {"y", "yes", "是", "对", "好"}:
            return True
        if word in {"", "n", "no", "否", "不"}:
            return False
        say_warning("请输入 y（是）或 n（否）。")


def asked(prompt: str) -> str:
    """A line of text that is not empty."""
    answer: str = click.prompt(prompt, prompt_suffix="：")
    return answer.strip()


def asked_if_any(prompt: str) -> str:
    """A line of text, or nothing."""
    answer: str = click.prompt(prompt, prompt_suffix="：", default="", show_default=False)
    return answer.strip()

"""Numbers from paper on the command line: `--envelope 48213377 90817263 00519428`."""

import re
from collections.abc import Sequence

import click

from junheng.cli.chinese import ChineseCommand

CARD = re.compile(r"[0-9]{4,32}|void")
SEPARATORS = r"[,，、\s]+"


class PaperCommand(ChineseCommand):
    """A command whose `--envelope` takes one card or several in a row."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Write the option before every card, then parse as usual."""
        return super().parse_args(ctx, with_option_for_each_card(args))


def with_option_for_each_card(words: Sequence[str]) -> list[str]:
    """`--envelope a b` as `--envelope a --envelope b`; the order is that of the seats."""
    spread: list[str] = []
    is_among_cards = False
    for word in words:
        if is_among_cards and spread[-1] != "--envelope" and CARD.fullmatch(word):
            spread.append("--envelope")
        spread.append(word)
        is_among_cards = word == "--envelope" or (is_among_cards and _holds_cards(word))
    return spread


def cards_of(words: Sequence[str]) -> tuple[str, ...]:
    """The cards in the order of the seats; several may stand in one word with commas.

    Raises click.UsageError.
    """
    cards = tuple(card for word in words for card in re.split(SEPARATORS, word) if card)
    if not all(CARD.fullmatch(card) for card in cards):
        raise click.UsageError("封签卡要写 8 位数字，空卡写 void。")
    return cards


def _holds_cards(word: str) -> bool:
    return all(CARD.fullmatch(card) for card in re.split(SEPARATORS, word) if card)

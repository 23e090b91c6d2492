"""What a column declares, whatever its cells hold."""

from dataclasses import dataclass, field
from typing import Protocol

from junheng.tabular.cells import Cell


class Column(Protocol):
    """What `read_table` and the template ask of a column."""

    @property
    def title(self) -> str:
        """Heading (表头) in the template, and the first name the column answers to."""

    @property
    def to(self) -> str:
        """Key of the value in `Row.values`; no two columns share one."""

    @property
    def required(self) -> bool:
        """Whether the column must be there and its cells filled."""

    @property
    def unique(self) -> bool:
        """Whether no two rows may hold the same value."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other headings in use for the same thing."""

    @property
    def help(self) -> str:
        """A sentence for the person who fills it in, in Chinese."""

    @property
    def blank_means(self) -> str:
        """What `parse` takes a blank cell for, in a word; empty where it becomes `None`."""

    @property
    def accepts_formula(self) -> bool:
        """Whether the stored result of a formula is taken (with a warning) or refused."""

    @property
    def is_closed(self) -> bool:
        """Whether only declared values can pass, so that no mark or rank can enter by it."""

    @property
    def allowed(self) -> tuple[str, ...]:
        """The values to choose from in the template, empty when the column is free."""

    def parse(self, cell: Cell, /) -> object:
        """Return the value of a cell that is not blank; raises `CellFault`."""


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What all columns declare; see `Column`."""

    title: str = field(kw_only=False)
    to: str
    required: bool = False
    unique: bool = False
    aliases: tuple[str, ...] = ()
    help: str = ""

    @property
    def blank_means(self) -> str:
        return ""

    @property
    def accepts_formula(self) -> bool:
        return True

    @property
    def is_closed(self) -> bool:
        return False

    @property
    def allowed(self) -> tuple[str, ...]:
        return ()

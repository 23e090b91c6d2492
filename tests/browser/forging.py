"""How a forgery is named, and the tools of those who forge a real draw."""

from collections.abc import Callable

from tests.browser.real_draws import Document, Draw

Forge = Callable[[Draw], object]
Table = dict[str, tuple[Forge, str]]
OTHER_KEY = bytes(range(32))
NOBODY = "ab" * 32


def into(table: Table) -> Callable[[str], Callable[[Forge], Forge]]:
    """A decorator that keeps a forgery in the table, with the check that must name it."""

    def naming(code: str) -> Callable[[Forge], Forge]:
        def keep(forge: Forge) -> Forge:
            table[forge.__name__] = forge, code
            return forge

        return keep

    return naming


def exchange(rows: list[Document], field: str) -> None:
    """Exchange one field between the first row and the first that differs in it."""
    other = next(row for row in rows if row[field] != rows[0][field])
    rows[0][field], other[field] = other[field], rows[0][field]


def result(draw: Draw) -> Document:
    """The only result."""
    document: Document = draw.public["results"][0]
    return document


def relinked(draw: Draw, kind: str, **fields: object) -> None:
    """Change the body of an event and sign the ledger again."""
    draw.body(kind).update(fields)
    draw.relink()


def without(draw: Draw, kind: str) -> None:
    """Drop the event of a kind and sign the ledger again."""
    draw.events.remove(next(event for event in draw.events if event["type"] == kind))
    draw.relink()


def again(draw: Draw, kind: str) -> None:
    """Add the event of a kind once more and sign the ledger again."""
    event = next(event for event in draw.events if event["type"] == kind)
    draw.events.append({**event, "at": draw.events[-1]["at"]})
    draw.relink()


def lines_with(draw: Draw, kind: str, place: int, old: str, new: str) -> list[str]:
    """The seed lines of an event with one of them changed."""
    lines = list(draw.body(kind)["lines"])
    assert old in lines[place]
    lines[place] = lines[place].replace(old, new)
    return lines


def seed_of(draw: Draw, lines: list[str]) -> str:
    """The seed of these lines."""
    return draw.digest("".join(f"{line}\n" for line in lines).encode()).hex()

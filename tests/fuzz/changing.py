"""How an input becomes another one: trees by their nodes, zips by their parts, else by bytes."""

import json
from collections.abc import Callable
from random import Random  # noqa: TID251 - chooses inputs for tests, decides nothing of the product
from typing import Any, Final

from tests.fuzz.oracle import Target

_NEXT: Final = b"\x1e"
_CONTENT: Final = b"\x1f"
_ODD: Final[tuple[Any, ...]] = (
    0, 1, -1, 2, 255, 2**31, 2**53 - 1, -(2**53) + 1, 2**63, True, False, "", "x", "0", "void",
    "a" * 64, "0" * 64, "sg1/x", "名", "2026-09-12T09:00:00+08:00", [], {}, [[]], [0], [""],
    {"a": 0}, ["x", "x"], 4096, 10_000,
)  # fmt: skip

Changer = Callable[[bytes, int, int], bytes]


def changer_of(target: Target, *, always: bool = False) -> Changer | None:
    """How inputs of a target are changed; None leaves bytes and texts to the fuzzer's own way.

    `always` changes them too, for where there is no fuzzer.
    """
    words = tuple(word.encode() for word in target.words)
    change = {"json": _changed_tree, "parts": _changed_part}.get(target.shape, _changed_bytes)
    if change is _changed_bytes and not always:
        return None

    def changer(content: bytes, most: int, seed: int) -> bytes:
        return change(content, most, words, Random(seed))  # noqa: S311 - as above

    return changer


def _changed_tree(content: bytes, most: int, words: tuple[bytes, ...], dice: Random) -> bytes:
    """A JSON text with some of its nodes changed, seldom some of its bytes."""
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        tree = None
    if tree is None or not dice.randrange(20):
        return _changed_bytes(content, most, words, dice)
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        tree = _changed(tree, dice)
    text = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    made = text.encode(errors="replace")
    return made if len(made) <= most else content


def _changed_part(content: bytes, most: int, words: tuple[bytes, ...], dice: Random) -> bytes:
    """A zip's text with a part changed, renamed, doubled or taken out."""
    parts = content.split(_NEXT)
    place = dice.randrange(len(parts))
    name, _, inside = parts[place].partition(_CONTENT)
    room = max(1, most - len(content) + len(inside))
    choice = dice.randrange(12)
    if choice == 0:
        parts.append(dice.choice(parts))
    elif choice == 1 and len(parts) > 1:
        del parts[place]
    elif choice == 2:
        name = _changed_bytes(name, len(name) + 8, words, dice)
        parts[place] = name + _CONTENT + inside
    else:
        is_tree = inside.startswith((b"{", b"[")) and choice < 10
        change = _changed_tree if is_tree else _changed_bytes
        parts[place] = name + _CONTENT + change(inside, room, words, dice)
    made = _NEXT.join(parts)
    return made if len(made) <= most else content


def _changed_bytes(content: bytes, most: int, words: tuple[bytes, ...], dice: Random) -> bytes:
    """A few bytes changed, taken out, doubled or moved, or a word put in."""
    made = bytearray(content)
    for _ in range(dice.choice((1, 1, 2, 4))):
        at, end = sorted((dice.randrange(len(made) + 1), dice.randrange(len(made) + 1)))
        end = min(end, at + dice.choice((1, 2, 8, 64, 512)))
        match dice.randrange(6):
            case 0:
                del made[at:end]
            case 1:
                made[at:at] = made[at:end]
            case 2 if words:
                made[at : dice.choice((at, end))] = dice.choice(words)
            case 3:
                elsewhere = dice.randrange(len(made) + 1)
                made[elsewhere:elsewhere] = made[at:end]
            case _ if at < len(made):
                made[at] = dice.choice((dice.randrange(256), made[at] ^ 1 << dice.randrange(8)))
            case _:
                made.append(dice.randrange(256))
    return bytes(made[:most])


def _changed(tree: Any, dice: Random) -> Any:
    """The same tree with one node changed, taken out, doubled, or put elsewhere."""
    places: list[tuple[Any, Any]] = []
    _collect(tree, places)
    if not places:
        return dice.choice(_ODD)
    holder, key = dice.choice(places)
    match dice.randrange(8):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, list):
            holder.insert(dice.randrange(len(holder) + 1), _copied(holder[key]))
        case 2 | 3:
            other, at = dice.choice(places)
            holder[key] = _copied(other[at])
        case 4 if isinstance(holder[key], int):
            holder[key] += dice.choice((-1, 1, 10, -10))
        case 5 if isinstance(holder[key], str) and holder[key]:
            holder[key] = _changed_text(holder[key], dice)
        case 6 if isinstance(holder[key], list):
            dice.shuffle(holder[key])
        case 7 if isinstance(holder, dict):
            other, at = dice.choice(places)
            holder[str(at) if isinstance(other, dict) else "x"] = _copied(holder[key])
        case _:
            holder[key] = _copied(dice.choice(_ODD))
    return tree


def _collect(tree: Any, places: list[tuple[Any, Any]]) -> None:
    if not isinstance(tree, dict | list):
        return
    for key in tree.keys() if isinstance(tree, dict) else range(len(tree)):
        places.append((tree, key))
        if isinstance(tree[key], dict | list):
            _collect(tree[key], places)


def _copied(node: Any) -> Any:
    return json.loads(json.dumps(node))


def _changed_text(text: str, dice: Random) -> str:
    at = dice.randrange(len(text))
    return text[:at] + dice.choice(("", "0", "f", "g", "/", "名", "\n", "A", text)) + text[at + 1 :]

"""What was made void, and how it stays: its papers put away, its results in every later file."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from junheng.ceremony.folder import FROZEN, INTERNAL, PRIVATE, CeremonyFolder
from junheng.ceremony.frozen import Frozen, load_frozen
from junheng.engine.record.canonical import canonical_bytes

_STAYS = ("public.json", "verifier.html", "forms/6-作废/*")
_OF_THE_SESSION = ("ledger.jsonl", "voided.json")


def void_place(number: int) -> str:
    """The folder of freeze `number`, counted from 1, once it is void and superseded."""
    return f"{INTERNAL}/void-{number}"


def load_superseded(folder: CeremonyFolder, number: int, *, for_reading: bool = False) -> Frozen:
    """The void freeze `number`, wherever a new freeze that was cut off may have left it."""
    place = void_place(number)
    if (folder.path / place / "frozen.json").exists():
        frozen, private = f"{place}/frozen.json", f"{place}/private.json"
        return load_frozen(folder, frozen=frozen, private=private, for_reading=for_reading)
    return load_frozen(folder, for_reading=for_reading)


def put_away(folder: CeremonyFolder, number: int) -> None:
    """Put everything that belongs to the void freeze into its own folder.

    The frozen documents are copied, so that they are in one place at least at every moment; the
    papers move. Public file, verifier, ledger and void records belong to the session and stay.
    """
    place = void_place(number)
    if (folder.path / place / "frozen.json").exists():
        return
    names = [name for name in _names(folder) if not _belongs_to_session(name)]
    files = (
        (f"{place}/{name.removeprefix(f'{INTERNAL}/')}", folder.read_bytes(name)) for name in names
    )
    folder.place(files, instead_of=[name for name in names if name not in {FROZEN, PRIVATE}])


def with_voided(document: Mapping[str, Any], voided: Mapping[str, Any]) -> dict[str, Any]:
    """A public file with what earlier void freezes left in it; nothing stands there twice."""
    merged = dict(document)
    for name, earlier in voided.items():
        if not isinstance(earlier, list) or name == "events":
            continue
        known = {canonical_bytes(item) for item in earlier}
        own = [item for item in merged.get(name, []) if canonical_bytes(item) not in known]
        merged[name] = [*earlier, *own]
    return merged


def _names(folder: CeremonyFolder) -> list[str]:
    return sorted(
        path.relative_to(folder.path).as_posix()
        for path in folder.path.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    )


def _belongs_to_session(name: str) -> bool:
    inner = name.removeprefix(f"{INTERNAL}/")
    return any(fnmatchcase(name, pattern) for pattern in _STAYS) or (
        name.startswith(f"{INTERNAL}/") and (inner in _OF_THE_SESSION or inner.startswith("void-"))
    )

"""What belongs into a backup, and where it lies in it.

Left out are keys (whoever has a backup must not have them too), what signs sessions, backups
themselves, logs, and what is being written at this moment.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from junheng.ceremony.folder import LEDGER, LOCK, STAGING
from junheng.core.secrets.installation import backup_folder, data_folder, start_key_file
from junheng.engine.errors import JunhengError

FACTS = "backup.json"
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig.json"
DATABASE = "database"
DATA = "data"
KIND = "backup"
SUFFIX = ".sgx"

FILES = "files"
INCOMING = "incoming"
KEPT_BEFORE = "before-restore-"
LOGS = "logs"
BACKUPS = "backups"
"""Where backups lie as long as no other folder is named, and stay when one is."""
_SECRETS = frozenset(("keys", "session-key"))
_PART = re.compile(r'[^\x00-\x1f/\\:*?"<>|]{1,200}')


def top_entries(folder: Path) -> list[Path]:
    """What of the data folder belongs into a backup, sorted."""
    if not folder.is_dir():
        return []
    key_file = start_key_file()
    elsewhere = {backup_folder().resolve(), key_file.resolve()}
    return sorted(
        entry
        for entry in folder.iterdir()
        if not entry.name.startswith((".", KEPT_BEFORE, key_file.name))
        and entry.name not in {*_SECRETS, LOGS, BACKUPS}
        and ".sqlite3" not in entry.name
        and entry.resolve() not in elsewhere
        and not entry.is_symlink()
    )


def files_below(entry: Path) -> Iterator[Path]:
    """Every finished file in an entry of the data folder, sorted; no key and no backup, even where
    these were put deeper in the data folder.
    """
    if entry.is_file():
        yield entry
        return
    backups, key_file = backup_folder().resolve(), start_key_file().resolve()
    for place, folders, names in os.walk(entry):
        folder = Path(place)
        real = folder.resolve()
        folders[:] = sorted(
            name
            for name in folders
            if name != STAGING
            and not (folder.name == FILES and name == INCOMING)
            and real / name != backups
        )
        for name in sorted(names):
            file = folder / name
            is_key = real == key_file.parent and name.startswith(key_file.name)
            if name != LOCK and not is_key and file.is_file() and not file.is_symlink():
                yield file


def ledger_folders(folder: Path) -> list[Path]:
    """The folders of sessions: those with a ledger."""
    depth = len(PurePosixPath(LEDGER).parts)
    return sorted(file.parents[depth - 1] for file in folder.rglob(LEDGER))


def check_member(name: str) -> None:
    """Refuse a name in a backup that could lead outside of it; raises `backup_name_forbidden`."""
    if name in {FACTS, MANIFEST, SIGNATURE}:
        return
    area, *parts = name.split("/")
    if (
        area not in {DATABASE, DATA}
        or not parts
        or (area == DATABASE and len(parts) > 1)
        or not all(_PART.fullmatch(part) and part not in {".", ".."} for part in parts)
        # On Windows `Keys` and `keys.` are `keys`.
        or (area == DATA and parts[0].startswith("."))
        or (area == DATA and parts[0].casefold().rstrip(". ") in _SECRETS)
    ):
        raise JunhengError("backup_name_forbidden")


def working_folder(name: str) -> Path:
    """A folder for work in progress, below the data folder and in no backup."""
    return data_folder() / f".{name}"

"""Where this installation keeps what is not in the database.

The one place in `core` that reads settings: fields of models need keys at moments when nobody can
pass them in.
"""

from pathlib import Path

from django.conf import settings  # noqa: TID251 - see the module's sentence


def data_folder() -> Path:
    """The data folder, `JUNHENG_VAR`, open to its owner alone."""
    return Path(settings.JUNHENG_VAR)


def start_key_file() -> Path:
    """The file that holds the start key or how the start passphrase becomes it."""
    return Path(settings.JUNHENG_START_KEY)


def start_passphrase() -> str | None:
    """The start passphrase, where the installation has one."""
    given: str | None = settings.JUNHENG_START_PASSPHRASE
    return given


def seconds_between_looks_at_keys() -> float:
    """So long a process uses its opened keys without asking whether another one changed them."""
    return float(settings.KEYS_LOOKED_AT_SECONDS)


def backup_folder() -> Path:
    """Where backups are put: best on another disk than the data folder."""
    return Path(settings.JUNHENG_BACKUPS)


def days_between_drills() -> int:
    """So often the platform proves by itself that a backup can be restored; 0 is never."""
    return int(settings.JUNHENG_DRILL_DAYS)

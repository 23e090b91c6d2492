"""The forms of single values inside documents: hashes and moments (SG1 §3.1, §3.2)."""

import re
from datetime import datetime

from junheng.engine.errors import JunhengError

_HASH = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+08:00")


def is_hash(value: object) -> bool:
    """Tell whether `value` is 64 lower-case hex digits."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def is_moment(value: object) -> bool:
    """Tell whether `value` is a real moment in the one form `YYYY-MM-DDThh:mm:ss+08:00`."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def check_hashes(**fields: object) -> None:
    """Refuse a field that is not a hash; raises `hash_malformed` with the field's name."""
    for field, value in fields.items():
        if not is_hash(value):
            raise JunhengError("hash_malformed", field=field)


def check_moments(**fields: object) -> None:
    """Refuse a field that is not a moment; raises `moment_malformed` with the field's name."""
    for field, value in fields.items():
        if not is_moment(value):
            raise JunhengError("moment_malformed", field=field)

"""The variables `JUNHENG_*`, read by four typed readers; a wrong value is refused by name."""

import os
from pathlib import Path

from junheng.engine.errors import JunhengError

LEVELS = ("debug", "info", "warning", "error")
PREFIX = "JUNHENG_"
SESSION_KEY_FILE = "session-key"
SHORTEST_TOKEN = 20
_CHECKOUT = Path(__file__).resolve().parents[3]
_YES = frozenset(("1", "yes", "true", "on"))
_NO = frozenset(("0", "no", "false", "off", ""))


def text(name: str, *, default: str) -> str:
    """The variable `JUNHENG_<name>` as it stands, or `default` when it is missing or empty."""
    return os.environ.get(PREFIX + name, "").strip() or default


def data_folder() -> Path:
    """`JUNHENG_VAR`, or `var` in the checkout: database, files, keys."""
    return Path(text("VAR", default=str(_CHECKOUT / "var"))).resolve()


def start_key_file() -> Path:
    """`JUNHENG_START_KEY`, or its place in the data folder."""
    return Path(text("START_KEY", default=str(data_folder() / "keys" / "start-key.json")))


def flag(name: str, *, default: bool) -> bool:
    """A yes or no: 1/0, yes/no, true/false, on/off."""
    given = os.environ.get(PREFIX + name)
    if given is None:
        return default
    word = given.strip().lower()
    if word not in _YES | _NO:
        raise JunhengError("setting_not_yes_or_no", name=PREFIX + name)
    return word in _YES


def number(name: str, *, default: int, least: int, most: int) -> int:
    """A whole number between `least` and `most`."""
    given = text(name, default=str(default))
    if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
        raise JunhengError("setting_not_a_number", name=PREFIX + name, least=least, most=most)
    return int(given)


def level(name: str, *, default: str) -> str:
    """How much is logged: debug, info, warning or error."""
    given = text(name, default=default).lower()
    if given not in LEVELS:
        raise JunhengError("setting_log_level", name=PREFIX + name)
    return given


def secret(name: str) -> str | None:
    """A secret, or the content of the file named by `JUNHENG_<name>_FILE`; None when not given."""
    file = os.environ.get(f"{PREFIX}{name}_FILE")
    if file is None:
        return os.environ.get(PREFIX + name) or None
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise JunhengError("setting_file_unreadable", name=f"{PREFIX}{name}_FILE") from error


def token(name: str) -> str | None:
    """A secret word that programs show; one that could be guessed is refused."""
    given = secret(name)
    if given is not None and len(given) < SHORTEST_TOKEN:
        raise JunhengError("setting_token_short", name=PREFIX + name, least=SHORTEST_TOKEN)
    return given

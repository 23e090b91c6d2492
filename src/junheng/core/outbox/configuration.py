"""How messages leave this installation: `messages.toml` in the data folder, read strictly.

A file and no settings of the web program: it holds the gateway's password, and whoever changes it
need not start the platform again.
"""

import json
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from junheng.core.outbox.gateways import Gateway
from junheng.core.outbox.gateways.console import ConsoleGateway
from junheng.core.outbox.gateways.files import FileGateway
from junheng.core.outbox.gateways.http import HttpGateway, HttpSettings
from junheng.core.outbox.limits import Limits
from junheng.core.secrets.installation import data_folder
from junheng.engine.errors import JunhengError

FILE: Final = "messages.toml"
FOLDER: Final = "messages"
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_LIMIT_KEYS: Final = frozenset(
    (
        "gateway", "per_minute", "per_recipient_per_day", "quiet_from", "quiet_until",
        "most_attempts", "first_wait_seconds", "http",
    )
)  # fmt: skip
_HTTP_KEYS: Final = frozenset(
    (
        "url", "body", "headers", "timeout_seconds", "ca_file", "repeats_are_safe",
        "success_field", "success_values", "retry_values",
    )
)  # fmt: skip
_LONGEST_TIMEOUT: Final = 60


@dataclass(frozen=True)
class Configuration:
    """`gateway` is none, console, file or http; `where` is what a page may say of it."""

    gateway: str
    limits: Limits
    http: HttpSettings | None = None

    @property
    def is_on(self) -> bool:
        """Whether anything leaves at all."""
        return self.gateway != "none"

    @property
    def where(self) -> str:
        """The gateway in words: its host, never its path, header or password."""
        words = {"none": "没有配置", "console": "控制台（不真发）", "file": "每天一个文件"}
        if self.http is None:
            return words[self.gateway]
        return f"网络接口 {urlsplit(self.http.url).hostname}"

    def open_gateway(self, now: Callable[[], datetime]) -> Gateway | None:
        """The gateway, ready to be asked; None where there is none."""
        if self.http is not None:
            return HttpGateway(self.http)
        if self.gateway == "file":
            return FileGateway(data_folder() / FOLDER, now=now)
        return ConsoleGateway() if self.gateway == "console" else None


def read_configuration() -> Configuration:
    """What stands in the file; nothing leaves without one.

    Raises JunhengError: `messages_file_open_to_others`, `messages_file_malformed`,
    `messages_key_unknown`, `messages_value_wrong`, each naming the place.
    """
    file = data_folder() / FILE
    try:
        if os.name == "posix" and file.stat().st_mode & 0o077:
            raise JunhengError("messages_file_open_to_others", file=FILE)
        tree = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Configuration("none", Limits())
    except (OSError, ValueError):
        # The words of the parser may quote the password: they are not passed on.
        raise JunhengError("messages_file_malformed", file=FILE) from None
    return _configuration(tree)


def _configuration(tree: Mapping[str, Any]) -> Configuration:
    _refuse_unknown(tree, _LIMIT_KEYS, "")
    gateway = tree.get("gateway", "none")
    if gateway not in {"none", "console", "file", "http"}:
        raise _wrong("gateway", "none、console、file、http 之一")
    limits = Limits(
        per_minute=_number(tree, "per_minute", 60, 1, 6000),
        per_recipient_per_day=_number(tree, "per_recipient_per_day", 5, 1, 100),
        quiet_from=_hour(tree, "quiet_from", Limits.quiet_from),
        quiet_until=_hour(tree, "quiet_until", Limits.quiet_until),
        most_attempts=_number(tree, "most_attempts", 6, 1, 20),
        first_wait=timedelta(seconds=_number(tree, "first_wait_seconds", 60, 1, 3600)),
    )
    http = _http(tree.get("http")) if gateway == "http" else None
    return Configuration(gateway, limits, http)


def _http(raw: object) -> HttpSettings:
    if not isinstance(raw, dict):
        raise _wrong("[http]", "网络接口的一组设置")
    _refuse_unknown(raw, _HTTP_KEYS, "http.")
    ca_file = raw.get("ca_file", "")
    if not isinstance(ca_file, str):
        raise _wrong("http.ca_file", "证书文件名")
    repeats = raw.get("repeats_are_safe", False)
    if not isinstance(repeats, bool):
        raise _wrong("http.repeats_are_safe", "true 或 false")
    success_field = _text(raw, "success_field")
    success_values = _texts(raw, "success_values")
    if bool(success_field) != bool(success_values):
        raise _wrong("http.success_values", "与 success_field 一起填写")
    return HttpSettings(
        url=_url(raw.get("url")),
        body=_body(raw.get("body")),
        headers=_headers(raw.get("headers", {})),
        timeout_seconds=_number(raw, "timeout_seconds", 10, 1, _LONGEST_TIMEOUT, place="http."),
        ca_file=data_folder() / ca_file if ca_file else None,
        repeats_are_safe=repeats,
        success_field=success_field,
        success_values=success_values,
        retry_values=_texts(raw, "retry_values"),
    )


def _url(raw: object) -> str:
    try:
        parts = urlsplit(raw if isinstance(raw, str) else "")
        is_near = parts.hostname in _LOOPBACK
        is_whole = bool(parts.hostname) and parts.port != 0 and parts.username is None
    except ValueError:
        raise _wrong("http.url", "https:// 开头的完整地址") from None
    # Telephones do not travel in the clear; a relay on this computer may take them so.
    if not is_whole or not (parts.scheme == "https" or (parts.scheme == "http" and is_near)):
        raise _wrong("http.url", "https:// 开头的完整地址")
    return str(raw)


def _body(raw: object) -> Any:
    """The JSON of a message, with a place for the telephone and one for the text."""
    try:
        template = json.loads(raw) if isinstance(raw, str) else None
    except ValueError:
        template = None
    told = json.dumps(template, ensure_ascii=False)
    if not isinstance(template, dict | list) or "{mobile}" not in told or "{text}" not in told:
        raise _wrong("http.body", "含 {mobile} 和 {text} 的 JSON")
    return template


def _headers(raw: object) -> Mapping[str, str]:
    if not isinstance(raw, dict):
        raise _wrong("http.headers", "一组请求头")
    for name, value in raw.items():
        is_plain = isinstance(value, str) and value.isascii() and value.isprintable()
        if not is_plain or not name.isascii() or not name.replace("-", "").isalnum():
            raise _wrong("http.headers", "由字母、数字组成的请求头，一行一个")
    return dict(raw)


def _number(
    tree: Mapping[str, Any], key: str, given: int, least: int, most: int, *, place: str = ""
) -> int:
    value = tree.get(key, given)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise _wrong(place + key, f"{least} 到 {most} 的整数")
    return value


def _hour(tree: Mapping[str, Any], key: str, given: time) -> time:
    value = tree.get(key)
    if value is None:
        return given
    try:
        found = value if isinstance(value, time) else time.fromisoformat(value)
    except (TypeError, ValueError):
        raise _wrong(key, "时刻，如 21:30") from None
    return found.replace(tzinfo=None)


def _text(tree: Mapping[str, Any], key: str) -> str:
    value = tree.get(key, "")
    if not isinstance(value, str):
        raise _wrong(f"http.{key}", "文字")
    return value


def _texts(tree: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = tree.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _wrong(f"http.{key}", '文字列表，如 ["0"]')
    return tuple(value)


def _refuse_unknown(tree: Mapping[str, Any], known: frozenset[str], place: str) -> None:
    for key in tree:
        if key not in known:
            raise JunhengError("messages_key_unknown", file=FILE, key=place + key)


def _wrong(key: str, expected: str) -> JunhengError:
    return JunhengError("messages_value_wrong", file=FILE, key=key, expected=expected)

"""How an entry of the trail reads: its sentence, in words instead of codes."""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.apps import apps

from junheng.core.access import Role
from junheng.core.access.proposals import declared_acts
from junheng.core.audit.events import event_types
from junheng.core.messages import all_sentences

REFUSALS_END = ".refuse"
_PLACE = re.compile(r"%\([a-z_]+\)[sd]")
_DIGEST = re.compile(r"(?<![0-9a-f])([0-9a-f]{16})[0-9a-f]{48}(?![0-9a-f])")
_ROLES = {role.value: role.label for role in Role}
_KINDS = {"staff": "工作人员", "guardian": "家长", "public": "未登录者", "system": "系统"}
_YES_NO = {True: "是", False: "否"}


def sentence_of(event: str, payload: Mapping[str, Any]) -> str:
    """The sentence of an entry; an event of another version of the program is told by its name."""
    kind = event_types().get(event)
    worded = {name: _word(name, value) for name, value in payload.items()}
    for values in (worded, payload):
        if kind is None:
            break
        with suppress(KeyError, TypeError, ValueError):
            return kind.describe(values)
    return f"其他版本程序的记录（{event}）。"


def shortened(sentence: str) -> str:
    """A sentence whose digests are short enough for a table; the export has them whole."""
    return _DIGEST.sub(r"\1…", sentence)


def title_of(event: str) -> str:
    """A kind of event for a list to choose from: its sentence without the particulars."""
    kind = event_types()[event]
    return _PLACE.sub("…", kind.SENTENCE).rstrip("。")


def kind_label(kind: str) -> str:
    """Who acts, by kind."""
    return _KINDS.get(kind, kind)


def is_refusal(event: str) -> bool:
    """Whether something was refused."""
    return event.endswith(REFUSALS_END)


def _page(route: str) -> str:
    """A page by the application that it belongs to; its route says which one it is."""
    application, _, page = route.partition(":")
    known = apps.app_configs.get(application)
    return f"“{known.verbose_name}”（{page}）" if known and page else route


def _word(name: str, value: Any) -> Any:
    """What a person calls a value; numbers stay numbers, because sentences may count them."""
    if isinstance(value, bool):
        return _YES_NO[value]
    if isinstance(value, list):
        return "、".join(str(item) for item in value)
    if name == "reason" and value in all_sentences():
        told = all_sentences()[value]
        return value if "%" in told else told.rstrip("。")
    if name == "act" and value in declared_acts():
        return declared_acts()[value].title
    if name == "route":
        return _page(str(value))
    return _ROLES.get(value, value) if name == "role" else value

"""An outbox with a gateway of the county, for tests."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from junheng.core.audit.events import Subject
from junheng.core.outbox import delivering, queueing
from junheng.core.outbox.models import Message
from junheng.core.outbox.queueing import Letter
from junheng.core.outbox.states import MessageKind
from tests.conftest import AT
from tests.core.samples.people import Clerk

PHONE = "13800138000"
BODY = json.dumps({"mobile": "{mobile}", "content": "{text}", "id": "{id}"})
BY_DAY = AT
"""Half past nine in the morning, in China."""


def configured(folder: Path, text: str, mode: int = 0o600) -> Path:
    """`messages.toml` in the data folder, as a county writes it."""
    file = folder / "messages.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def http_configuration(address: str, limits: str = "", http: str = "") -> str:
    return (
        f'gateway = "http"\n{limits}\n[http]\nurl = "{address}"\n'
        f"body = '{BODY}'\ntimeout_seconds = 1\n{http}\n"
    )


def queued(*keys: str, phone: str = PHONE, at: datetime = BY_DAY) -> int:
    letters = [Letter(key, phone, f"您好，{key}。", "abcdefghjkmn") for key in keys]
    return queueing.queue(MessageKind.CLASS, letters, by=Clerk(), at=at, subject=Subject("cohort"))


def delivered(at: datetime = BY_DAY) -> int:
    """One turn of the worker at a moment; how many attempts it made."""
    return delivering.deliver(lambda: at, go_on=lambda: None, lasting=timedelta(seconds=20))


def states() -> list[tuple[str, str, str]]:
    """Key, state and reason of every message, oldest first."""
    return list(Message.objects.order_by("id").values_list("key", "state", "reason"))

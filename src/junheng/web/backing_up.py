"""What `junheng backup` and `junheng restore` do; as with `serve`, the settings come from here.

A backup may be made while the platform runs; a restore may not.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes

import django

from junheng.engine.errors import JunhengError
from junheng.engine.record.container import Passphrase


@dataclass(frozen=True)
class BackedUp:
    """A backup that was made; `halves` are told once, when the passphrase is new."""

    code: str
    file: str
    size: int
    digest: str
    head_sequence: int
    head_digest: str
    public_key: str
    halves: tuple[str, str] | None


@dataclass(frozen=True)
class Drilled:
    """A drill that was done; `fault` is empty when the backup can be restored."""

    file: str
    entries: int
    files: int
    ledgers: int
    values: int
    fault: str


@dataclass(frozen=True)
class WantedRestore:
    """What was typed; `newest_head` is None when somebody said that no head is on paper."""

    file: Path
    passphrase: Passphrase
    newest_head: str | None
    replaces: bool
    despite_alarm: bool


@dataclass(frozen=True)
class DoneRestore:
    """What came back, and what has to be looked after now."""

    backup: str
    made_at: str
    files: int
    ledgers: int
    head_sequence: int
    public_key: str
    has_alarm: bool
    has_key: bool
    key_file: Path
    kept: Path | None


def back_up(out: Path, passphrase: Passphrase | None) -> BackedUp:
    """Make a backup in a folder, or as a file whose name ends in `.sgx`.

    A passphrase that is given closes this backup and those to come; without one the platform's is
    used, and drawn when there is none. A new one is kept only with a backup that was made: the
    halves of a backup that failed were told to nobody. Raises what `serving.prepare` and
    `backups.make_copy` raise.
    """
    from junheng.web import serving  # noqa: PLC0415 - reads the settings' variables

    serving.prepare(upgrades=False)
    from junheng.apps.care.queries import newest_backup_key  # noqa: PLC0415
    from junheng.apps.care.services import backups  # noqa: PLC0415
    from junheng.apps.care.states import Reason  # noqa: PLC0415 - models are ready only now
    from junheng.core.access import SystemActor  # noqa: PLC0415
    from junheng.core.audit import services as audit  # noqa: PLC0415
    from junheng.web.clock import now  # noqa: PLC0415

    at, drawn = now(), None
    closing = backups.closing_in_use()
    if closing is None or (passphrase is not None and passphrase.whole != closing.passphrase):
        drawn = passphrase or Passphrase.drawn_from(token_bytes)
        closing = backups.new_closing(drawn)
    made = backups.make_copy(closing, at=at, target=out)
    with audit.act():
        by = SystemActor("backup")
        copy = backups.keep_copy(made, closing, by=by, at=at, reason=Reason.COMMAND)
    key = newest_backup_key()
    is_new = drawn is not None and passphrase is None
    return BackedUp(
        code=copy.code,
        file=copy.file,
        size=copy.size,
        digest=copy.digest,
        head_sequence=copy.head_sequence,
        head_digest=copy.head_digest,
        public_key=key.public_key if key else "",
        halves=(drawn.first, drawn.second) if drawn is not None and is_new else None,
    )


def drill() -> Drilled:
    """Restore the newest backup into a scratch folder; raises `drill_without_backup`."""
    from junheng.web import serving  # noqa: PLC0415 - reads the settings' variables

    serving.prepare(upgrades=False)
    from junheng.apps.care.services.drills import drill_newest  # noqa: PLC0415 - as above
    from junheng.core.access import SystemActor  # noqa: PLC0415
    from junheng.web.clock import now  # noqa: PLC0415

    row = drill_newest(by=SystemActor("drill"), clock=now)
    return Drilled(row.file, row.entries, row.files, row.ledgers, row.values, row.fault)


def upgrade(
    *,
    passphrase: Passphrase | None,
    tell_new: Callable[[Passphrase], None],
    say: Callable[[str], None],
) -> bool:
    """Bring the database up to this program; return whether there was anything to do.

    Raises what `make_ready` and `upgrading.bring_up_to_date` raise.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "junheng.web.settings")
    django.setup()
    from junheng.core.backup.restoring import make_ready  # noqa: PLC0415
    from junheng.web import upgrading  # noqa: PLC0415 - models are ready only now
    from junheng.web.clock import now  # noqa: PLC0415

    make_ready()
    done = upgrading.bring_up_to_date(at=now(), say=say, passphrase=passphrase, tell_new=tell_new)
    return done is not None


def restore(wanted: WantedRestore) -> DoneRestore:
    """Restore a backup; raises `restore_workers_run`, and what `restoring.restore` and `parse_head`
    raise.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "junheng.web.settings")
    django.setup()
    from junheng.core.backup import restoring  # noqa: PLC0415 - models are ready only now
    from junheng.core.backup.paper_head import parse_head  # noqa: PLC0415
    from junheng.core.secrets.installation import start_key_file  # noqa: PLC0415
    from junheng.web import heartbeat  # noqa: PLC0415
    from junheng.web.clock import now  # noqa: PLC0415

    # A worker outlives a server that was killed, or works on another computer: what it would still
    # write belongs to the database that goes away.
    if alive := heartbeat.alive(now()):
        raise JunhengError("restore_workers_run", count=alive)
    done = restoring.restore(
        restoring.RestoreOrder(
            file=wanted.file,
            passphrase=wanted.passphrase.whole,
            paper=None if wanted.newest_head is None else parse_head(wanted.newest_head),
            replaces=wanted.replaces,
            despite_alarm=wanted.despite_alarm,
            at=now(),
        )
    )
    return DoneRestore(
        backup=done.backup.code,
        made_at=done.backup.at,
        files=done.backup.file_count,
        ledgers=done.ledgers,
        head_sequence=done.backup.head.sequence,
        public_key=done.backup.public_key,
        has_alarm=done.has_alarm,
        has_key=done.has_key,
        key_file=start_key_file(),
        kept=done.kept,
    )

"""A platform of a few files, one session and a trail, on a database of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django import Settings

from junheng.core.audit import services as audit
from junheng.core.audit.events import AuditEvent, Subject
from junheng.core.audit.models import AuditEntry
from junheng.core.backup.layout import files_below, top_entries
from junheng.core.backup.making import BackupOrder, MadeBackup, make_backup
from junheng.core.backup.paper_head import HeadOnPaper
from junheng.core.backup.restoring import RestoreOrder
from junheng.core.files.events import FileRemoved
from junheng.core.files.kinds import FileKind
from junheng.core.files.services import store
from junheng.core.secrets import services as secrets
from junheng.core.secrets.codes import new_code
from junheng.engine.record import container
from tests.ceremonies_made import frozen_ceremony
from tests.conftest import AT
from tests.core.samples.models import Tally
from tests.core.samples.people import Clerk
from tests.databases import OwnDatabase

PASSPHRASE = "1234567890" * 4
SIGNING_KEY = bytes(range(32))
NOTICE = FileKind("samples.notice", ".pdf", "application/pdf", False, None)
SESSION = Path("sessions") / "2026-青禾中学"


@dataclass(frozen=True)
class State:
    """All that a backup has to bring back."""

    files: Mapping[str, bytes]
    tally: tuple[int, ...]
    digests: tuple[str, ...]

    def content(self) -> object:
        """Without the trail, and without the ledgers, which both go on by one."""
        files = {name: raw for name, raw in self.files.items() if not name.endswith(".jsonl")}
        return files, self.tally


@dataclass(frozen=True)
class Place:
    """Where the platform of a test stands."""

    own: OwnDatabase
    var: Path
    backups: Path

    def act(self, step: int) -> None:
        """Something happens: a row, a file, an event."""
        with audit.act():
            Tally.objects.create(job="backup", step=step)
            stored = store(NOTICE, [f"notice {step}".encode()], at=AT)
            audit.record(audit_event(stored.code), by=Clerk(), at=AT)

    def state(self) -> State:
        files = {
            str(file.relative_to(self.var)): file.read_bytes()
            for entry in top_entries(self.var)
            for file in files_below(entry)
        }
        tally = tuple(Tally.objects.order_by("id").values_list("step", flat=True))
        digests = AuditEntry.objects.order_by("sequence").values_list("digest", flat=True)
        return State(files, tally, tuple(digests))

    def back_up(self) -> MadeBackup:
        code = new_code()
        target = self.backups / f"{code}.sgx"
        return make_backup(BackupOrder(code, target, PASSPHRASE, SIGNING_KEY, AT))


def audit_event(code: str) -> AuditEvent:
    """Any event will do."""
    return FileRemoved(subject=Subject("file", code), kind="samples.notice", digest="00")


def order(made: MadeBackup, **changes: object) -> RestoreOrder:
    """Restore this backup over what stands; the head on paper is the backup's own."""
    plain = {
        "file": made.file,
        "passphrase": PASSPHRASE,
        "paper": HeadOnPaper(made.head.digest, made.head.sequence),
        "replaces": True,
        "despite_alarm": False,
        "at": AT,
    }
    return RestoreOrder(**{**plain, **changes})  # type: ignore[arg-type]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The protocol's scrypt costs half a second; its smallest form costs nothing."""
    monkeypatch.setattr(container, "_COSTS", {"scrypt": 2, "pbkdf2-sm3": 2})


@pytest.fixture
def place(
    own_database: OwnDatabase,
    quick: None,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Place:
    del quick
    var = tmp_path / "var"
    settings.JUNHENG_VAR = var
    settings.JUNHENG_BACKUPS = tmp_path / "backups"
    settings.JUNHENG_START_KEY = var / "keys" / "start-key.json"
    settings.JUNHENG_START_PASSPHRASE = None
    monkeypatch.setattr(secrets._Opened, "keyring", None)
    secrets.set_up(suite_name="intl", year=2026, passphrase=None, at=AT)
    made = Place(own_database, var, tmp_path / "backups")
    frozen_ceremony(var / SESSION, classes=2)
    (var / "session-key").write_text("secret")
    made.act(1)
    made.act(2)
    return made

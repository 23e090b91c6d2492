"""A backup brings everything back, or changes nothing."""

import os
import signal
from pathlib import Path

import pytest
from django.db import connection

from junheng.core.audit import services as audit
from junheng.core.audit.models import AuditEntry
from junheng.core.backup import journal, restoring
from junheng.core.backup.journal import end_interrupted_restore
from junheng.core.backup.ledgers import read_ledgers
from junheng.core.backup.making import MadeBackup
from junheng.core.backup.paper_head import HeadOnPaper
from junheng.core.backup.restoring import platform_lock, restore
from junheng.engine.errors import JunhengError
from tests.ceremonies_made import event_kinds
from tests.core.backup.conftest import SESSION, Place, order
from tests.forked import how_it_ended


def refusal(made: MadeBackup, **changes: object) -> str:
    with pytest.raises(JunhengError) as refused:
        restore(order(made, **changes))
    return refused.value.code


def test_a_restore_brings_back_what_was(place: Place) -> None:
    before = place.state()
    made = place.back_up()
    place.act(3)
    (place.var / SESSION / "freeze.json").unlink()

    restored = restore(order(made))

    after = place.state()
    assert after.content() == before.content()
    assert after.digests[:-1] == before.digests
    assert restored.ledgers == 1
    assert restored.has_key
    assert audit.check_chain().is_whole


def test_the_restore_is_written_into_trail_and_ledger(place: Place) -> None:
    made = place.back_up()

    restored = restore(order(made))

    entry = AuditEntry.objects.last()
    assert entry is not None
    assert entry.event == "backup.platform.restore"
    assert entry.payload["backup"] == restored.backup.code
    assert entry.payload["found"] == entry.payload["paper"] == made.head.sequence
    assert entry.payload["alarm"] is False
    assert event_kinds(place.var / SESSION)[-1] == "RESTORE"


def test_what_stood_before_is_kept(place: Place) -> None:
    made = place.back_up()
    place.act(3)
    files = {name for name in place.state().files if name.startswith("files/")}

    kept = restore(order(made)).kept

    assert kept is not None
    assert {str(file.relative_to(kept)) for file in (kept / "files").rglob("*/*")} == files


def test_a_place_that_holds_something_is_not_replaced_unasked(place: Place) -> None:
    made, before = place.back_up(), place.state()

    assert refusal(made, replaces=False) == "restore_place_not_empty"
    assert place.state() == before


def test_an_older_backup_than_the_paper_raises_the_alarm(place: Place) -> None:
    made = place.back_up()
    place.act(3)
    newest, before = audit.head(), place.state()

    paper = HeadOnPaper(newest.digest, newest.sequence)

    assert refusal(made, paper=paper) == "restore_rolled_back"
    assert place.state() == before


@pytest.mark.parametrize("sequence", [1, 2, 3])
def test_a_head_with_another_digest_raises_the_alarm(place: Place, sequence: int) -> None:
    assert refusal(place.back_up(), paper=HeadOnPaper("ab" * 32, sequence)) == "restore_rolled_back"


def test_the_head_of_a_ledger_counts_as_well(place: Place) -> None:
    made = place.back_up()
    (ledger,) = read_ledgers(place.var)

    assert not restore(order(made, paper=HeadOnPaper(ledger.chain.head))).has_alarm


def test_who_takes_an_older_backup_all_the_same_leaves_a_trace(place: Place) -> None:
    made = place.back_up()
    place.act(3)
    newest = audit.head()

    restored = restore(
        order(made, paper=HeadOnPaper(newest.digest, newest.sequence), despite_alarm=True)
    )

    assert restored.has_alarm
    payload = AuditEntry.objects.get(event="backup.platform.restore").payload
    assert payload["alarm"] is True
    assert (payload["found"], payload["paper"]) == (made.head.sequence, newest.sequence)


def test_a_running_platform_is_not_restored_over(place: Place) -> None:
    made = place.back_up()

    with platform_lock():
        assert refusal(made) == "platform_running"


def test_a_changed_byte_anywhere_changes_nothing(place: Place) -> None:
    made, before = place.back_up(), place.state()
    raw = made.file.read_bytes()

    for position in (3, 20, 300, len(raw) // 2, len(raw) - 1):
        flipped = bytearray(raw)
        flipped[position] ^= 1
        made.file.write_bytes(bytes(flipped))
        assert refusal(made) in {
            "container_not_recognised",
            "container_header_malformed",
            "container_length_wrong",
            "backup_passphrase_wrong",
            "backup_changed",
        }
    made.file.write_bytes(raw[:-100])
    assert refusal(made) == "container_length_wrong"
    assert refusal(made, file=Path("no such file")) == "backup_file_missing"
    assert place.state() == before


def test_another_passphrase_is_named(place: Place) -> None:
    assert refusal(place.back_up(), passphrase="0" * 40) == "backup_passphrase_wrong"


def test_a_trail_that_was_changed_before_the_backup_is_refused(place: Place) -> None:
    trigger = (
        "DROP TRIGGER audit_auditentry_change ON audit_auditentry"
        if place.own.kind == "postgresql"
        else "DROP TRIGGER audit_auditentry_update"
    )
    with connection.cursor() as cursor:
        cursor.execute(trigger)
        cursor.execute("UPDATE audit_auditentry SET actor_name = 'x' WHERE sequence = 1")
    made, before = place.back_up(), place.state()

    assert refusal(made) == "backup_chain_broken"
    assert place.state() == before


def test_a_ledger_that_was_changed_before_the_backup_is_refused(place: Place) -> None:
    file = place.var / SESSION / "internal" / "ledger.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"by":"', b'"by":"x', 1))
    made, before = place.back_up(), place.state()

    assert refusal(made) == "backup_ledger_damaged"
    assert place.state() == before


def test_a_backup_of_a_newer_program_is_refused(place: Place) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('samples', '0099_later', CURRENT_TIMESTAMP)"
        )

    assert refusal(place.back_up()) == "restore_newer_program"


def test_a_key_file_of_another_installation_is_told(place: Place) -> None:
    made = place.back_up()
    (place.var / "keys" / "start-key.json").unlink()

    assert not restore(order(made)).has_key


def _restore_dying_at(number: int, made: MadeBackup) -> None:
    """In a child: restore, and be killed at the n-th thing done to the disk."""
    done = 0

    def counted(original: object) -> object:
        def call(*given: object, **named: object) -> object:
            nonlocal done
            done += 1
            if done == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*given, **named)  # type: ignore[operator]

        return call

    for owner, name in (
        (Path, "rename"),
        (Path, "replace"),
        (os, "fsync"),
        (restoring, "call_command"),
        (journal.shutil, "rmtree"),
    ):
        setattr(owner, name, counted(getattr(owner, name)))
    restore(order(made))


@pytest.mark.slow
def test_a_restore_killed_at_any_point_leaves_the_old_state_or_the_new_one(place: Place) -> None:
    wanted = place.state()
    made = place.back_up()
    place.act(3)
    old = place.state()
    connection.close()
    ends = []

    for number in range(1, 200):
        code = how_it_ended(lambda n=number: _restore_dying_at(n, made), place.own)
        end_interrupted_restore()
        now = place.state()
        connection.close()
        if code == 0:
            break
        if now == old:
            ends.append("old")
            continue
        assert now.content() == wanted.content(), number
        assert now.digests[:-1] == wanted.digests, number
        ends.append("new")
        break
    else:
        pytest.fail("the restore never came to its end")

    assert ends.count("old") >= 8
    assert not list(place.var.glob(".restore*"))
    assert audit.check_chain().is_whole

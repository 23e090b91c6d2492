"""Making, opening, changing and destroying the keys of an installation."""

import re
from datetime import datetime
from secrets import token_bytes
from time import monotonic

from django.db import transaction

from junheng.core.secrets.installation import (
    seconds_between_looks_at_keys,
    start_key_file,
    start_passphrase,
)
from junheng.core.secrets.keyring import Keyring, fresh_year, unwrap_year, wrap_year
from junheng.core.secrets.models import YearKey
from junheng.core.secrets.start_key import (
    StartKey,
    announced_fingerprint,
    key_of_its_own,
    key_of_passphrase,
    needs_passphrase,
    read_start_key,
    write_start_key,
)
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import INTL, Suite, suite_named
from junheng.engine.record.container import SALT_BYTES

_NEW = ".next"
_YEAR = re.compile(r"20[0-9]{2}(?:-[0-9]{1,2})?")


class _Opened:
    """The keyring of this process: opened once, because a start passphrase costs half a second.

    `looked_at` (of the monotonic clock) is when it was last compared with the database's years:
    another process may have opened a year, or destroyed one.
    """

    keyring: Keyring | None = None
    looked_at: float = 0.0


def is_set_up() -> bool:
    """Whether the keys of this installation were made."""
    return YearKey.objects.exists()


def has_start_passphrase() -> bool:
    """Whether each start of this platform needs the start passphrase."""
    return needs_passphrase(start_key_file())


def suite_in_use() -> Suite:
    """The suite of this installation, chosen at set-up; `intl` before."""
    newest = YearKey.objects.last()
    return suite_named(newest.suite) if newest else INTL


def set_up(*, suite_name: str, year: int, passphrase: str | None, at: datetime) -> None:
    """Make the start key and the keys of the first year.

    Without a passphrase the start key itself lies in the start-key file. A start-key file that
    stands there already and opens is used: an earlier set-up was cut off after writing it. Raises
    `keys_exist`, `start_passphrase_short`, `start_key_of_other_form`, and what reading an existing
    file raises.
    """
    suite = suite_named(suite_name)
    with transaction.atomic():
        if is_set_up():
            raise JunhengError("keys_exist")
        file = start_key_file()
        if file.exists():
            if needs_passphrase(file) != (passphrase is not None):
                raise JunhengError("start_key_of_other_form", file=file.name)
            start_key = read_start_key(file, passphrase)
        else:
            start_key = _new_start_key(suite_name, passphrase)
            write_start_key(start_key, file)
        if start_key.suite != suite:
            raise JunhengError("start_key_damaged", file=file.name)
        _add_year(start_key, str(year), at)
    forget_keys()


def open_keys(passphrase: str | None) -> None:
    """Open the keys in this process with a passphrase that its start did not know: after set-up.

    Raises as `keyring` does.
    """
    _Opened.keyring = _read_keyring(passphrase)


def open_year(*, key_id: str, at: datetime) -> None:
    """Make the keys of a further year (`2027`), or a second set within it (`2027-2`).

    New values are closed with them from now on; older values stay readable. Raises
    `key_id_used` and `key_id_malformed`.
    """
    start_key = read_start_key(start_key_file(), start_passphrase())
    with transaction.atomic():
        if YearKey.objects.filter(key_id=key_id).exists():
            raise JunhengError("key_id_used", key_id=key_id)
        _add_year(start_key, key_id, at)
    forget_keys()


def destroy_year(*, key_id: str, at: datetime) -> None:
    """Destroy the keys of a year at the end of its retention: what they closed never opens again.

    Backups made earlier still hold them, wrapped: they end with the backups. Raises `key_not_held`
    and `key_in_use` for the newest year.
    """
    with transaction.atomic():
        held = list(YearKey.objects.select_for_update().filter(destroyed_at__isnull=True))
        year = next((key for key in held if key.key_id == key_id), None)
        if year is None:
            raise JunhengError("key_not_held", key_id=key_id)
        if year == held[-1]:
            raise JunhengError("key_in_use", key_id=key_id)
        year.wrapped, year.destroyed_at = "", at
        year.save(update_fields=["wrapped", "destroyed_at"])
    forget_keys()


def change_start_key(*, passphrase: str | None) -> None:
    """Wrap all keys by a new start key; values stay as they are.

    The new file is written beside the old one before the database changes, and takes its place
    after: a process that dies between leaves both, and the next start takes the one that fits.
    Keys that this process has opened stay open: they are the same. A process that opens them from
    now on needs the new passphrase. Raises `start_passphrase_short`.
    """
    old = _fitting_start_key(start_passphrase())
    new = _new_start_key(old.suite.name, passphrase)
    file = start_key_file()
    beside = file.with_name(file.name + _NEW)
    write_start_key(new, beside)
    with transaction.atomic():
        for year in YearKey.objects.select_for_update().filter(destroyed_at__isnull=True):
            keys = unwrap_year(old, year.key_id, year.wrapped)
            year.wrapped, year.wrapped_by = wrap_year(new, year.key_id, keys), new.fingerprint
            year.save(update_fields=["wrapped", "wrapped_by"])
    beside.replace(file)


def keyring() -> Keyring:
    """The opened keys, read on first use and again when another process changed the years.

    Raises `keys_missing` before set-up, `keys_of_another_installation`, and what reading the
    start-key file raises.
    """
    held, now = _Opened.keyring, monotonic()
    if held is not None and now - _Opened.looked_at < seconds_between_looks_at_keys():
        return held
    if held is None or tuple(held.years) != _years_held():
        held = _Opened.keyring = _read_keyring(start_passphrase())
    _Opened.looked_at = now
    return held


def keyring_with(key_id: str) -> Keyring:
    """The opened keys; read again when another process added the year `key_id` meanwhile."""
    if key_id not in keyring().years:
        forget_keys()
    return keyring()


def destroyed_years() -> frozenset[str]:
    """The years whose keys were destroyed."""
    ended = YearKey.objects.filter(destroyed_at__isnull=False)
    return frozenset(ended.values_list("key_id", flat=True))


def forget_keys() -> None:
    """Take the opened keys out of this process; the next use reads them again."""
    _Opened.keyring = None


def identity_index(identity_number: str) -> str:
    """What to store beside a sealed identity number, so that it can be found again."""
    keys = keyring()
    return keys.index(keys.newest, identity_number)


def identity_indexes(identity_number: str) -> tuple[str, ...]:
    """Under what an identity number may be stored, one for each year: for `…__in` look-ups."""
    keys = keyring()
    return tuple(keys.index(key_id, identity_number) for key_id in keys.years)


def blind_index(purpose: str, text: str) -> str:
    """A keyed digest of any text under the newest year's key; see `Keyring.blind`."""
    keys = keyring()
    return keys.blind(keys.newest, purpose, text)


def blind_indexes(purpose: str, text: str) -> tuple[str, ...]:
    """The same under the key of each year, for `…__in` look-ups."""
    keys = keyring()
    return tuple(keys.blind(key_id, purpose, text) for key_id in keys.years)


def _new_start_key(suite_name: str, passphrase: str | None) -> StartKey:
    suite = suite_named(suite_name)
    if passphrase is None:
        return key_of_its_own(suite, entropy=token_bytes(32))
    return key_of_passphrase(suite, passphrase, salt=token_bytes(SALT_BYTES))


def _add_year(start_key: StartKey, key_id: str, at: datetime) -> None:
    if not _YEAR.fullmatch(key_id):
        raise JunhengError("key_id_malformed")
    YearKey.objects.create(
        key_id=key_id,
        suite=start_key.suite.name,
        wrapped=wrap_year(start_key, key_id, fresh_year(start_key.suite)),
        wrapped_by=start_key.fingerprint,
        made_at=at,
    )


def _years_held() -> tuple[str, ...]:
    return tuple(YearKey.objects.filter(destroyed_at__isnull=True).values_list("key_id", flat=True))


def _read_keyring(passphrase: str | None) -> Keyring:
    held = list(YearKey.objects.filter(destroyed_at__isnull=True))
    if not held:
        raise JunhengError("keys_missing")
    start_key = _fitting_start_key(passphrase)
    years = {year.key_id: unwrap_year(start_key, year.key_id, year.wrapped) for year in held}
    return Keyring(start_key.suite, years)


def _fitting_start_key(passphrase: str | None) -> StartKey:
    """The start key by which the database's keys are wrapped; finishes a change that was cut."""
    held = YearKey.objects.filter(destroyed_at__isnull=True).first()
    if held is None:
        raise JunhengError("keys_missing")
    wrapped_by = held.wrapped_by
    file = start_key_file()
    beside = file.with_name(file.name + _NEW)
    if beside.exists() and announced_fingerprint(beside) == wrapped_by:
        beside.replace(file)
    if announced_fingerprint(file) not in {None, wrapped_by}:
        raise JunhengError("keys_of_another_installation", file=file.name)
    return read_start_key(file, passphrase)

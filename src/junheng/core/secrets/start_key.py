"""The start key of an installation: in a file of its own, or from the start passphrase."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite, suite_named
from junheng.engine.record.canonical import Document, canonical_bytes, parse_canonical
from junheng.engine.record.container import SALT_BYTES, passphrase_key
from junheng.engine.record.encryption import key_bytes

SHORTEST_PASSPHRASE = 12


@dataclass(frozen=True)
class StartKey:
    """The key that wraps all others; `salt` and `cost` are empty when it is no passphrase's."""

    suite: Suite
    key: bytes = field(repr=False)
    salt: bytes = b""
    cost: int = 0

    @property
    def fingerprint(self) -> str:
        """16 hex digits by which keys and file recognise each other; tells nothing of the key."""
        return self.suite.hmac(self.key, b"SG1-START-KEY/1").hex()[:16]


def key_of_its_own(suite: Suite, *, entropy: bytes) -> StartKey:
    """A start key from fresh random bytes; the file will hold the key itself."""
    return StartKey(suite, entropy[: key_bytes(suite)])


def key_of_passphrase(
    suite: Suite, passphrase: str, *, salt: bytes, cost: int | None = None
) -> StartKey:
    """A start key from a passphrase; the file will hold salt and cost, not the key.

    Raises `start_passphrase_short`.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise JunhengError("start_passphrase_short", least=SHORTEST_PASSPHRASE)
    cost = cost or (1 << 17 if suite.name == "intl" else 600_000)
    key = passphrase_key(suite, passphrase, salt=salt[:SALT_BYTES], cost=cost)
    return StartKey(suite, key, salt[:SALT_BYTES], cost)


def write_start_key(start_key: StartKey, file: Path) -> None:
    """Write the start-key file, whole or not at all, readable by its owner alone."""
    document: Document = {
        "_t": "sg1/start-key",
        "suite": start_key.suite.name,
        "fingerprint": start_key.fingerprint,
    }
    if start_key.salt:
        document |= {"salt": start_key.salt.hex(), "cost": start_key.cost}
    else:
        document |= {"key": start_key.key.hex()}
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(canonical_bytes(document))
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(file)


def read_start_key(file: Path, passphrase: str | None) -> StartKey:
    """Read the start-key file.

    Raises `start_key_missing`, `start_key_damaged`, `start_passphrase_missing` and
    `start_passphrase_wrong`.
    """
    try:
        document = parse_canonical(file.read_bytes(), "sg1/start-key")
        suite, fingerprint = suite_named(document["suite"]), str(document["fingerprint"])
        key = bytes.fromhex(document.get("key", ""))
        salt, cost = bytes.fromhex(document.get("salt", "")), int(document.get("cost", 0))
    except FileNotFoundError:
        raise JunhengError("start_key_missing", file=file.name) from None
    except (OSError, JunhengError, KeyError, TypeError, ValueError):
        raise JunhengError("start_key_damaged", file=file.name) from None
    if salt and passphrase is None:
        raise JunhengError("start_passphrase_missing")
    if salt and passphrase is not None:
        key = passphrase_key(suite, passphrase, salt=salt, cost=cost)
    start_key = StartKey(suite, key, salt, cost)
    if start_key.fingerprint != fingerprint:
        raise JunhengError(
            "start_passphrase_wrong" if salt else "start_key_damaged", file=file.name
        )
    return start_key


def needs_passphrase(file: Path) -> bool:
    """Whether a start-key file holds how a passphrase becomes the key; False for none at all."""
    try:
        return bool(parse_canonical(file.read_bytes(), "sg1/start-key").get("salt", ""))
    except (OSError, JunhengError):
        return False


def announced_fingerprint(file: Path) -> str | None:
    """The fingerprint a start-key file names, without opening it; None when it cannot be read."""
    try:
        return str(parse_canonical(file.read_bytes(), "sg1/start-key")["fingerprint"])
    except (OSError, JunhengError, KeyError):
        return None

"""The two families of hash functions: the international one and the Chinese commercial one.

A suite is chosen once per session and written into the session, the freeze and the seed text; both
give digests of 32 bytes, so every format is the same in both (SG1 §3.1).
"""

import hashlib
import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from junheng.engine.errors import JunhengError


@dataclass(frozen=True)
class Suite:
    """A hash function and its HMAC (RFC 2104, block of 64 bytes); `name` is `intl` or `gm`."""

    name: str

    def digest(self, data: bytes) -> bytes:
        """Return the 32-byte hash of `data`: SHA-256 or SM3 (GB/T 32905-2016)."""
        if self.name == "intl":
            return hashlib.sha256(data).digest()
        sm3 = hashes.Hash(hashes.SM3())
        sm3.update(data)
        return sm3.finalize()

    def hmac(self, key: bytes, message: bytes) -> bytes:
        """Return the 32-byte HMAC of `message` under `key`."""
        if self.name == "intl":
            return hmac.digest(key, message, "sha256")
        sm3 = HMAC(key, hashes.SM3())
        sm3.update(message)
        return sm3.finalize()


INTL = Suite("intl")
GM = Suite("gm")


def suite_named(name: str) -> Suite:
    """Return the suite called `name`; raises `suite_unknown`."""
    for suite in (INTL, GM):
        if suite.name == name:
            return suite
    raise JunhengError("suite_unknown")

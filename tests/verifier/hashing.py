"""Hashes, trees and signatures of the protocol, by OpenSSL."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Document = dict[str, Any]
_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC_KEY = _KEY.public_key().public_bytes_raw().hex()


def canonical(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Hash:
    """One suite, by OpenSSL."""

    name: str

    def digest(self, message: bytes) -> bytes:
        return hashlib.new(self.algorithm, message).digest()

    @property
    def algorithm(self) -> str:
        return {"intl": "sha256", "gm": "sm3"}[self.name]

    def hmac(self, key: bytes, message: bytes) -> bytes:
        return hmac.new(key, message, self.algorithm).digest()

    def of(self, document: Any) -> str:
        return self.digest(canonical(document)).hex()

    def leaf(self, document: Any) -> str:
        return self.digest(b"\x00" + canonical(document)).hex()

    def root(self, leaves: list[str]) -> str:
        return self._tree([bytes.fromhex(leaf) for leaf in leaves]).hex()

    def _tree(self, leaves: list[bytes]) -> bytes:
        if not leaves:
            return self.digest(b"")
        if len(leaves) == 1:
            return leaves[0]
        split = 1 << (len(leaves) - 1).bit_length() - 1
        return self.digest(b"\x01" + self._tree(leaves[:split]) + self._tree(leaves[split:]))

    def path(self, leaves: list[str], index: int) -> list[str]:
        if len(leaves) < 2:
            return []
        split = 1 << (len(leaves) - 1).bit_length() - 1
        if index < split:
            return [*self.path(leaves[:split], index), self.root(leaves[split:])]
        return [*self.path(leaves[split:], index - split), self.root(leaves[:split])]


def sign(message: bytes) -> Document:
    return {"alg": "ed25519", "pub": PUBLIC_KEY, "sig": _KEY.sign(message).hex()}

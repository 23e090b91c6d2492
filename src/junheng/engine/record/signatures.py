"""Machine signatures: Ed25519 (RFC 8032) over canonical bytes (SG1 §7.1, §10.3).

A session has a key of its own whose public half stands in the announcement; there is no authority
behind it but the paper notice.
"""

from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from junheng.engine.errors import JunhengError
from junheng.engine.record.canonical import Document, canonical_bytes


def public_key_of(signing_key: bytes) -> str:
    """Return the public half of a 32-byte signing key as 64 hex digits."""
    return _private(signing_key).public_key().public_bytes_raw().hex()


def sign_document(signing_key: bytes, document: Mapping[str, Any]) -> Document:
    """Return the signature `sg1/sig` over the canonical bytes of a document."""
    private = _private(signing_key)
    return {
        "_t": "sg1/sig",
        "alg": "ed25519",
        "pub": private.public_key().public_bytes_raw().hex(),
        "sig": private.sign(canonical_bytes(document)).hex(),
    }


def check_signature(
    document: Mapping[str, Any], signature: Mapping[str, Any], public_key: str
) -> None:
    """Refuse a signature that was not made over `document` by the holder of `public_key`.

    Raises `signature_malformed`, `signature_by_other_key`, `signature_wrong`.
    """
    if signature.get("alg") != "ed25519":
        raise JunhengError("signature_malformed")
    if signature.get("pub") != public_key:
        raise JunhengError("signature_by_other_key")
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        signed = bytes.fromhex(signature["sig"])
    except (KeyError, TypeError, ValueError):
        raise JunhengError("signature_malformed") from None
    try:
        key.verify(signed, canonical_bytes(document))
    except InvalidSignature:
        raise JunhengError("signature_wrong") from None


def _private(signing_key: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(signing_key)

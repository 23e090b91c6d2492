"""Authenticated encryption of both suites: AES-256-GCM, or SM4-GCM with its 16-byte key."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from junheng.engine.errors import JunhengError
from junheng.engine.randomness.suites import Suite

NONCE_BYTES = 12
TAG_BYTES = 16


def key_bytes(suite: Suite) -> int:
    """Return the length of an encryption key: 32 bytes in `intl`, 16 in `gm`."""
    return 32 if suite.name == "intl" else 16


def encrypt(suite: Suite, key: bytes, nonce: bytes, plain: bytes, associated: bytes) -> bytes:
    """Return ciphertext and 16-byte tag. A nonce must never be used twice with one key."""
    encryptor = Cipher(_algorithm(suite, key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(associated)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def decrypt(suite: Suite, key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    """Return the plain bytes; raises `decryption_failed` if any byte or the key is not right."""
    tag = sealed[-TAG_BYTES:]
    if len(tag) != TAG_BYTES:
        raise JunhengError("decryption_failed")
    decryptor = Cipher(_algorithm(suite, key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(associated)
    try:
        return decryptor.update(sealed[:-TAG_BYTES]) + decryptor.finalize()
    except InvalidTag:
        raise JunhengError("decryption_failed") from None


def _algorithm(suite: Suite, key: bytes) -> algorithms.AES | algorithms.SM4:
    if len(key) != key_bytes(suite):
        raise JunhengError("encryption_key_length_wrong", expected=key_bytes(suite))
    return algorithms.AES(key) if suite.name == "intl" else algorithms.SM4(key)

"""Ed25519 verification (RFC 8032 §5.1.7), plain and slow: a few milliseconds a signature."""

import hashlib

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
_POINT_BYTES = 32
_SIGNATURE_BYTES = 64

Point = tuple[int, int, int, int]  # X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z


def _sum(p: Point, q: Point) -> Point:
    a = (p[1] - p[0]) * (q[1] - q[0]) % _P
    b = (p[1] + p[0]) * (q[1] + q[0]) % _P
    c = 2 * p[3] * q[3] * _D % _P
    d = 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, p: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = _sum(total, p)
        p = _sum(p, p)
        scalar >>= 1
    return total


def _decoded(raw: bytes) -> Point | None:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= _P:
        return None
    squared = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(squared, (_P + 3) // 8, _P)
    if (x * x - squared) % _P:
        x = x * _ROOT % _P
    if (x * x - squared) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


def _agree(p: Point, q: Point) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % _P == 0 and (p[1] * q[2] - q[1] * p[2]) % _P == 0


_BASE_BYTES = (4 * pow(5, _P - 2, _P) % _P).to_bytes(_POINT_BYTES, "little")
_NEUTRAL: Point = (0, 1, 1, 0)


def signature_holds(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether `signature` (64 bytes) over `message` is by `public_key` (32 bytes).

    Keys of small order are refused: with them one signature would fit every message.
    """
    if len(public_key) != _POINT_BYTES or len(signature) != _SIGNATURE_BYTES:
        return False
    base = _decoded(_BASE_BYTES)
    key = _decoded(public_key)
    nonce = _decoded(signature[:_POINT_BYTES])
    s = int.from_bytes(signature[_POINT_BYTES:], "little")
    if base is None or key is None or nonce is None or s >= _L or _agree(_times(8, key), _NEUTRAL):
        return False
    challenge = hashlib.sha512(signature[:_POINT_BYTES] + public_key + message).digest()
    h = int.from_bytes(challenge, "little") % _L
    return _agree(_times(s, base), _sum(nonce, _times(h, key)))

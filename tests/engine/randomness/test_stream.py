import json
from pathlib import Path

import pytest

from junheng.engine.randomness.stream import RandomStream, keystream_words

VECTORS = json.loads(Path("tests/data/protocol-vectors.json").read_text(encoding="utf-8"))

# RFC 8439 appendix A.1, test vectors 1 and 2: key zero, nonce zero, block counters 0 and 1.
RFC_BLOCK_0 = (
    "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
    "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586"
)
RFC_BLOCK_1 = (
    "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
    "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f"
)


@pytest.fixture(params=["intl", "gm"])
def vectors(request):
    return VECTORS[request.param]


def draw_key(vectors):
    return bytes.fromhex(vectors["stage key draw"])


def test_the_stream_is_the_keystream_of_rfc_8439():
    words = keystream_words(bytes(32), 0, 32)

    assert words.tobytes().hex() == RFC_BLOCK_0 + RFC_BLOCK_1


@pytest.mark.parametrize("first", [0, 1, 15, 16, 17, 31])
def test_a_piece_of_the_keystream_begins_at_any_word(first):
    whole = keystream_words(bytes(32), 0, 64)

    assert keystream_words(bytes(32), first, 20) == whole[first : first + 20]


def test_words_are_little_endian(vectors):
    stream = RandomStream(draw_key(vectors))

    assert [f"{stream.word():08x}" for _ in range(12)] == vectors["stream first 12 u32 (hex)"]
    assert stream.words_used == 12


def test_numbers_below_a_bound_are_the_pinned_ones(vectors):
    stream = RandomStream(draw_key(vectors))

    assert [stream.below(10) for _ in range(20)] == vectors["stream below(10) x 20"]


def test_redraws_consume_words(vectors):
    stream = RandomStream(draw_key(vectors))

    assert [stream.below(2**32 - 1) for _ in range(3)] == vectors["stream below(2^32-1) x 3"]


def test_a_word_that_would_be_unfair_is_drawn_again():
    # 2^32 mod (2^31 + 1) = 2^31 - 1, so that nearly every second word is refused.
    bound = 2**31 + 1
    words = keystream_words(bytes(32), 0, 1000)
    fair = [w * bound >> 32 for w in words if w * bound % 2**32 >= 2**31 - 1]
    stream = RandomStream(bytes(32))

    assert [stream.below(bound) for _ in range(100)] == fair[:100]
    assert stream.words_used > 150


def test_a_shuffle_is_the_pinned_one(vectors):
    items = list(range(12))

    RandomStream(draw_key(vectors)).shuffle(items)

    assert items == vectors["shuffle 0..11"]


def test_a_bound_of_one_uses_a_word_and_a_list_of_one_none():
    stream = RandomStream(bytes(32))

    assert stream.below(1) == 0
    stream.shuffle([7])

    assert stream.words_used == 1


def test_reading_ahead_and_moving_on_keeps_the_place():
    expected = keystream_words(bytes(32), 0, 5000)
    stream = RandomStream(bytes(32))
    found = [stream.word()]
    for _ in range(40):
        words, at = stream.ahead(100)
        found += words[at : at + 99]
        stream.move_to(at + 99)
        found.append(stream.word())

    assert found == list(expected[: len(found)])
    assert stream.words_used == len(found)

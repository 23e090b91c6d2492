"""Hashes, signatures, trees and streams of the page, against published values and OpenSSL."""

import hashlib
import json
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, Page

from tests.browser.verifier_page import DATA, SUITES, VECTORS, core

pytestmark = [pytest.mark.browser]

ATTACKS = json.loads((DATA / "protocol-sample/attacks.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def bare(chromium: Browser) -> Iterator[Page]:
    """A page with nothing but the core of the verifier, for its inner functions."""
    page = chromium.new_page()
    page.add_script_tag(content=core())
    yield page
    page.close()


@pytest.mark.parametrize(("suite", "algorithm"), [("intl", "sha256"), ("gm", "sm3")])
def test_hashes_agree_with_openssl_at_every_length_around_a_block(
    bare: Page, suite: str, algorithm: str
) -> None:
    lengths = [0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 128, 255]
    hashes = "([s, lengths]) => lengths.map(n => hex(SUITES[s].hash(Uint8Array.from(range(n)))))"

    found = bare.evaluate(hashes, [suite, lengths])

    expected = [hashlib.new(algorithm, bytes(range(length))).hexdigest() for length in lengths]
    assert found == expected


def test_sha_512_agrees_with_openssl_at_every_length_around_a_block(bare: Page) -> None:
    lengths = [0, 1, 111, 112, 127, 128, 129, 255]

    found = bare.evaluate("ns => ns.map(n => sha512(Uint8Array.from(range(n))))", lengths)

    assert found == [hashlib.sha512(bytes(range(n))).hexdigest() for n in lengths]


RFC_8032 = (  # §7.1, tests 1, 2 and 3: public key, message, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
            "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
            "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
            "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
)
SIGNATURE_HOLDS = "([key, text, sig]) => signatureHolds(unhex(key), unhex(text), unhex(sig))"


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_signatures_of_rfc_8032_hold_and_no_changed_one_does(
    bare: Page, key: str, message: str, signature: str
) -> None:
    swapped = signature[:64] + ("1" if signature[64] != "1" else "2") + signature[65:]

    assert bare.evaluate(SIGNATURE_HOLDS, [key, message, signature])
    assert not bare.evaluate(SIGNATURE_HOLDS, [key, message + "00", signature])
    assert not bare.evaluate(SIGNATURE_HOLDS, [key, message, swapped])


def test_a_key_of_small_order_signs_nothing(bare: Page) -> None:
    neutral = "01" + "00" * 31

    assert not bare.evaluate(SIGNATURE_HOLDS, [neutral, "00", neutral + "00" * 32])


def test_signatures_agree_with_openssl(bare: Page) -> None:
    for number in range(8):
        secret = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        message = bytes(range(number * 9))
        given = [secret.public_key().public_bytes_raw().hex(), message.hex()]

        assert bare.evaluate(SIGNATURE_HOLDS, [*given, secret.sign(message).hex()])


@pytest.mark.parametrize("suite", SUITES)
def test_trees_and_paths_match_the_vectors(bare: Page, suite: str) -> None:
    vectors = VECTORS[suite]
    # The eight inputs of the Certificate Transparency test tree.
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
              "606162636465666768696a6b6c6d6e6f"]  # fmt: skip

    roots, reached = bare.evaluate(
        """([suite, inputs, path]) => {
            const leaves = inputs.map(x => hex(SUITES[suite].hash(concat([0], unhex(x)))));
            return [inputs.map((_, i) => treeRoot(SUITES[suite], leaves.slice(0, i + 1))),
                    rootFromPath(SUITES[suite], leaves[5], 5, 8, path)];
        }""",
        [suite, inputs, vectors["ct path of leaf 5 in tree 8"]],
    )

    assert roots == vectors["ct tree roots 1..8"]
    assert reached == roots[7]
    assert bare.evaluate("s => treeRoot(SUITES[s], [])", suite) == vectors["empty tree"]


@pytest.mark.parametrize("suite", SUITES)
def test_keys_and_stream_match_the_vectors(bare: Page, suite: str) -> None:
    vectors = VECTORS[suite]

    found = bare.evaluate(
        """([suite, lines, unit]) => {
            const s = SUITES[suite], seed = seedOf(s, lines), key = stageKey(s, seed, unit, "draw");
            const words = stream(key), large = stream(key), small = stream(key);
            return {
                seed: hex(seed), key: hex(key),
                hmac: hex(s.hmac(Uint8Array.from(range(32)), utf8("abc"))),
                words: range(12).map(() => words.word().toString(16).padStart(8, "0")),
                small: range(20).map(() => small.below(10)),
                large: range(3).map(() => large.below(2 ** 32 - 1)),
                shuffled: stream(key).shuffle(range(12)),
            };
        }""",
        [suite, vectors["seed text"].splitlines(), "520123.gyxx.p1.2026"],
    )

    assert found == {
        "seed": vectors["seed"],
        "key": vectors["stage key draw"],
        "hmac": vectors["HMAC(key=00..1f, abc)"],
        "words": vectors["stream first 12 u32 (hex)"],
        "small": vectors["stream below(10) x 20"],
        "large": vectors["stream below(2^32-1) x 3"],
        "shuffled": vectors["shuffle 0..11"],
    }


@pytest.mark.parametrize(
    "text",
    ["", "null", "[1.0]", "[1e2]", "[-0]", " []", '{"b":1,"a":2}', '{"a":1,"a":1}', '{"A":1}',
     "[9007199254740992]", '["\\u0000"]', '["e\u0301"]', '["\u200b"]', "[" * 17 + "]" * 17, "{",
     "\ufeff[]"],
)  # fmt: skip
def test_anything_but_the_one_canonical_form_is_refused(bare: Page, text: str) -> None:
    assert bare.evaluate("text => parse(text) === undefined", text)


@pytest.mark.parametrize("place", range(48))
def test_every_published_attack_on_the_ledger_is_refused(bare: Page, place: int) -> None:
    given = [ATTACKS["session"], ATTACKS["bad"][place]]

    assert bare.evaluate("([s, events]) => readLedger(SUITES.intl, s, events).broken", given) != []


@pytest.mark.parametrize("place", [0, 1])
def test_an_honest_ledger_is_accepted(bare: Page, place: int) -> None:
    given = [ATTACKS["session"], ATTACKS["good"][place]]

    assert bare.evaluate("([s, events]) => readLedger(SUITES.intl, s, events).broken", given) == []

"""The verifier that any parent opens: one file, in a real browser, from the disk."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import segno
from axe_playwright_python.sync_playwright import Axe
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, Page, expect

from junheng.verifier import verify_public
from tests.verifier import forgeries
from tests.verifier.builder import (
    UNITS,
    Record,
    canonical,
    drawn_record,
    frozen_record,
    honest_record,
    identity_number,
    rehearsed_record,
)

pytestmark = [pytest.mark.browser]

FILE = Path("src/junheng/verifier/verifier.html")
DATA = Path("tests/data")
SUITES = ("intl", "gm")
VECTORS = json.loads((DATA / "protocol-vectors.json").read_text(encoding="utf-8"))
ATTACKS = json.loads((DATA / "protocol-sample/attacks.json").read_text(encoding="utf-8"))
MOST_COLUMNS = 140


def page_text() -> str:
    return FILE.read_text(encoding="utf-8")


def core() -> str:
    found = re.search(r"// CORE-BEGIN\n(.*?)// CORE-END", page_text(), re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def bare(chromium: Browser) -> Iterator[Page]:
    """A page with nothing but the core of the verifier, for its inner functions."""
    page = chromium.new_page()
    page.add_script_tag(content=core())
    yield page
    page.close()


class Opened:
    """The verifier in a window, with everything that it asked for or complained of."""

    def __init__(self, chromium: Browser, width: int = 360) -> None:
        self.heard: list[str] = []
        self.page = chromium.new_page(viewport={"width": width, "height": 800}, locale="zh-CN")
        self.page.on("console", lambda message: self.heard.append(message.text))
        self.page.on("pageerror", lambda error: self.heard.append(str(error)))
        self.page.on("request", lambda request: self.heard.append(request.url))
        self.page.goto(FILE.absolute().as_uri())
        self.heard.remove(FILE.absolute().as_uri())

    def choose(self, **files: bytes) -> None:
        self.page.set_input_files(
            "#files",
            [
                {"name": f"{name}.json", "mimeType": "application/json", "buffer": content}
                for name, content in files.items()
            ],
        )

    def expect_verdict(self, colour: str, words: str) -> None:
        verdict = self.page.locator("#verdict")
        expect(verdict).to_have_class(colour)
        expect(verdict).to_contain_text(words)


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Opened]:
    started = Opened(chromium)
    yield started
    started.page.close()


@pytest.fixture(scope="module")
def verifier(chromium: Browser) -> Iterator[Page]:
    """The verifier whose check is called from the test, without its forms."""
    page = chromium.new_page()
    page.goto(FILE.absolute().as_uri())
    yield page
    page.close()


def steps_of(page: Page, **given: Any) -> list[tuple[str, str]]:
    steps: list[dict[str, str]] = page.evaluate("given => SG1.verify(given).steps", given)
    return [(step["code"], step["outcome"]) for step in steps]


def sample(suite: str, name: str) -> bytes:
    return (DATA / "protocol-sample" / suite / name).read_bytes()


# The file ---------------------------------------------------------------------------------------


def test_no_line_is_longer_than_a_screen() -> None:
    assert [line for line in page_text().splitlines() if len(line) > MOST_COLUMNS] == []


@pytest.mark.parametrize(
    "newer",
    [r"\?\.[^\d]", r"\?\?", "replaceAll", r"\.at\(", r"hasOwn\(", "structuredClone", r"\.#\w",
     r"\bawait\b", "replaceChildren", r"\?\?="],
)  # fmt: skip
def test_old_browsers_know_every_word_of_it(newer: str) -> None:
    script = re.sub(r"/[^/\n]+/[a-z]*(?=[.,;)\s])", "", page_text().split("<script", 1)[1])

    assert re.search(newer, script) is None


def test_nothing_in_it_points_anywhere() -> None:
    assert (
        re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]+|\bimport\b|fetch\(|XMLHttp", page_text())
        == []
    )
    assert "default-src 'none'" in page_text()


def test_what_is_worth_a_question_never_reads_like_what_agrees() -> None:
    warned = set(re.findall(r'warnUnless\("(\w+)"', core())) | {"ceremony_rules"}
    listed = re.search(r"const WORDS = .*?\n`(.*?)`", page_text(), re.DOTALL)
    assert listed is not None

    codes = {
        code for entry in re.split(r"[;\n]", listed[1]) for code in entry.partition("=")[0].split()
    }

    assert {f"{code}!" for code in warned} <= codes


def test_one_name_alone_is_seen_outside(chromium: Browser, verifier: Page, tmp_path: Path) -> None:
    (tmp_path / "empty.html").touch()
    empty = chromium.new_page()
    empty.goto((tmp_path / "empty.html").as_uri())
    names = "Object.getOwnPropertyNames(window)"

    assert set(verifier.evaluate(names)) - set(empty.evaluate(names)) == {"SG1"}
    assert verifier.evaluate("typeof SUITES") == "undefined"
    empty.close()


# Against published values -----------------------------------------------------------------------


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


# Step by step the same as the verifier in Python -------------------------------------------------


def assert_same_steps(page: Page, record: Record, notice: str, ticket: bytes | None = None) -> None:
    report = verify_public(
        record.public_bytes(), notice=notice, ticket=ticket, identity_number=forgeries.ID_NUMBER
    )

    found = steps_of(
        page,
        publicText=record.public_bytes().decode(),
        notice=notice,
        documents=[ticket.decode()] if ticket else [],
        identity=forgeries.ID_NUMBER,
    )

    assert found == [(step.code, step.outcome) for step in report.steps]


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("make", [frozen_record, drawn_record, honest_record, rehearsed_record])
def test_both_verifiers_take_the_same_steps(verifier: Page, make: Any, suite: str) -> None:
    record = make(suite)

    assert_same_steps(verifier, record, record.frozen)


def _forged() -> list[Any]:
    bases = (
        (frozen_record, forgeries.FROZEN),
        (drawn_record, forgeries.DRAWN),
        (honest_record, forgeries.PUBLIC),
    )
    return [
        pytest.param(base, forgery, id=name)
        for base, listed in bases
        for name, forgery, _ in listed
    ]


@pytest.mark.parametrize(("base", "forgery"), _forged())
def test_both_verifiers_name_the_same_faults(verifier: Page, base: Any, forgery: Any) -> None:
    record = base()
    notice = record.frozen
    forgery(record)

    assert_same_steps(verifier, record, notice)


@pytest.mark.parametrize(
    "forged", [pytest.param(forged, id=name) for name, forged, _ in forgeries.TICKETS]
)
def test_both_verifiers_name_the_same_faults_of_a_ticket(verifier: Page, forged: Any) -> None:
    record = honest_record()
    ticket = canonical(forged(record))

    assert_same_steps(verifier, record, record.frozen, ticket)


@pytest.mark.parametrize("junk", ["", "{}", "[]", "null", '{"_t":"sg1/public"}', "\x00", "抽签"])
def test_junk_gives_a_red_report(verifier: Page, junk: str) -> None:
    steps = steps_of(verifier, publicText=junk, documents=[junk])

    assert [outcome for _, outcome in steps] == ["failed"]


def test_a_tickets_pasted_line_end_does_not_matter(opened: Opened) -> None:
    record = honest_record()
    opened.choose(public=record.public_bytes())
    opened.page.fill("#notice", record.frozen)
    opened.page.click("summary")
    opened.page.fill("#paste", canonical(record.ticket()).decode() + "\n")
    opened.page.click("#add")

    opened.expect_verdict("green", "全部通过")


# As a parent uses it ------------------------------------------------------------------------------


def test_amber_until_the_notice_is_typed_then_green_then_red(opened: Opened) -> None:
    opened.choose(public=sample("intl", "public.json"), ticket=sample("intl", "ticket-B00001.json"))
    opened.expect_verdict("amber", "未核项目")
    expect(opened.page.locator("#verdict")).to_contain_text("冻结码")

    opened.page.fill("#notice", VECTORS["intl"]["freeze hash on paper"])
    opened.expect_verdict("green", "全部通过")

    opened.page.fill("#notice", "ab" * 32)
    opened.expect_verdict("red", "有 1 项不符")
    expect(opened.page.locator("#verdict")).to_contain_text("不是公告的那份名册")

    opened.page.fill("#notice", VECTORS["intl"]["freeze hash on paper"].replace("/0", "/1"))
    opened.expect_verdict("red", "抄错了一位")
    assert opened.heard == []


@pytest.mark.parametrize("suite", SUITES)
def test_a_ticket_shows_the_child_in_plain_words(chromium: Browser, suite: str) -> None:
    opened = Opened(chromium)
    opened.choose(ticket=sample(suite, "ticket-B00001.json"))
    expect(opened.page.locator("#verdict")).to_contain_text("还缺公开核验包")
    opened.choose(public=sample(suite, "public.json"))

    child = opened.page.locator("#children section")

    record = json.loads(sample(suite, "ticket-B00001.json"))
    expect(child.locator("h2")).to_have_text(record["s"]["name"])
    expect(child).to_contain_text("随迁子女是")
    expect(child).to_contain_text(record["r"]["g"])
    expect(child).to_contain_text("老师")
    opened.page.close()


def test_the_identity_number_is_compared_without_leaving_the_page(opened: Opened) -> None:
    record = honest_record()
    opened.choose(public=record.public_bytes(), ticket=canonical(record.ticket()))
    opened.page.fill("#notice", record.frozen)
    opened.page.click("summary")

    opened.page.fill("#identity", identity_number("B001").lower())
    opened.expect_verdict("green", "全部通过")
    opened.page.fill("#identity", identity_number("B002"))
    opened.expect_verdict("red", "证件号码")
    assert opened.heard == []


def test_the_result_code_of_a_signed_page_is_compared(opened: Opened) -> None:
    opened.choose(public=sample("gm", "public.json"))
    opened.page.fill("#notice", VECTORS["gm"]["freeze hash"])
    opened.page.click("summary")

    opened.page.fill("#result", VECTORS["gm"]["result hash"])
    opened.expect_verdict("green", "全部通过")
    opened.page.fill("#result", VECTORS["gm"]["freeze hash"])
    opened.expect_verdict("red", "结果码")


def test_a_scanned_code_goes_where_it_belongs(opened: Opened) -> None:
    opened.choose(public=sample("intl", "public.json"))
    expect(opened.page.locator("#verdict")).to_be_visible()
    opened.page.click("summary")
    for name in ("result hash", "freeze hash"):
        opened.page.fill("#paste", VECTORS["intl"][name])
        opened.page.click("#add")

    opened.expect_verdict("green", "全部通过")
    expect(opened.page.locator("#result")).to_have_value(VECTORS["intl"]["result hash"])


def test_the_file_of_the_page_itself_can_be_checked(verifier: Page) -> None:
    record = honest_record()
    own = page_text()

    wrong = steps_of(verifier, publicText=record.public_bytes().decode(), documents=[own])

    assert ("verifier_page", "failed") in wrong
    record.public["session"]["verifier"] = hashlib.sha256(FILE.read_bytes()).hexdigest()
    right = steps_of(verifier, publicText=record.public_bytes().decode(), documents=[own])
    assert ("verifier_page", "passed") in right


@pytest.mark.parametrize("content", [b"%PDF-1.7\n\xff\xfe", b"hello", b"\x00" * 99])
def test_a_file_of_another_kind_is_named_and_left_alone(opened: Opened, content: bytes) -> None:
    opened.choose(strange=content)

    expect(opened.page.locator("#chosen")).to_contain_text("不认识这个文件")
    expect(opened.page.locator("#verdict")).to_be_hidden()
    assert opened.heard == []


def test_the_draw_is_made_again_from_the_sealed_roster(opened: Opened) -> None:
    record = drawn_record()
    opened.choose(public=record.public_bytes(), sealed=canonical(record.sealed[UNITS[0]]))
    opened.page.fill("#notice", record.frozen)
    opened.expect_verdict("green", "全部通过")

    expect(opened.page.locator("#report")).to_contain_text("每名学生的班都相同")
    assert [entry for entry in opened.heard if not entry.startswith("blob:")] == []


def test_two_students_who_changed_places_are_found_by_drawing_again(verifier: Page) -> None:
    record = drawn_record()
    sealed = json.loads(canonical(record.sealed[UNITS[0]]))
    forgeries.swap(sealed["results"], "g")

    steps = steps_of(
        verifier,
        publicText=record.public_bytes().decode(),
        documents=[canonical(sealed).decode()],
    )

    assert {"sealed_result", "rerun"} <= {code for code, outcome in steps if outcome == "failed"}


def test_drawing_again_can_be_stopped(opened: Opened) -> None:
    record = drawn_record()
    opened.page.evaluate("() => { window.Worker = class { postMessage() {} terminate() {} }; }")
    opened.choose(public=record.public_bytes(), sealed=canonical(record.sealed[UNITS[0]]))
    opened.page.click("#cancel")

    opened.expect_verdict("amber", "未核项目")
    expect(opened.page.locator("#working")).to_be_hidden()
    expect(opened.page.locator("#report")).to_contain_text("还没有重新抽签")


def test_a_picture_of_a_qr_code_is_read_where_the_browser_can(chromium: Browser) -> None:
    opened = Opened(chromium)
    opened.page.add_init_script(
        "window.BarcodeDetector = class { detect() { return Promise.resolve([{ rawValue: '"
        + "ab" * 32
        + "' }]); } };"
    )
    opened.page.reload()
    picture = segno.make("ab" * 32).png_data_uri(scale=4).partition(",")[2]
    opened.page.click("summary")
    opened.page.set_input_files(
        "#picture", {"name": "qr.png", "mimeType": "image/png", "buffer": base64.b64decode(picture)}
    )

    expect(opened.page.locator("#notice")).to_have_value("ab" * 32)
    opened.page.close()


def test_without_a_detector_it_says_what_to_do_instead(opened: Opened) -> None:
    if opened.page.evaluate("'BarcodeDetector' in window"):
        pytest.skip("this browser scans by itself")
    opened.page.click("summary")

    expect(opened.page.locator("#noscan")).to_contain_text("扫一扫")
    expect(opened.page.locator("#scanning")).to_be_hidden()


def test_everything_can_be_read_in_english(opened: Opened) -> None:
    opened.page.click("#language")
    opened.choose(public=sample("intl", "public.json"), ticket=sample("intl", "ticket-B00001.json"))
    opened.page.fill("#notice", "ab" * 32)
    opened.expect_verdict("red", "not the roster of the notice")

    for group in opened.page.locator("#report details").all():
        group.evaluate("group => { group.open = true; }")
    shown = opened.page.inner_text("body").replace("中文", "")
    child = opened.page.inner_text("#children")
    assert re.findall("[\u4e00-\u9fff]", shown.replace(child, "")) == []
    assert opened.page.get_attribute("html", "lang") == "en"


# On any screen ------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [360, 1366])
def test_nothing_sticks_out_and_nothing_hinders_anybody(chromium: Browser, width: int) -> None:
    opened = Opened(chromium, width)
    for notice in (None, "", VECTORS["intl"]["freeze hash on paper"], "ab" * 32):
        if notice is not None:
            files = ("public.json", "ticket-B00001.json", "sealed-roster.json")
            opened.choose(**{name: sample("intl", name) for name in files})
            opened.page.fill("#notice", notice)
            expect(opened.page.locator("#verdict")).to_be_visible()
        # All in one go: the page may write its report anew between two steps.
        opened.page.evaluate(
            "document.querySelectorAll('details').forEach(group => { group.open = true; })"
        )

        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(opened.page).response["violations"] == []
    assert opened.heard == []
    opened.page.close()


def test_the_printed_report_leaves_out_the_form_and_folds_nothing(opened: Opened) -> None:
    opened.choose(public=sample("intl", "public.json"))
    expect(opened.page.locator("#report details").first).to_be_visible()

    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    opened.page.emulate_media(media="print")

    expect(opened.page.locator("#inputs")).to_be_hidden()
    assert opened.page.locator("#report details:not([open])").count() == 0

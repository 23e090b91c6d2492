"""The verifier that any parent opens: one file, in a real browser, from the disk."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.verifier_page import (
    PAGE,
    SUITES,
    VECTORS,
    Opened,
    core,
    page_text,
    sample,
    steps_of,
)
from tests.verifier.forging import swap
from tests.verifier.hashing import canonical
from tests.verifier.records_made import (
    UNITS,
    drawn_record,
    honest_record,
)
from tests.verifier.sessions_made import identity_number

pytestmark = [pytest.mark.browser]

MOST_COLUMNS = 140


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Opened]:
    started = Opened(chromium)
    yield started
    started.page.close()


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


def test_a_tickets_pasted_line_end_does_not_matter(opened: Opened) -> None:
    record = honest_record()
    opened.choose(public=record.public_bytes())
    opened.page.fill("#notice", record.frozen)
    opened.page.click("summary")
    opened.page.fill("#paste", canonical(record.ticket()).decode() + "\n")
    opened.page.click("#add")

    opened.expect_verdict("green", "全部通过")


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
    record.public["session"]["verifier"] = hashlib.sha256(PAGE.read_bytes()).hexdigest()
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
    swap(sealed["results"], "g")

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

"""What anybody may check afterwards: the public page, both verifiers, the draw made again."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from junheng.verifier import verify_package, verify_public
from tests.browser.county_made import DRAWN
from tests.browser.holding import CARDS, DICE, Sitting
from tests.browser.visitors import Platform, Visitor

PATIENCE = 30_000
PUBLIC_FILES = {
    "public.json", "verifier.html", "balance.html", "freeze.json", "seed.txt", "ledger.jsonl",
}  # fmt: skip


def export(platform: Platform, browser: Browser, address: str, folder: Path) -> Visitor:
    """A parent without an account opens the public page and takes everything that is there."""
    parent = Visitor(browser, platform.address)
    parent.go(address)
    parent.look("90-public")
    links = parent.page.locator("main tbody a")
    for place in range(links.count()):
        with parent.page.expect_download() as coming:
            links.nth(place).click()
        coming.value.save_as(folder / coming.value.suggested_filename)
    assert {file.name for file in folder.iterdir()} == PUBLIC_FILES
    return parent


def freeze_code_on(parent: Visitor) -> str:
    """The freeze code as the page shows it, in four lines with check digits."""
    return parent.page.locator("main dd.code").first.inner_text()


def left_open(exported: Path, sitting: Sitting, notice: str = "") -> tuple[str, set[str]]:
    """The Python verifier on the exported file and a ticket: its verdict, and what is not green."""
    raw = (exported / "public.json").read_bytes()
    report = verify_public(raw, notice=notice or None, ticket=_ticket(sitting).read_bytes())
    return report.verdict, {step.code for step in report.steps if step.outcome != "passed"}


def left_open_by_page(
    browser: Browser, exported: Path, sitting: Sitting, notice: str = ""
) -> tuple[str, set[str]]:
    """The same of the exported page, in a browser without a network; it asks for nothing."""
    address = (exported / "verifier.html").as_uri()
    context = browser.new_context(offline=True, locale="zh-CN")
    page, heard = context.new_page(), list[str]()
    page.on("request", lambda request: heard.append(request.url))
    page.on("console", lambda said: heard.append(said.text))
    page.goto(address)
    page.set_input_files("#files", [exported / "public.json", _ticket(sitting)])
    page.fill("#notice", notice)
    expect(page.locator("#verdict")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#report li.pending")).to_have_count(0 if notice else 1, timeout=PATIENCE)
    verdict = str(page.locator("#verdict").get_attribute("class"))
    codes = set(page.locator("#report li:not(.passed) small").all_inner_texts())
    context.close()
    assert [one for one in heard if one != address] == []
    return verdict, codes


def left_open_in_package(
    sitting: Sitting, halves: Sequence[str], notice: str
) -> tuple[str, set[str]]:
    """The same of the sealed package, opened with both halves of the passphrase."""
    raw = (sitting.folder / "sealed.sgx").read_bytes()
    report = verify_package(raw, "".join("".join(halves).split()), notice=notice)
    return report.verdict, {step.code for step in report.steps if step.outcome != "passed"}


def _ticket(sitting: Sitting) -> Path:
    return min((sitting.folder / "tickets").iterdir())


def drawn_again(sitting: Sitting) -> dict[str, Any]:
    """`junheng draw` on the copy of the frozen folder, with the numbers of the paper."""
    command = [sys.executable, "-m", "junheng.cli", "draw", "--out", str(sitting.copy)]
    command += ["--public", f"d10:{DICE}", "--no-forms", "--json"]
    for card in CARDS:
        command += ["--envelope", "void" if card == "空" else card]
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "PYTHONPATH") if key in os.environ}
    subprocess.run(command, check=True, capture_output=True, env=kept)
    return draws_in(sitting.copy)


def draws_in(folder: Path) -> dict[str, Any]:
    """Of each unit what was drawn: codes from the ledger, and which child is in which group."""
    public = json.loads((folder / "public.json").read_bytes())
    draws = {
        event["body"]["unit"]: event["body"]
        for event in public["events"]
        if event["type"] == "DRAW"
    }
    assert len(draws) == len(DRAWN)
    lists = (folder / "internal" / "assignment.csv").read_text(encoding="utf-8").splitlines()
    return {"draws": draws, "lists": sorted(lists)}

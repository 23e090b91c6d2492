"""The page that parents open, in a window, or its check called without its forms."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

PAGE = Path("src/junheng/verifier/verifier.html")
DATA = Path("tests/data")
SUITES = ("intl", "gm")
VECTORS = json.loads((DATA / "protocol-vectors.json").read_text(encoding="utf-8"))
_VERIFY = """([input, mayDraw]) => {
  const report = SG1.verify(mayDraw ? input : { ...input, drawAgain: () => undefined });
  const failed = report.steps.filter(step => step.outcome === "failed").map(step => step.code);
  return { verdict: report.verdict, failed };
}"""


def opened(chromium: Browser) -> Page:
    """The page, from the disk."""
    page = chromium.new_page(locale="zh-CN")
    page.goto(PAGE.absolute().as_uri())
    return page


def verdict_of(
    page: Page,
    public: bytes,
    *,
    notice: str = "",
    documents: Sequence[bytes] = (),
    identity: str = "",
    may_draw: bool = False,
) -> tuple[str, set[str]]:
    """The verdict of the page's own check and the codes of what failed, without its forms.

    Without `may_draw` a sealed roster is not drawn again. Bytes that are no UTF-8 never come so
    far in the page either.
    """
    given = {
        "publicText": public.decode(),
        "notice": notice,
        "documents": [document.decode() for document in documents],
        "identity": identity,
    }
    report: dict[str, Any] = page.evaluate(_VERIFY, [given, may_draw])
    return report["verdict"], set(report["failed"])


def page_text() -> str:
    return PAGE.read_text(encoding="utf-8")


def core() -> str:
    found = re.search(r"// CORE-BEGIN\n(.*?)// CORE-END", page_text(), re.DOTALL)
    assert found is not None
    return found[1]


class Opened:
    """The verifier in a window, with everything that it asked for or complained of."""

    def __init__(self, chromium: Browser, width: int = 360) -> None:
        self.heard: list[str] = []
        self.page = chromium.new_page(viewport={"width": width, "height": 800}, locale="zh-CN")
        self.page.on("console", lambda message: self.heard.append(message.text))
        self.page.on("pageerror", lambda error: self.heard.append(str(error)))
        self.page.on("request", lambda request: self.heard.append(request.url))
        self.page.goto(PAGE.absolute().as_uri())
        self.heard.remove(PAGE.absolute().as_uri())

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


def steps_of(page: Page, **given: Any) -> list[tuple[str, str]]:
    steps: list[dict[str, str]] = page.evaluate("given => SG1.verify(given).steps", given)
    return [(step["code"], step["outcome"]) for step in steps]


def sample(suite: str, name: str) -> bytes:
    return (DATA / "protocol-sample" / suite / name).read_bytes()

"""The check of the page that parents open, called without its forms."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

PAGE = Path("src/junheng/verifier/verifier.html")
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

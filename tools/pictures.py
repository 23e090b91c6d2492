"""Make the README's pictures from a fresh demonstration: `python -m tools.pictures`.

Needs Chromium and pdftoppm (as CI has them). The pages are shown with the fonts that the product
ships, so the pictures look the same on every machine.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from junheng.engine.record.paper import paper_lines
from tests.browser.fonts import font_settings
from tests.browser.real_draws import canonical, real_draw

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
FORMS = (
    "1-冻结/*冻结公告*", "2-现场/*现场数字记录表（已录入）*", "2-现场/*种子单*",
    "3-结果/*分班名单公示表*", "3-结果/*班级师生情况一览表*", "3-结果/*编班过程记录表*",
)  # fmt: skip


def main() -> None:
    """Run the demonstration in a passing folder and take the pictures."""
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(passing)
        demo = folder / "demo"
        command: list[str | Path] = [sys.executable, "-m", "tools.demo", "--once", "--out", demo]
        subprocess.run(command, check=True, cwd=ROOT)
        os.environ["FONTCONFIG_FILE"] = str(font_settings(folder))
        PICTURES.mkdir(exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            _picture_of_report(browser, demo / "正式" / "balance.html")
            _picture_of_verifier(browser, folder)
            _picture_of_forms(browser, folder, demo / "正式" / "forms")
            browser.close()


def _picture_of_report(browser: Browser, page_file: Path) -> None:
    page = browser.new_page(viewport={"width": 900, "height": 1000})
    page.goto(page_file.as_uri())
    section = page.locator("section").first
    top, table = section.bounding_box(), section.locator("table").first.bounding_box()
    if top is None or table is None:
        raise SystemExit("the report has no school to show")
    height = table["y"] + table["height"] + 16 - top["y"]
    page.screenshot(
        path=PICTURES / "balance.png",
        full_page=True,
        clip={"x": 0, "y": top["y"], "width": 900, "height": height},
    )


def _picture_of_verifier(browser: Browser, folder: Path) -> None:
    """A parent's telephone before and after the code on the notice board is typed."""
    draw = real_draw("intl")
    public, ticket = folder / "public.json", folder / "凭条.json"
    public.write_bytes(draw.public_bytes())
    ticket.write_bytes(canonical(draw.ticket))
    page = browser.new_page(viewport={"width": 380, "height": 800}, locale="zh-CN")
    page.goto((ROOT / "src/junheng/verifier/verifier.html").as_uri())
    page.locator("#files").set_input_files([public, ticket])
    for verdict, typed in (("amber", ""), ("green", "\n".join(paper_lines(draw.notice)))):
        page.locator("#notice").fill(typed)
        page.locator(f"#verdict.{verdict}").wait_for()
        page.screenshot(path=PICTURES / f"verifier-{verdict}.png", full_page=True)


def _picture_of_forms(browser: Browser, folder: Path, forms: Path) -> None:
    images: list[str] = []
    for name in FORMS:
        form = max(forms.glob(f"{name}.pdf"), key=lambda file: file.stat().st_size)
        stem = folder / f"page{len(images)}"
        subprocess.run(
            ["pdftoppm", "-r", "50", "-png", "-f", "1", "-l", "1", "-singlefile", form, stem],
            check=True,
        )
        images.append(f'<img src="{stem.with_suffix(".png").as_uri()}">')
    sheet = folder / "forms.html"
    style = (
        "body{margin:12px;background:#dde3e8;display:flex;flex-wrap:wrap;gap:12px}img{width:300px}"
    )
    sheet.write_text(f"<style>{style}</style>{''.join(images)}", encoding="utf-8")
    page = browser.new_page(viewport={"width": 948, "height": 884})
    page.goto(sheet.as_uri())
    page.screenshot(path=PICTURES / "forms.png")


if __name__ == "__main__":
    main()

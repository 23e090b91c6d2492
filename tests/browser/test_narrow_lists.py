"""What a list holds stays inside a telephone's screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

STYLE = Path(__file__).parents[2] / "src/junheng/web/static/web/junheng.css"
LONGEST = "应在11月19日前办完，已逾期 3 天"


@pytest.mark.browser
def test_a_long_deadline_breaks_instead_of_pushing_the_page_wide(chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 700})
    page.set_content(
        f'<main><section class="card attention"><ul><li>冻结名册，打印并张贴冻结公告'
        f' <span class="tag bad">{LONGEST}</span></li></ul></section></main>'
    )
    page.add_style_tag(content=STYLE.read_text(encoding="utf-8"))

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()

"""Pages of the rectifications, and what each kind of person finds on them."""

import html
import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from junheng.apps.rectifications import services
from junheng.apps.rectifications.models import Evidence, Rectification
from tests.apps.rectifications.rectifications_made import (
    DONE,
    GROUND,
    SEEN,
    WHAT,
    reported,
    started,
)
from tests.notices_made import photograph
from tests.people import AT, OWN_SCHOOL, actor, signed_in

pytestmark = pytest.mark.usefixtures("year")

LIST = "/rectifications/"
EVIL = "=cmd|'/C calc'!A0 <script>alert(1)</script>"


def page(kind: str, address: str) -> str:
    answer = signed_in(kind).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return html.unescape(answer.content.decode())


def typed(**more: Any) -> dict[str, Any]:
    given = {
        "school": OWN_SCHOOL,
        "source": "other",
        "source_words": "十一月督查",
        "what": WHAT,
        "ground": GROUND,
        "due_on": "",
    }
    return given | more


def buttons(kind: str, held: Rectification) -> list[str]:
    """The names of the steps that a person is offered."""
    text = page(kind, f"{LIST}{held.code}/")
    names = ("close", "return", "progress", "report", "extend", "owner", "withdraw")
    return [name for name in names if f"/step/{name}/" in text]


def test_from_the_start_to_the_closing_on_the_pages() -> None:
    operator, clerk, principal = (signed_in(kind) for kind in ("operator", "clerk", "principal"))

    operator.post(f"{LIST}start/", typed())
    held = Rectification.objects.get()
    own = f"{LIST}{held.code}/"
    clerk.post(f"{own}step/progress/", {"words": "已下订单，九月十日到货。"})
    clerk.post(
        f"{own}evidence/",
        {"title": "入库单", "file": SimpleUploadedFile("李某.jpg", photograph())},
    )
    principal.post(f"{own}step/report/", {"words": DONE})
    signed_in("inspector").post(f"{own}step/return/", {"words": "还差三百册。", "due_on": ""})
    principal.post(f"{own}step/report/", {"words": DONE})
    operator.post(f"{own}step/close/", {"words": SEEN})

    text = page("principal", own)
    for words in (WHAT, DONE, SEEN, "还差三百册", "入库单", "已销号"):
        assert words in text
    assert buttons("operator", held) == []


def test_everybody_is_offered_only_what_he_can_do() -> None:
    held = started()
    assert buttons("clerk", held) == ["progress"]
    assert buttons("principal", held) == ["progress", "report"]
    assert buttons("operator", held) == ["extend", "owner", "withdraw"]
    assert buttons("inspector", held) == ["extend", "owner"]

    waiting = reported()
    assert buttons("principal", waiting) == []
    assert buttons("inspector", waiting) == ["close", "return"]
    assert buttons("supervisor", waiting) == ["close", "return", "withdraw"]


def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_typed() -> None:
    operator = signed_in("operator")

    answer = operator.post(f"{LIST}start/", typed(due_on="2020-01-01"))

    text = html.unescape(answer.content.decode())
    assert "期限应当晚于今天" in text
    assert WHAT in text
    assert not Rectification.objects.exists()


@pytest.mark.parametrize("step", ["nothing", "close", "report"])
def test_a_step_out_of_turn_is_refused(step: str) -> None:
    held = started()

    answer = signed_in("operator").post(f"{LIST}{held.code}/step/{step}/", {"words": SEEN})

    assert answer.status_code in {403, 404, 409}
    assert Rectification.objects.get().state == "open"


def test_another_schools_page_does_not_exist_and_the_list_is_empty() -> None:
    held = started()
    elsewhere = signed_in("clerk_elsewhere")

    assert elsewhere.get(f"{LIST}{held.code}/").status_code == 404
    assert "没有整改" in page("clerk_elsewhere", LIST)
    assert held.number in page("clerk", LIST)


def test_the_bureaus_own_is_not_seen_by_schools() -> None:
    held = started(school=None)

    assert signed_in("principal").get(f"{LIST}{held.code}/").status_code == 404
    assert "教育局" in page("operator", LIST)


def test_evidence_comes_as_a_download_that_names_nobody() -> None:
    held = started()
    services.add_evidence(held.code, "入库单", [photograph()], by=actor("clerk"), at=AT)
    evidence = Evidence.objects.get()

    answer = signed_in("operator").get(f"{LIST}{held.code}/evidence/{evidence.code}/")

    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"  # type: ignore[attr-defined]


def test_a_file_that_is_too_large_or_no_file_is_told_on_the_form() -> None:
    held = started()
    address = f"{LIST}{held.code}/evidence/"

    answer = signed_in("clerk").post(address, {"title": "入库单"})

    assert answer.status_code == 200
    assert not Evidence.objects.exists()


def test_what_people_type_stays_words_on_the_page_and_in_the_table() -> None:
    held = started(what=EVIL)
    services.write_progress(held.code, EVIL, by=actor("clerk"), at=AT)

    raw = signed_in("operator").get(f"{LIST}{held.code}/").content.decode()
    answer = signed_in("operator").post(f"{LIST}figures/workbook/", {"year": "2026"})

    assert "<script>alert" not in raw
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [cell for row in book["台账"].iter_rows() for cell in row]
    assert EVIL in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)


def test_the_figures_stand_on_the_page_and_in_the_workbook() -> None:
    started()

    text = page("supervisor", f"{LIST}figures/")
    answer = signed_in("supervisor").post(f"{LIST}figures/workbook/", {"year": "2026"})

    assert "2026年整改统计" in text
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert [cell.value for cell in book["统计"][2]][:3] == ["合计", 1, 1]
    assert signed_in("supervisor").get(f"{LIST}figures/?year=1999").status_code == 404


def test_on_paper_the_workbook_keeps_all_its_columns_on_the_page() -> None:
    started()

    answer = signed_in("supervisor").post(f"{LIST}figures/workbook/", {"year": "2026"})

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book["台账"].print_title_rows == "$1:$1"
    for sheet in book:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_the_workbench_says_what_waits() -> None:
    held = started()

    assert f"整改 {held.number}" in page("principal", "/")
    assert f"整改 {held.number}" not in page("clerk_elsewhere", "/")


def test_the_search_answers_with_the_table_alone() -> None:
    started()
    client: Client = signed_in("operator")

    answer = client.get(
        LIST, {"search": "城关第一", "only": "overdue"}, headers={"HX-Request": "true"}
    )

    assert "<html" not in answer.content.decode()

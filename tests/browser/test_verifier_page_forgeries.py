"""A real draw is green in the page and in the independent verifier; every forgery of it is red."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from junheng.engine.record.paper import paper_lines
from junheng.verifier import verify_package, verify_public
from tests.browser.forged_draws import PUBLIC, SEALED, TICKETS
from tests.browser.forging import Forge, Table
from tests.browser.real_draws import Document, Draw, canonical, real_draw
from tests.browser.verifier_page import PAGE, opened, verdict_of

pytestmark = [pytest.mark.browser]

SUITES = ("intl", "gm")


@pytest.fixture(scope="module")
def verifier(chromium: Browser) -> Iterator[Page]:
    """The page, opened once."""
    page = opened(chromium)
    yield page
    page.close()


def cases(table: Table) -> list[Any]:
    """Every forgery of a table in both suites."""
    return [
        pytest.param(suite, forge, code, id=f"{name}-{suite}")
        for name, (forge, code) in table.items()
        for suite in SUITES
    ]


# The check itself, of the page and of the independent verifier ----------------------------------


@pytest.mark.parametrize(("suite", "forge", "code"), cases(PUBLIC))
def test_a_forged_public_file_is_red(verifier: Page, suite: str, forge: Forge, code: str) -> None:
    draw = real_draw(suite)

    forge(draw)

    independent = verify_public(draw.public_bytes(), notice=draw.notice)
    verdict, failed = verdict_of(verifier, draw.public_bytes(), notice=draw.notice)
    assert code in failed
    assert (verdict, failed) == (independent.verdict, set(independent.codes("failed")))


@pytest.mark.parametrize(("suite", "forge", "code"), cases(TICKETS))
def test_a_forged_ticket_is_red(verifier: Page, suite: str, forge: Forge, code: str) -> None:
    draw = real_draw(suite)

    forge(draw)

    public, ticket = draw.public_bytes(), canonical(draw.ticket)
    independent = verify_public(
        public, notice=draw.notice, ticket=ticket, identity_number=draw.number
    )
    verdict, failed = verdict_of(
        verifier, public, notice=draw.notice, documents=[ticket], identity=draw.number
    )
    assert code in failed
    assert (verdict, failed) == (independent.verdict, set(independent.codes("failed")))


@pytest.mark.parametrize(("suite", "forge", "code"), cases(SEALED))
def test_a_forged_sealed_roster_is_red(verifier: Page, suite: str, forge: Forge, code: str) -> None:
    draw = real_draw(suite)

    forge(draw)

    independent = verify_package(draw.package(), None, notice=draw.notice)
    verdict, failed = verdict_of(
        verifier,
        draw.public_bytes(),
        notice=draw.notice,
        documents=[canonical(draw.sealed)],
        may_draw=code == "rerun",
    )
    # The package also holds the key of all salts, and a report of its own.
    assert code in failed
    assert code in independent.codes("failed")
    assert (verdict, independent.verdict) == ("red", "red")


@pytest.mark.parametrize("suite", SUITES)
def test_only_the_draw_itself_tells_a_swap_that_was_signed_again(
    verifier: Page, suite: str
) -> None:
    draw = real_draw(suite)
    forge, _ = SEALED["two_students_swapped_and_everything_signed_again"]

    forge(draw)

    public, sealed = draw.public_bytes(), [canonical(draw.sealed)]
    undrawn = verdict_of(verifier, public, notice=draw.notice, documents=sealed)
    assert undrawn == ("amber", set())
    verdict, failed = verdict_of(
        verifier, public, notice=draw.notice, documents=sealed, may_draw=True
    )
    assert (verdict, failed) == ("red", {"rerun", "rerun_result"})


@pytest.mark.parametrize("suite", SUITES)
def test_a_session_signed_again_is_amber_until_the_notice_code_is_typed(
    verifier: Page, suite: str
) -> None:
    draw = real_draw(suite)
    draw.undo_what_came_after()
    forge, _ = PUBLIC["other_rules_frozen_after_the_notice"]

    forge(draw)

    _, failed = verdict_of(verifier, draw.public_bytes())
    assert "notice" not in failed
    _, failed = verdict_of(verifier, draw.public_bytes(), notice=draw.notice)
    assert "notice" in failed


# The page in a parent's hands -------------------------------------------------------------------


def handed(page: Page, draw: Draw, *documents: Document, identity: str = "") -> None:
    """Choose the files, type the notice code from paper and, if asked for, the ID number."""
    page.goto(PAGE.absolute().as_uri())
    contents = [draw.public_bytes(), *map(canonical, documents)]
    files: list[FilePayload] = [
        {"name": f"{number}.json", "mimeType": "application/json", "buffer": content}
        for number, content in enumerate(contents)
    ]
    page.set_input_files("#files", files)
    page.fill("#notice", "\n".join(paper_lines(draw.notice)))
    if identity:
        page.click("#inputs summary")
        page.fill("#identity", identity)


@pytest.mark.parametrize("suite", SUITES)
def test_a_family_sees_its_class_in_green(verifier: Page, suite: str) -> None:
    draw = real_draw(suite)

    handed(verifier, draw, draw.ticket, identity=draw.number)

    expect(verifier.locator("#verdict.green")).to_contain_text("全部通过")
    expect(verifier.locator("#children")).to_contain_text(draw.ticket["s"]["name"])
    placed = next(row for row in draw.public["lots"][0]["out"] if row["g"] == draw.ticket["r"]["g"])
    expect(verifier.locator("#children")).to_contain_text(f"{placed['class']} 班")


@pytest.mark.parametrize("suite", SUITES)
def test_a_late_arrival_sees_its_class_in_green(verifier: Page, suite: str) -> None:
    draw = real_draw(suite)

    handed(verifier, draw, draw.late_slip, identity=draw.late_number)

    expect(verifier.locator("#verdict.green")).to_contain_text("全部通过")


@pytest.mark.parametrize("suite", SUITES)
def test_a_supervisor_draws_again_in_green(verifier: Page, suite: str) -> None:
    draw = real_draw(suite)

    handed(verifier, draw, draw.sealed)

    expect(verifier.locator("#verdict.green")).to_contain_text("全部通过", timeout=30_000)
    drawn = verifier.locator("#report li.passed", has_text="从头重新抽签，每名学生的班都相同")
    expect(drawn).to_have_count(1)


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("pretty_printed", "公开核验包被改动过"),
        ("truncated", "公开核验包被改动过"),
        ("a_changed_class_list", "分班结果被改动过"),
        ("a_changed_cap", "“分班规则就是冻结时的规则”对不上"),
        ("two_teachers_swapped", "“按签号推出的班主任与公布的一致”对不上"),
        ("a_dropped_event", "“这一条之前的记录没有增删改动”对不上"),
        ("a_forged_signature", "“电子签名有效”对不上"),
        ("a_second_draw", "同一单位抽了第二次"),
        ("other_rules_frozen_after_the_notice", "输入的冻结码与文件不符"),
        ("a_parent_passed_over", "“家长代表的排位和上台次序重新计算一致”对不上"),
    ],
)
def test_a_parent_reads_what_is_wrong(verifier: Page, suite: str, name: str, sentence: str) -> None:
    draw = real_draw(suite)
    forge, code = PUBLIC[name]
    forge(draw)

    handed(verifier, draw)

    expect(verifier.locator("#verdict.red")).to_contain_text("项不符")
    named = verifier.locator("#report li.failed", has_text=code).first
    expect(named).to_contain_text(sentence)


@pytest.mark.parametrize("suite", SUITES)
def test_a_family_with_another_childs_ticket_is_told(verifier: Page, suite: str) -> None:
    draw = real_draw(suite)

    handed(verifier, draw, draw.other, identity=draw.number)

    expect(verifier.locator("#verdict.red")).to_contain_text("证件号码与凭条登记的不一致")


@pytest.mark.parametrize("suite", SUITES)
def test_a_supervisor_is_told_of_a_swap_that_was_signed_again(verifier: Page, suite: str) -> None:
    draw = real_draw(suite)
    forge, _ = SEALED["two_students_swapped_and_everything_signed_again"]
    forge(draw)

    handed(verifier, draw, draw.sealed)

    red = verifier.locator("#verdict.red")
    expect(red).to_contain_text("重新抽签，有学生的班不同，人数（2）", timeout=30_000)

"""Every route meets hostile words in its address, query, form, headers and files.

The list of pages is made from the routes; the names that a page reads are learnt by asking it. A
page answers whatever comes: never with a fault of the program, never with a word that is not
escaped, never with what a template or a database made of it, never with another school's rows.
One round is walked here; `python3 run.py fuzz pages --minutes 30` walks on.
"""

import os
import sys
from itertools import count
from pathlib import Path
from time import monotonic

import pytest

from junheng.core.access import GateKind
from tests.web.hostile_door import Answer, Asked, KeptFolder, faults_of
from tests.web.hostile_schema import made_by_schemathesis
from tests.web.hostile_values import STATEMENTS, TEXTS
from tests.web.hostile_walk import (
    ELSEWHERE,
    OPENED_TO_NOBODY,
    ROUTES,
    Page,
    Walk,
    address_of,
    attempts,
    everywhere,
    made,
)
from tests.web.places import PLACES, Objects, place_of, samples_of

MINUTES = float(os.environ.get("JUNHENG_HOSTILE_MINUTES", "0"))
SEED = int(os.environ.get("JUNHENG_HOSTILE_SEED", "1"))
ANY_ARGUMENT = {"guardians:check_script"}
"""Routes that answer alike whatever their argument is."""


@pytest.fixture(scope="module")
def walk(objects: Objects, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    from django.conf import settings  # noqa: PLC0415, TID251 - the fixture is for one test

    copy = tmp_path_factory.mktemp("kept") / "copy"
    return Walk(objects, KeptFolder(Path(settings.JUNHENG_VAR), copy))


@pytest.fixture(scope="module")
def pages(walk: Walk) -> list[Page]:
    return list(everywhere(walk))


@pytest.mark.slow
def test_every_route_opens_to_somebody_so_that_its_page_is_attacked(pages: list[Page]) -> None:
    shut = {page.route.name for page in pages if not page.is_open}

    assert shut == OPENED_TO_NOBODY


@pytest.mark.slow
def test_hostile_words_files_and_headers_are_answered(walk: Walk, pages: list[Page]) -> None:
    wrong = [fault for page in pages for fault in attacked(walk, page, 0)]

    assert wrong == [], "\n".join(wrong)


@pytest.mark.slow
def test_requests_that_schemathesis_makes_are_answered(walk: Walk, pages: list[Page]) -> None:
    wrong = list(made_by_schemathesis(walk, pages, examples=1, number=SEED))

    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.slow
@pytest.mark.usefixtures("everything_allowed")
def test_no_word_opens_what_belongs_to_another_school(walk: Walk) -> None:
    wrong = []

    for number, route in enumerate(route for route in ROUTES if place_of(route) in PLACES):
        words = dict.fromkeys(("q", "code", "school", "step", "reason"), TEXTS[number % len(TEXTS)])
        for arguments in samples_of(route, walk.objects):
            path = address_of(route, arguments)
            for method in ("GET", "POST"):
                answer = walk.ask(ELSEWHERE, method, path, query=words, form=words)
                faults = walk.wrong_with(ELSEWHERE, answer, [*words.values(), *arguments])
                wrong.extend(f"{route.name} {method}: {fault}" for fault in faults)
                if answer.status not in {403, 404, 405}:
                    wrong.append(f"{route.name} {method}: {answer.status}")

    assert wrong == [], "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.usefixtures("everything_allowed")
def test_no_search_finds_what_belongs_to_another_school(walk: Walk, pages: list[Page]) -> None:
    wrong = []

    for page in pages:
        if page.route.keys or page.route.gate is None or page.route.gate.kind is GateKind.PUBLIC:
            continue
        for statement in STATEMENTS:
            query = dict.fromkeys(sorted(page.asked.query | {"q"}), statement)
            answer = walk.ask(ELSEWHERE, "GET", page.path, query=query)
            faults = walk.wrong_with(ELSEWHERE, answer, [statement])
            wrong.extend(f"{page.route.name} {statement!r}: {fault}" for fault in faults)

    assert wrong == [], "\n".join(wrong)


def attacked(walk: Walk, page: Page, number: int) -> list[str]:
    """The faults of a page in one round of attempts."""
    wrong = []
    for attempt in attempts(page, number):
        answer = made(walk, attempt)
        faults = walk.wrong_with(page.kind, answer, attempt.words)
        if attempt.about.startswith("address") and page.route.name not in ANY_ARGUMENT:
            faults += ["200"] if answer.status == 200 else []
        wrong.extend(f"{attempt}: {fault}" for fault in faults)
    return wrong


# -- what is a fault ---------------------------------------------------------------------------


def answered(body: str = "", *, status: int = 200, fault: str = "", **headers: str) -> Answer:
    given = {"Content-Type": "text/html; charset=utf-8"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return Answer(status, list(given.items()), body.encode(), fault, 0.1, Asked())


@pytest.mark.parametrize(
    ("answer", "sent"),
    [
        (answered(status=500), "x"),
        (answered(fault="ValueError"), "x"),
        (answered("<p><jhx></jhx>"), "x"),
        (answered('<p onjhx="1">'), "x"),
        (answered('<a href=" JavaScript:jhx()">'), "x"),
        (answered("<b>of mine</b>"), "<b>of mine</b>"),
        (answered("<p>905377300</p>"), "{{ … }}"),
        (answered("<p>sqlite3.OperationalError</p>"), "'"),
        (answered("<p>own-code</p>"), "x"),
        (answered(Content_Disposition='attachment; filename="own-code.pdf"'), "x"),
        (answered(status=302, Location="//evil.example/"), "x"),
        (answered(status=302, Location="https://evil.example/"), "x"),
        (answered(Set_Cookie="jhx=1"), "x"),
        (answered(X_Said="a\r\nb"), "x"),
        (answered(X_Said="<jhx>"), "x"),
        (Answer(200, [], b"", "", 9.0, Asked()), "x"),
    ],
)
def test_what_must_never_come_is_seen(answer: Answer, sent: str) -> None:
    assert len(faults_of(answer, [sent], frozenset({"own-code"}))) == 1


@pytest.mark.parametrize(
    ("answer", "sent"),
    [
        (answered("<p>&lt;jhx onjhx=1&gt; &quot; &#x27;</p>"), "<jhx onjhx=1>"),
        (answered("<p>own-code</p>"), "own-code"),
        (answered("Traceback (most recent"), "Traceback (most recent call last)"),
        (answered(status=302, Location="/sign-in/?next=/x/"), "x"),
        (answered(status=404), "x"),
    ],
)
def test_what_may_come_is_no_fault(answer: Answer, sent: str) -> None:
    assert faults_of(answer, [sent], frozenset({"own-code"})) == []


@pytest.mark.slow
def test_nothing_of_a_request_stays(walk: Walk) -> None:
    mine, words = "/public/complain/mine/", "名单那天还贴在校门口。"
    file = walk.kept.folder / "sessions" / "new" / "file"

    told = walk.ask("complainant", "POST", f"{mine}add/", form={"text": words})
    file.parent.mkdir()
    file.write_text("x")
    walk.kept.restore()

    assert told.status == 302  # it was taken
    assert words not in walk.ask("complainant", "GET", mine).text
    assert not file.parent.exists()


# -- the walk goes on --------------------------------------------------------------------------


@pytest.mark.skipif(not MINUTES, reason="`python3 run.py fuzz pages --minutes 30` walks on")
def test_the_walk_goes_on(walk: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    began, wrong = monotonic(), dict[str, str]()

    def is_over() -> bool:
        return monotonic() - began > MINUTES * 60

    pages: list[Page] = []
    for number in count(SEED):
        for page in pages or everywhere(walk, of_everybody=True, first=SEED):
            pages += [page] if number == SEED else []
            if is_over():
                break
            for fault in attacked(walk, page, number):
                wrong.setdefault(f"{page.route.name} {fault[-80:]}", fault)
        found = made_by_schemathesis(walk, pages, examples=4, number=number, until=is_over)
        for name, fault in found:
            wrong.setdefault(f"{name} {fault[:80]}", f"{name}: {fault}")
        if is_over():
            break
    with capsys.disabled():
        sys.stdout.write(
            f"\n| pages | {monotonic() - began:,.0f} | {walk.requests:,} | {len(pages)} "
            f"| {len(wrong) or 'none'} |\n"
        )

    assert not wrong, "\n".join(wrong.values())

"""A family before a full door: a page with its place, which costs nothing and loses nothing."""

import hashlib
import re
from base64 import b64encode
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from junheng.core.secrets.keyring import Keyring
from junheng.web import clock, waiting
from junheng.web.line import Line
from tests.people import AT, a_county, signed_in

DOOR = "/child/"


class Now:
    """Both clocks of the line, moved by the test."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def passes(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture(autouse=True)
def now(db: None, keys: Keyring, monkeypatch: pytest.MonkeyPatch) -> Now:
    """A door for six families a minute, through which one has just come."""
    a_county()
    moment = Now(AT)
    line = Line(families_a_second=0.1, threads=4)
    monkeypatch.setattr(line, "_count", lambda now: None)  # the rate stays as it is
    monkeypatch.setattr(waiting, "LINE", line)
    monkeypatch.setattr(clock, "now", lambda: moment.at)
    monkeypatch.setattr(waiting, "monotonic", lambda: moment.at.timestamp())  # noqa: PLW0108 - it moves
    assert is_open(asked(Client()))
    return moment


def asked(telephone: Client) -> str:
    answer = telephone.get(DOOR)
    assert answer.status_code == 200
    return str(answer.content.decode())


def is_open(page: str) -> bool:
    return 'name="query_code"' in page


def told_to_wait(page: str) -> int:
    found = re.search(r'http-equiv="refresh" content="(\d+)"', page)
    assert found is not None
    return int(found[1])


def test_the_page_says_how_long_and_until_when() -> None:
    for _ in range(30):
        asked(Client())

    page = asked(Client())

    assert not is_open(page)
    assert "大约 <strong>6 分钟</strong>后轮到您" in page  # the 32nd, ten seconds each
    assert "（09:35 前后）" in page


def test_it_opens_by_itself_when_the_place_has_come(now: Now) -> None:
    telephone = Client()

    now.passes(told_to_wait(asked(telephone)))

    assert is_open(asked(telephone))


def test_who_asks_too_early_keeps_the_place(now: Now) -> None:
    first, second = Client(), Client()
    waits = [told_to_wait(asked(one)) for one in (first, second)]

    now.passes(5)
    early = told_to_wait(asked(first))

    assert waits[0] < waits[1]
    assert early == waits[0] - 5


def test_who_comes_later_waits_longer() -> None:
    waits = [told_to_wait(asked(Client())) for _ in range(5)]

    assert waits == sorted(set(waits))


def test_a_long_wait_asks_again_on_the_way() -> None:
    for _ in range(60):
        page = asked(Client())

    assert told_to_wait(page) == waiting.LATEST


@pytest.mark.parametrize(
    "cookie",
    ["1", "1788226200", "1788226200:x", "nan", "", ":", "9" * 5000, "1e9:" + "A" * 43],
)
def test_a_place_that_somebody_made_up_is_worth_nothing(cookie: str) -> None:
    telephone = Client()
    telephone.cookies[waiting.COOKIE] = cookie

    assert not is_open(asked(telephone))


def test_a_place_of_yesterday_is_worth_nothing(now: Now) -> None:
    telephone = Client()
    asked(telephone)
    now.passes(24 * 3600)
    for _ in range(2):
        asked(Client())

    assert not is_open(asked(telephone))


def test_waiting_asks_the_database_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        assert not is_open(asked(Client()))


def test_the_page_loads_nothing_and_its_style_is_the_one_allowed() -> None:
    answer = Client().get(DOOR)
    page = answer.content.decode()
    style = re.search(r"<style>(.*)</style>", page)
    assert style is not None
    digest = b64encode(hashlib.sha256(style[1].encode()).digest()).decode()

    assert f"style-src 'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r"(src|href)=", page)
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.content) == int(answer.headers["Content-Length"]) < 2000


def test_its_cookie_is_for_the_door_alone_and_no_script_reads_it() -> None:
    telephone = Client()
    asked(telephone)

    cookie = telephone.cookies[waiting.COOKIE]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (DOOR, True, "Lax")


def test_only_the_door_is_waited_for() -> None:
    assert Client().get("/child/rule/").status_code == 200
    assert Client().get("/public/").status_code == 200
    assert signed_in("operator").get("/").status_code == 200


def test_a_form_that_was_given_out_may_be_sent_at_any_time() -> None:
    answer = Client().post(DOOR, {"query_code": "AAAA", "last_six": "000000", "agrees": "on"})

    assert answer.status_code == 403  # refused for its code, by the view


def test_threads_at_work_are_counted_even_where_a_page_breaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = Line(families_a_second=10, threads=4)
    monkeypatch.setattr(waiting, "LINE", line)

    def breaks(_: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        waiting.WaitingLine(breaks)(Client().get("/public/").wsgi_request)  # type: ignore[arg-type]

    assert line._busy == 0

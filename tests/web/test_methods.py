"""How every route may be asked: the list is made from the routes themselves."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from junheng.core.access.routes import Route, routes_of
from junheng.core.secrets.keyring import Keyring
from tests.people import a_county, signed_in

ROUTES = list(routes_of(get_resolver().url_patterns))
METHODS = ({"GET"}, {"POST"}, {"GET", "POST"})


@pytest.fixture(autouse=True)
def county(db: None, keys: Keyring) -> None:
    a_county()


def address_of(route: Route) -> str:
    return reverse(route.name, args=["zzzzzzzzzzzz"] * len(route.keys))


def methods_of(route: Route) -> set[str]:
    """What a route says that it may be asked; empty where it says nothing."""
    answer = Client().put(address_of(route))
    if answer.status_code != 405:
        return set()
    return set(answer["Allow"].split(", "))


def test_every_route_says_how_it_may_be_asked() -> None:
    silent = {route.name for route in ROUTES if methods_of(route) not in METHODS}

    assert silent == set()


@pytest.mark.parametrize("kind", ["nobody", "operator", "system_admin"])
def test_what_a_route_does_not_say_is_answered_with_405(kind: str) -> None:
    browser = signed_in(kind)
    wrong = []

    for route in ROUTES:
        for method in {"GET", "POST"} - methods_of(route):
            answer = browser.generic(method, address_of(route))
            if answer.status_code != 405:
                wrong.append((route.name, method, answer.status_code))

    assert wrong == []


@pytest.mark.parametrize("kind", ["nobody", "operator"])
def test_whoever_opens_the_address_of_a_form_again_is_told_the_way(kind: str) -> None:
    browser = signed_in(kind)
    taking = [address_of(route) for route in ROUTES if methods_of(route) == {"POST"}]
    bare = [one for one in taking if "没有可看的内容" not in browser.get(one).content.decode()]

    assert len(taking) > 50
    assert bare == []


@pytest.mark.parametrize("kind", ["nobody", "clerk", "operator", "security_admin"])
def test_no_form_is_taken_without_its_token(kind: str) -> None:
    browser = signed_in(kind)
    browser.handler.enforce_csrf_checks = True
    wrong = []

    for route in ROUTES:
        answer = browser.post(address_of(route), {"step": "1", "reason": "不该生效"})
        if answer.status_code != 403 or "这次提交没有生效" not in answer.content.decode():
            wrong.append((route.name, answer.status_code))

    assert wrong == []

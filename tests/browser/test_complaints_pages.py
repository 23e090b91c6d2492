"""Complaints and messages in a real browser: a family's telephone, the bureau, a school."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker, Settings

from junheng.apps.complaints import services
from junheng.apps.complaints.models import Complaint
from junheng.core.outbox.models import Message
from junheng.core.outbox.states import MessageState
from junheng.core.secrets.keyring import Keyring
from tests.apps.complaints.complaints_made import declared, recorded
from tests.browser.visitors import Visitor
from tests.cohorts_made import a_year
from tests.conftest import Migrated
from tests.core.outbox.outbox_made import configured, queued
from tests.databases import cloned, wrapper_for
from tests.people import OWN_SCHOOL, a_county, actor, person, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Server(ThreadingMixIn, WSGIServer):
    """A thread for each request, and nothing said."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """A handler that writes no log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served() -> Iterator[str]:
    """The platform in threads of this process."""
    with make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def county(
    migrated: Migrated,
    django_db_blocker: DjangoDbBlocker,
    keys: Keyring,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """A county in a database of its own, which this thread and the server's threads see."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser has an event loop
    settings.JUNHENG_VAR = tmp_path
    with django_db_blocker.unblock(), cloned("sqlite", migrated("sqlite"), tmp_path) as own:
        monkeypatch.setitem(connections.settings, "default", wrapper_for(own.url).settings_dict)
        a_county()
        a_year()
        with served() as address:
            yield address


def visitor(chromium: Browser, address: str, kind: str = "nobody") -> Visitor:
    made = Visitor(chromium, address)
    if kind != "nobody":
        value = signed_in(kind).cookies["junheng"].value
        made.page.context.add_cookies([{"name": "junheng", "value": value, "url": address}])
    return made


def _complains(family: Visitor) -> None:
    """A family fills the form in on its telephone and looks how far it has come."""
    family.go("/public/complain/")
    family.look("c1-complain-form")
    family.press("提交")
    assert family.page.locator(":invalid").count()
    family.page.select_option("[name=category]", "class_list")
    family.page.select_option("[name=school]", OWN_SCHOOL)
    family.fill(content="开学前名单换过，我家孩子原来在一班，公布时到了三班。")
    family.page.wait_for_timeout(3100)  # nobody fills it in sooner
    family.press("提交")
    family.look("c2-complain-received")
    number, secret = family.page.locator("main dd.code").all_inner_texts()
    family.go("/public/complain/follow/")
    family.look("c3-follow")
    family.fill(number=number, secret=secret)
    family.press("查询")
    family.look("c4-mine")


def _works(operator: Visitor, principal: Visitor) -> None:
    """The bureau declares, accepts and refers; the school answers; the bureau replies."""
    complaint = Complaint.objects.get()
    operator.go("/")
    operator.look("c5-home")
    operator.go("/complaints/")
    operator.look("c6-list")
    operator.follow(complaint.number)
    operator.look("c7-declare")
    operator.press("我没有利害关系，查看内容")
    operator.look("c8-complaint")
    operator.follow("受理")
    operator.press("受理")
    operator.follow("转办")
    operator.look("c9-refer")
    operator.fill(text="请核实公布的名单与抽签结果是否一致，附抽签结果表复印件。")
    operator.press("发出转办")

    principal.go("/referrals/")
    principal.look("d1-referrals")
    principal.follow("查看1")
    principal.look("d2-referral")
    principal.fill(answer="已核对，公布名单与抽签结果一致。")
    principal.press("回复")

    operator.go(f"/complaints/{complaint.code}/")
    operator.follow("答复")
    operator.look("d3-reply")
    operator.page.select_option("[name=conclusion]", "rejected")
    operator.fill(words="经核对流水账和公布名单，与抽签结果一致，没有换过。")
    operator.press("答复")
    operator.look("d4-replied")


def test_a_family_complains_and_the_bureau_and_a_school_work_on_it(
    county: str, chromium: Browser
) -> None:
    family = visitor(chromium, county)
    operator = visitor(chromium, county, "operator")
    principal = visitor(chromium, county, "principal")

    _complains(family)
    _works(operator, principal)
    operator.go("/complaints/figures/")
    operator.look("d5-figures")
    family.go("/public/complain/mine/")
    family.look("d6-answered")
    for who in (family, operator, principal):
        assert who.findings == []


def test_the_bureaus_other_pages(county: str, chromium: Browser, tmp_path: Path) -> None:
    now = timezone.now()  # noqa: TID251 - pages have the real clock
    complaint = recorded(at=now, received_on=timezone.localdate())
    declared(complaint, "supervisor", at=now)
    services.exclude(
        complaint.code, person("reviewer").code, is_free=False, by=actor("supervisor"), at=now
    )
    configured(tmp_path, 'gateway = "console"')
    queued("a", "b", "c", at=now)
    Message.objects.filter(key="a").update(
        state=MessageState.FAILED,
        reason="gateway_refused_message",
        attempts=1,
        attempted_at=now,
        ended_at=now,
    )
    operator = visitor(chromium, county, "operator")
    for name, address in {
        "e1-record": "/complaints/record/",
        "e2-messages": "/messages/",
        "e3-test": "/messages/test/",
    }.items():
        operator.go(address)
        operator.look(name)
    supervisor = visitor(chromium, county, "supervisor")
    for step in ("exclude", "close_unreplied", "decline"):
        supervisor.go(f"/complaints/{complaint.code}/step/{step}/")
        supervisor.look(f"e4-{step}")

    assert operator.findings + supervisor.findings == []

"""Complaints for the tests: written down by staff, worked on, referred."""

from datetime import datetime, timedelta
from typing import Any

from junheng.apps.accounts.models import HeldPost, User
from junheng.apps.complaints import services
from junheng.apps.complaints.models import Complaint, Referral
from junheng.apps.complaints.states import About, Category, Channel, Conclusion, ReplyWay
from junheng.core.access import PublicActor, Role
from tests.people import AT, OWN_SCHOOL, actor, person

PERSON, PHONE = "张三丰", "13812345678"
CONTENT = "开学前校长把名单换过，我家孩子原来在一班，公布时到了三班。"
NUMBER = "2026-0001"
DAY = timedelta(days=1)
FORM = "a-form-of-a-family"


def told(**more: Any) -> services.Told:
    given: dict[str, Any] = {
        "category": Category.CLASS_LIST,
        "about": About.SCHOOL,
        "content": CONTENT,
        "school_code": OWN_SCHOOL,
        "person": PERSON,
        "contact": PHONE,
    }
    return services.Told(**(given | more))


def recorded(*, kind: str = "operator", at: datetime = AT, **more: Any) -> Complaint:
    """By telephone, on the day of `at`."""
    of_service = ("accused_accounts", "objection_code", "files", "channel", "received_on")
    given = {key: more.pop(key) for key in of_service if key in more}
    received = services.receive(
        told(**more),
        **({"channel": Channel.TELEPHONE, "received_on": at.date()} | given),
        by=actor(kind),
        at=at,
    )
    return received.complaint


def by_web(form: str = FORM, *, address: str = "10.0.0.1", **more: Any) -> services.Received:
    """From a family's browser."""
    files = more.pop("files", ())
    at = more.pop("at", AT)
    return services.receive_by_web(
        told(**more), form=form, files=files, address=address, by=PublicActor(), at=at
    )


def declared(complaint: Complaint, *kinds: str, at: datetime = AT) -> None:
    for kind in kinds:
        services.declare(complaint.code, is_free=True, by=actor(kind), at=at)


def accepted(*, at: datetime = AT, **more: Any) -> Complaint:
    complaint = recorded(at=at, **more)
    declared(complaint, "operator", at=at)
    return services.accept(complaint.code, by=actor("operator"), at=at)


def replied(**more: Any) -> Complaint:
    """Accepted, and answered a day later."""
    complaint = accepted(**more)
    return services.reply(
        complaint.code,
        conclusion=Conclusion.PARTLY,
        words="名单换过一次，已按抽签结果恢复。",
        way=ReplyWay.TELEPHONE,
        by=actor("operator"),
        at=AT + DAY,
    )


def referred(
    text: str = "请核实公布的名单与抽签结果是否一致。", *, at: datetime = AT, **more: Any
) -> Referral:
    complaint = accepted(at=at, **more)
    return services.refer(
        complaint.code, text=text, school_code=OWN_SCHOOL, by=actor("operator"), at=at
    )


def second_operator(name: str = "李清查") -> User:
    """Another operator of the bureau."""
    first = person("operator")
    user = User.objects.create(
        username="second.operator",
        name=name,
        password=first.password,
        must_change_password=False,
        password_changed_at=first.password_changed_at,
        opened_at=AT,
    )
    HeldPost.objects.create(
        user=user, role=Role.BUREAU_OPERATOR, granted_at=AT, granted_by="set-up"
    )
    return user

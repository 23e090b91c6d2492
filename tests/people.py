"""People of a made-up county for the tests of pages: one of each kind, signed in or not.

`a_county()` makes the bureau and two schools; `person("clerk")` the account, `signed_in("clerk")`
a browser in which that person is signed in. Add a new kind of person to `POSTS` and `NAMES`.
"""

import io
import zipfile
from datetime import UTC, datetime

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from junheng.apps.accounts.models import HeldPost, SecondFactor, SignIn, User
from junheng.apps.accounts.queries import actor_of
from junheng.apps.schools.models import Bureau, School
from junheng.core.access import ADMINISTRATORS, Post, Role, StaffActor

AT = datetime(2026, 8, 28, 1, 30, tzinfo=UTC)
PASSWORD = "Yangguang-2026"
SECRET = "3132333435363738393031323334353637383930"
OWN_SCHOOL, OTHER_SCHOOL = "010001", "010002"

POSTS: dict[str, tuple[Post, ...]] = {
    "newcomer": (),
    "operator": (Post(Role.BUREAU_OPERATOR),),
    "reviewer": (Post(Role.BUREAU_REVIEWER),),
    "system_admin": (Post(Role.SYSTEM_ADMIN),),
    "security_admin": (Post(Role.SECURITY_ADMIN),),
    "audit_admin": (Post(Role.AUDIT_ADMIN),),
    "clerk": (Post(Role.SCHOOL_CLERK, OWN_SCHOOL),),
    "clerk_elsewhere": (Post(Role.SCHOOL_CLERK, OTHER_SCHOOL),),
    "principal": (Post(Role.PRINCIPAL, OWN_SCHOOL),),
    "inspector": (Post(Role.INSPECTOR),),
    "supervisor": (Post(Role.SUPERVISOR),),
}
NAMES = {
    "newcomer": "冯新来",
    "operator": "林操作",
    "reviewer": "何复核",
    "system_admin": "王系统",
    "security_admin": "李安全",
    "audit_admin": "赵审计",
    "clerk": "周教务",
    "clerk_elsewhere": "吴教务",
    "principal": "郑校长",
    "inspector": "孙督学",
    "supervisor": "严纪检",
}


def names_in_package(content: bytes) -> list[str]:
    """Which of these people a docx or xlsx names, in any of its parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        texts = [parts.read(name).decode("utf-8", "replace") for name in parts.namelist()]
    return [name for name in NAMES.values() if any(name in text for text in texts)]


def a_county() -> None:
    """The bureau, set up, and two schools."""
    Bureau.objects.create(
        county_code="520123",
        county_name="示例县",
        name="示例县教育局",
        profile="national",
        set_up_at=AT,
    )
    for code, name in ((OWN_SCHOOL, "城关第一小学"), (OTHER_SCHOOL, "城关第二小学")):
        School.objects.create(
            code=code,
            name=name,
            has_primary=True,
            has_junior=False,
            is_private=False,
            is_hot=False,
            registered_at=AT,
        )


def person(kind: str, *, at: datetime | None = None) -> User:
    """The account of that kind of person, ready for work; needs `keys` for administrators."""
    username = kind.replace("_", ".")
    found = User.objects.filter(username=username).first()
    if found is not None:
        return found
    at = at or timezone.now()  # noqa: TID251 - pages have the real clock
    user = User.objects.create(
        username=username,
        name=NAMES.get(kind, kind),
        password=make_password(PASSWORD),
        must_change_password=False,
        password_changed_at=at,
        opened_at=at,
    )
    for post in POSTS[kind]:
        school = School.objects.filter(code=post.school_code).first()
        HeldPost.objects.create(
            user=user, role=post.role, school=school, granted_at=at, granted_by="set-up"
        )
    if ADMINISTRATORS & {post.role for post in POSTS[kind]}:
        SecondFactor.objects.create(user=user, secret=SECRET, set_at=at)
    return user


def actor(kind: str) -> StaffActor:
    """That person, as he acts."""
    return actor_of(person(kind))


def signed_in(kind: str) -> Client:
    """A browser in which that person is signed in; `nobody` is signed in nowhere."""
    client = Client()
    if kind == "nobody":
        return client
    now = timezone.now()  # noqa: TID251 - pages have the real clock
    sign_in = SignIn.objects.create(user=person(kind), started_at=now, seen_at=now)
    session = client.session
    session["sign_in"] = sign_in.code
    session.save()
    return client

"""The only roads to accounts, posts and sign-ins."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from junheng.apps.accounts import rules
from junheng.apps.accounts.models import HeldPost, SignIn, User
from junheng.core.access import NotVisible, Permission, Post, Role, StaffActor

_POSTS_HELD = Prefetch(
    "held_posts",
    queryset=HeldPost.objects.filter(withdrawn_at__isnull=True).select_related("school"),
    to_attr="posts_now",
)


def posts_of(user: User) -> tuple[Post, ...]:
    """The posts that an account holds now, at most one query."""
    held: Iterable[HeldPost] | None = getattr(user, "posts_now", None)
    if held is None:
        held = HeldPost.objects.filter(user=user, withdrawn_at__isnull=True).select_related(
            "school"
        )
    return tuple(post_of(post) for post in held)


def post_of(held: HeldPost) -> Post:
    """A held post as the rest of the program sees it."""
    return Post(Role(held.role), held.school.code if held.school else None)


def actor_of(user: User) -> StaffActor:
    """An account with its posts, as it acts."""
    return StaffActor(user.code, user.name, posts_of(user))


def duty_of(user: User, actor: StaffActor, *, at: datetime) -> rules.Duty | None:
    """What this person must do before anything else."""
    return rules.open_duty(
        must_change_password=user.must_change_password,
        password_changed_at=user.password_changed_at,
        roles=actor.roles,
        has_second_factor=user.one_time_set_at is not None,
        at=at,
    )


def find_sign_in(code: str) -> SignIn | None:
    """A sign-in that has not ended, with its account."""
    return (
        SignIn.objects.filter(code=code, ended_at__isnull=True, user__closed_at__isnull=True)
        .select_related("user__second_factor")
        .first()
    )


def own_account(actor: StaffActor) -> User:
    """The account of whoever acts."""
    return User.objects.get(code=actor.ident)


def own_sign_ins(actor: StaffActor) -> list[SignIn]:
    """One's own sign-ins that have not ended, newest first."""
    return list(SignIn.objects.filter(user__code=actor.ident, ended_at__isnull=True))


def accounts_visible_to(actor: StaffActor) -> QuerySet[User]:
    """All accounts for an administrator; nobody else sees any."""
    if not actor.may(Permission.ACCOUNTS_VIEW):
        return User.objects.none()
    return User.objects.prefetch_related(_POSTS_HELD)


def list_accounts(actor: StaffActor, *, search: str = "") -> list[User]:
    """The accounts that the actor sees; `search` is part of a name, a username or a school."""
    found = accounts_visible_to(actor)
    if search:
        at_school = Q(
            held_posts__school__name__icontains=search, held_posts__withdrawn_at__isnull=True
        )
        found = found.filter(
            Q(username__icontains=search) | Q(name__icontains=search) | at_school
        ).distinct()
    return list(found)


def get_account(actor: StaffActor, code: str) -> User:
    """One account; raises NotVisible."""
    user = accounts_visible_to(actor).filter(code=code).first()
    if user is None:
        raise NotVisible
    return user


def posts_held_by(user: User) -> list[HeldPost]:
    """All posts of an account, also those withdrawn, with their schools."""
    return list(user.held_posts.select_related("school"))


def sign_ins_of(user: User, *, most: int = 10) -> list[SignIn]:
    """The newest sign-ins of an account."""
    return list(user.sign_ins.all()[:most])


def find_open_account(code: str) -> User | None:
    """An account that is not closed, between the two steps of its sign-in."""
    return User.objects.filter(code=code, closed_at__isnull=True).first()


def posts_held_now(actor: StaffActor) -> list[HeldPost]:
    """One's own posts with their schools."""
    mine = HeldPost.objects.filter(user__code=actor.ident, withdrawn_at__isnull=True)
    return list(mine.select_related("school"))

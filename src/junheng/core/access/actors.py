"""Who acts: a closed union. Every actor has `kind`, `ident`, `name` and `school_code`, which is
what the audit trail writes down.
"""

from dataclasses import dataclass

from junheng.core.access.refusals import NotAllowed
from junheng.core.access.roles import PERMISSIONS_OF, Permission, Role


@dataclass(frozen=True)
class Post:
    """A role at a place: one school, or the bureau (`school_code` is None), which sees all."""

    role: Role
    school_code: str | None = None

    def covers(self, school_code: str | None) -> bool:
        """Whether the post reaches this school; None asks for the post as such."""
        return self.school_code is None or school_code is None or self.school_code == school_code


@dataclass(frozen=True)
class StaffActor:
    """Someone with an account. `ident` is the account's public code."""

    ident: str
    name: str
    posts: tuple[Post, ...] = ()

    kind = "staff"

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of all posts."""
        return frozenset(post.role for post in self.posts)

    @property
    def school_code(self) -> str | None:
        """The one school where all posts are, if so."""
        places = {post.school_code for post in self.posts}
        return places.pop() if len(places) == 1 else None

    def may(self, permission: Permission, school_code: str | None = None) -> bool:
        """Whether some post has the permission and reaches the school (None: any place)."""
        return any(
            permission in PERMISSIONS_OF[post.role] and post.covers(school_code)
            for post in self.posts
        )

    def schools_for(self, permission: Permission) -> frozenset[str] | None:
        """The codes of the schools where the actor has the permission; None means all schools."""
        places = {
            post.school_code for post in self.posts if permission in PERMISSIONS_OF[post.role]
        }
        return None if None in places else frozenset(code for code in places if code is not None)

    def must(self, permission: Permission, school_code: str | None = None) -> None:
        """Raise `NotAllowed` unless the actor may; services ask again what the gate asked."""
        if not self.may(permission, school_code):
            raise NotAllowed("permission_missing")


@dataclass(frozen=True)
class GuardianActor:
    """A parent with a query code, which opens one student; `ident` is the query account's code."""

    ident: str
    school_code: str

    kind = "guardian"
    name = "家长"


@dataclass(frozen=True)
class PublicActor:
    """Anybody."""

    kind = "public"
    ident = ""
    name = ""
    school_code = None


@dataclass(frozen=True)
class SystemActor:
    """The platform itself, at work on a job."""

    job: str

    kind = "system"
    school_code = None

    @property
    def ident(self) -> str:
        """The job's name."""
        return self.job

    @property
    def name(self) -> str:
        """Nobody's name."""
        return "系统"


Actor = StaffActor | GuardianActor | PublicActor | SystemActor

"""People as the audit trail knows them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Clerk:
    """A school's clerk."""

    kind: str = "staff"
    ident: str = "clerk-1"
    name: str = "王老师"
    school_code: str | None = "110105"

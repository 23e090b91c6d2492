"""How sensitive each field of the database is; every model of an application classifies all of its
fields in `sensitivity`, and a test refuses one without.
"""

from enum import StrEnum


class Sensitivity(StrEnum):
    """Who may come to see a value."""

    PUBLIC = "public"
    """Anybody: it stands on notices."""
    INTERNAL = "internal"
    """Staff whose post reaches the row."""
    PERSONAL = "personal"
    """About a person; shown only where the work needs it."""
    SECRET = "secret"  # noqa: S105 - the name of a class of values
    """Shown to nobody."""

"""The way of a list of homeroom teachers: written, handed in, filed with the bureau, posted."""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices

from junheng.core.workflow.transitions import Transitions


class ListState(TextChoices):
    """How far a list has come."""

    DRAFT = "draft", "填报中"
    SUBMITTED = "submitted", "待备案"
    FILED = "filed", "已备案"
    POSTED = "posted", "已公示"


class ListStep(TextChoices):
    """What is done to a list."""

    SUBMIT = "submit", "报送备案"
    RETURN = "return", "退回"
    FILE = "file", "备案"
    POST = "post", "公示"


TRANSITIONS: Final[Transitions] = {
    (ListState.DRAFT, ListStep.SUBMIT): ListState.SUBMITTED,
    (ListState.SUBMITTED, ListStep.FILE): ListState.FILED,
    (ListState.SUBMITTED, ListStep.RETURN): ListState.DRAFT,
    (ListState.FILED, ListStep.POST): ListState.POSTED,
    # Only where the number of classes has changed since: see `rules.check_return`.
    (ListState.FILED, ListStep.RETURN): ListState.DRAFT,
    (ListState.POSTED, ListStep.RETURN): ListState.DRAFT,
}

STAMPS: Final[Mapping[TextChoices, str]] = {
    ListStep.SUBMIT: "submitted",
    ListStep.FILE: "filed",
    ListStep.POST: "posted",
}

IN_FORCE: Final = frozenset((ListState.FILED, ListState.POSTED))
"""From here on nobody on the list is replaced without the bureau's consent (HT-03)."""

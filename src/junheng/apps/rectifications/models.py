"""Rectifications, what was written down beside them, and the files that show it."""

from datetime import date, timedelta
from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from junheng.apps.rectifications.states import (
    RECTIFICATION_STAMPS,
    RECTIFICATION_TRANSITIONS,
    UNDER_WAY,
    EntryKind,
    RectificationState,
    SourceKind,
)
from junheng.apps.schools.models import School
from junheng.core.access import Sensitivity
from junheng.core.files.kinds import MEBIBYTE, FileKind
from junheng.core.files.models import StoredFile
from junheng.core.secrets.codes import PublicCodeField
from junheng.core.secrets.sealed_fields import EncryptedTextField
from junheng.core.workflow.rows import StatefulModel, state_constraints

_INTERNAL, _PERSONAL = Sensitivity.INTERNAL, Sensitivity.PERSONAL
_KEPT_FOR: Final = timedelta(days=5 * 366)

PICTURE_FILE: Final = FileKind(
    name="rectifications.picture",
    suffix=".jpg",
    media_type="image/jpeg",
    is_private=True,
    kept_for=_KEPT_FOR,
)
PAPER_FILE: Final = FileKind(
    name="rectifications.paper",
    suffix=".pdf",
    media_type="application/pdf",
    is_private=True,
    kept_for=_KEPT_FOR,
    largest_bytes=30 * MEBIBYTE,
)


class Rectification(StatefulModel):
    """One thing to be put right, by a school or, without one, by the bureau itself.

    `source_code` is the public code of what it was made of (a finding, a shortfall): one that is
    not withdrawn is made of it once. `owner` is the account that answers for it. A report
    by the deadline is in time, however late it is verified (`rules.deadlines`).
    """

    TRANSITIONS = RECTIFICATION_TRANSITIONS
    STAMPS = RECTIFICATION_STAMPS

    year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("序号")
    number = models.CharField("编号", max_length=12, unique=True)
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+")
    source_kind = models.CharField("来源", max_length=12, choices=SourceKind.choices)
    source_code = models.CharField("来源编号", max_length=80, blank=True)
    source_words = models.CharField("来源说明", max_length=200, blank=True)
    what = EncryptedTextField("存在的问题", bound_to="code")
    ground = models.CharField("依据", max_length=300)
    owner = models.CharField("责任人编号", max_length=12, blank=True)
    owner_name = models.CharField("责任人", max_length=40, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=RectificationState.choices, default=RectificationState.OPEN
    )
    due_on = models.DateField("整改期限")
    started_at = models.DateTimeField("下达时间")
    started_by = models.CharField("下达人编号", max_length=12)
    started_by_name = models.CharField("下达人", max_length=40)
    reported_at = models.DateTimeField("申请核查时间", null=True)
    reported_by = models.CharField(max_length=12, blank=True)
    returned_at = models.DateTimeField("退回时间", null=True)
    returned_by = models.CharField(max_length=12, blank=True)
    closed_at = models.DateTimeField("销号时间", null=True)
    closed_by = models.CharField(max_length=12, blank=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True)
    withdrawn_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "year", "serial", "number", "school", "source_kind", "source_code",
            "source_words", "ground", "owner", "owner_name", "state", "due_on", "started_at",
            "started_by", "started_by_name", "reported_at", "reported_by", "returned_at",
            "returned_by", "closed_at", "closed_by", "withdrawn_at", "withdrawn_by",
        ),
        _INTERNAL,
    ) | {"what": _PERSONAL}  # fmt: skip

    class Meta:
        verbose_name = "整改"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="rectifications_due")]
        constraints: ClassVar = [
            *state_constraints(
                "rectifications_item", RectificationState.values, RECTIFICATION_STAMPS.values()
            ),
            models.UniqueConstraint(name="rectifications_serial_once", fields=["year", "serial"]),
            models.UniqueConstraint(
                name="rectifications_source_once",
                fields=["source_kind", "source_code"],
                condition=~Q(source_code="") & ~Q(state=RectificationState.WITHDRAWN),
            ),
            models.CheckConstraint(
                name="rectifications_closed_by_another",
                condition=~Q(state=RectificationState.CLOSED)
                | (~Q(closed_by=F("reported_by")) & ~Q(closed_by=F("owner"))),
            ),
            models.CheckConstraint(
                name="rectifications_withdrawn_by_another",
                condition=~Q(state=RectificationState.WITHDRAWN) | ~Q(withdrawn_by=F("started_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"

    @property
    def school_code(self) -> str:
        """The school's code, for the audit trail."""
        return self.school.code if self.school else ""

    @property
    def whose(self) -> str:
        """The school's name, or the bureau's word for itself."""
        return self.school.name if self.school else "教育局"

    @property
    def is_under_way(self) -> bool:
        """Whether something is still to be done."""
        return self.state in UNDER_WAY

    def is_overdue(self, today: date) -> bool:
        """Whether it was not reported by its deadline."""
        return self.state == RectificationState.OPEN and self.due_on < today


class Entry(models.Model):
    """What was written down beside a rectification, by whom; nothing of it is ever changed."""

    code = PublicCodeField()
    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="entries")
    kind = models.CharField("种类", max_length=10, choices=EntryKind.choices)
    text = EncryptedTextField("内容", bound_to="code")
    at = models.DateTimeField("时间")
    by = models.CharField("记录人编号", max_length=12)
    by_name = models.CharField("记录人", max_length=40)

    sensitivity: ClassVar = dict.fromkeys(
        ("id", "code", "rectification", "kind", "at", "by", "by_name"), _INTERNAL
    ) | {"text": _PERSONAL}

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.code


class Evidence(models.Model):
    """A picture or paper that shows what was done; its name on the sender's disk is forgotten."""

    code = PublicCodeField()
    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="evidence")
    place = models.PositiveSmallIntegerField("序号")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    title = models.CharField("是什么", max_length=60)
    added_at = models.DateTimeField("上传时间")
    added_by = models.CharField("上传人编号", max_length=12)
    added_by_name = models.CharField("上传人", max_length=40)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "rectification", "place", "title", "added_at", "added_by",
            "added_by_name",
        ),
        _INTERNAL,
    ) | {"file": _PERSONAL}  # fmt: skip

    class Meta:
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="rectifications_evidence_place_once", fields=["rectification", "place"]
            ),
        ]

    def __str__(self) -> str:
        return self.code

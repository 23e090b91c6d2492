"""A year's monitoring, what each school submits to it, and what was worked out of it."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from junheng.apps.campaigns.models import Cohort
from junheng.apps.monitoring.rules.items import from_json, school_figures
from junheng.apps.monitoring.states import (
    DONE_STATES,
    PERIOD_STAMPS,
    PERIOD_TRANSITIONS,
    SUBMISSION_STAMPS,
    SUBMISSION_TRANSITIONS,
    PeriodState,
    SubmissionState,
    SubmissionStep,
)
from junheng.core.access import Sensitivity
from junheng.core.files.kinds import MEBIBYTE, FileKind
from junheng.core.files.models import StoredFile
from junheng.core.jobs.models import JobRun
from junheng.core.secrets.codes import PublicCodeField
from junheng.core.workflow.rows import StatefulModel, state_constraints
from junheng.monitoring import SchoolFigures, SchoolKind
from junheng.profiles.indicators import Catalogue, load_catalogue

_PUBLIC, _INTERNAL = Sensitivity.PUBLIC, Sensitivity.INTERNAL
_KEPT_FOR: Final = timedelta(days=10 * 366)
_KINDS: Final = [(kind.value, kind.value) for kind in SchoolKind]

WORKBOOK_FILE: Final = FileKind(
    name="monitoring.workbook",
    suffix=".xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    is_private=False,
    kept_for=_KEPT_FOR,
    largest_bytes=10 * MEBIBYTE,
)
"""A workbook as it was handed in: figures of a school, nobody's data."""

PICTURE_FILE: Final = FileKind(
    name="monitoring.picture",
    suffix=".jpg",
    media_type="image/jpeg",
    is_private=True,
    kept_for=_KEPT_FOR,
)
PAPER_FILE: Final = FileKind(
    name="monitoring.paper",
    suffix=".pdf",
    media_type="application/pdf",
    is_private=True,
    kept_for=_KEPT_FOR,
    largest_bytes=30 * MEBIBYTE,
)


PUBLIC_FILE: Final = FileKind(
    name="monitoring.public",
    suffix=".docx",
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    is_private=False,
    kept_for=_KEPT_FOR,
    largest_bytes=10 * MEBIBYTE,
)
"""The public version of a year's report as it was published: nobody's data."""


class MonitoringPeriod(StatefulModel):
    """One year's monitoring by one catalogue. `own` are the county's figures, as text by name.

    `version` counts every change of any figure of the year, so that what was worked out of them
    knows when it is stale.
    """

    TRANSITIONS = PERIOD_TRANSITIONS
    STAMPS = PERIOD_STAMPS

    year = models.PositiveSmallIntegerField("年度", unique=True)
    catalogue_name = models.CharField("指标体系", max_length=60)
    opens_on = models.DateField("开始填报")
    closes_on = models.DateField("填报截止")
    state = models.CharField(
        "状态", max_length=8, choices=PeriodState.choices, default=PeriodState.OPEN
    )
    own = models.JSONField("县级数据", default=dict)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField("建立时间")
    opened_by = models.CharField("建立人编号", max_length=12)
    closed_at = models.DateTimeField("结束时间", null=True)
    closed_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        ("year", "catalogue_name", "opens_on", "closes_on", "state", "own"), _PUBLIC
    ) | dict.fromkeys(
        ("id", "code", "version", "opened_at", "opened_by", "closed_at", "closed_by"), _INTERNAL
    )

    class Meta:
        verbose_name = "监测年度"
        ordering: ClassVar = ["-year"]
        constraints: ClassVar = [
            *state_constraints("monitoring_period", PeriodState.values, PERIOD_STAMPS.values()),
            models.CheckConstraint(
                name="monitoring_period_days_in_order", condition=Q(opens_on__lte=F("closes_on"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def title(self) -> str:
        """2026年优质均衡监测."""
        return f"{self.year}年优质均衡监测"

    @property
    def catalogue(self) -> Catalogue:
        """What is asked and how it is judged."""
        return load_catalogue(self.catalogue_name)

    @property
    def is_open(self) -> bool:
        """Whether figures may still change."""
        return self.state == PeriodState.OPEN

    @property
    def own_values(self) -> dict[str, Fraction]:
        """The county's figures as numbers."""
        return from_json(self.own)

    def is_late(self, today: date) -> bool:
        """Whether the schools should have handed in."""
        return self.is_open and today > self.closes_on


class Submission(StatefulModel):
    """What one school fills in. The school is known by its code, as on the platform; a school that
    the platform does not have (merged since, or without starting grades) has a code all the same.

    `figures` are texts by line (`rules.items`), empty before the first workbook; `doubts` how many
    things stood out when they came.
    """

    TRANSITIONS = SUBMISSION_TRANSITIONS
    STAMPS = SUBMISSION_STAMPS

    period = models.ForeignKey(MonitoringPeriod, models.PROTECT, related_name="submissions")
    school_code = models.CharField("学校代码", max_length=6)
    school_name = models.CharField("学校名称", max_length=60)
    kind_name = models.CharField("办学类型", max_length=12, choices=_KINDS)
    state = models.CharField(
        "状态", max_length=10, choices=SubmissionState.choices, default=SubmissionState.FILLING
    )
    figures = models.JSONField("数据", default=dict)
    doubts = models.PositiveSmallIntegerField("核对提示", default=0)
    explanation = models.CharField("情况说明", max_length=1000, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    filled_at = models.DateTimeField("填报时间", null=True)
    filled_by = models.CharField(max_length=12, blank=True)
    submitted_at = models.DateTimeField("报送时间", null=True)
    submitted_by = models.CharField(max_length=12, blank=True)
    accepted_at = models.DateTimeField("通过时间", null=True)
    accepted_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        ("school_code", "school_name", "kind_name", "figures"), _PUBLIC
    ) | dict.fromkeys(
        (
            "id", "code", "period", "state", "doubts", "explanation", "file", "filled_at",
            "filled_by", "submitted_at", "submitted_by", "accepted_at", "accepted_by",
        ),
        _INTERNAL,
    )  # fmt: skip

    class Meta:
        verbose_name = "监测填报"
        ordering: ClassVar = ["school_code"]
        constraints: ClassVar = [
            *state_constraints(
                "monitoring_submission", SubmissionState.values, ["submitted", "accepted", "filled"]
            ),
            models.UniqueConstraint(
                name="monitoring_school_once", fields=["period", "school_code"]
            ),
            models.UniqueConstraint(
                name="monitoring_school_name_once", fields=["period", "school_name"]
            ),
            models.CheckConstraint(
                name="monitoring_code_of_six_digits",
                condition=Q(school_code__regex=r"^[0-9]{6}$"),
            ),
            models.CheckConstraint(
                name="monitoring_submitted_is_filled",
                condition=~Q(state__in=[SubmissionState.SUBMITTED, SubmissionState.ACCEPTED])
                | Q(filled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def kind(self) -> SchoolKind:
        """What kind of school it is."""
        return SchoolKind(self.kind_name)

    @property
    def is_filled(self) -> bool:
        """Whether figures have come; a school that is never compared has none to give."""
        return self.filled_at is not None

    @property
    def is_done(self) -> bool:
        """Whether nothing more is expected of it."""
        return self.state in DONE_STATES

    @property
    def values(self) -> dict[str, Fraction]:
        """The figures as numbers."""
        kept: Mapping[str, str] = self.figures
        return from_json(kept)

    def as_figures(self, catalogue: Catalogue) -> SchoolFigures:
        """The school as the judgement takes it."""
        return school_figures(
            catalogue,
            code=self.school_code,
            name=self.school_name,
            kind=self.kind,
            values=self.values,
        )


class SubmissionDecision(models.Model):
    """A step that somebody gave words to: why returned, opened again, not expected any more."""

    code = PublicCodeField()
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="decisions")
    step = models.CharField("办理", max_length=10, choices=SubmissionStep.choices)
    reason = models.CharField("理由", max_length=500)
    by = models.CharField("办理人编号", max_length=12)
    by_name = models.CharField("办理人", max_length=40)
    at = models.DateTimeField("办理时间")

    sensitivity: ClassVar = dict.fromkeys(
        ("id", "code", "submission", "step", "reason", "by", "by_name", "at"), _INTERNAL
    )

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.step}"


class IndicatorEvidence(models.Model):
    """A picture or paper that proves what a school said about an indicator."""

    code = PublicCodeField()
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="evidence")
    indicator = models.CharField("指标编号", max_length=20)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("上传时间")
    added_by = models.CharField("上传人编号", max_length=12)

    sensitivity: ClassVar = dict.fromkeys(
        ("id", "code", "submission", "indicator", "file", "added_at", "added_by"), _INTERNAL
    )

    class Meta:
        ordering: ClassVar = ["indicator", "added_at", "id"]

    def __str__(self) -> str:
        return self.code


class ListedClasses(models.Model):
    """What the locked class lists of a starting grade come to; read again every night."""

    cohort = models.OneToOneField(Cohort, models.CASCADE, related_name="+")
    sizes = models.JSONField("各班人数")
    inclusion = models.PositiveIntegerField("随班就读")
    migrants = models.PositiveIntegerField("随迁子女", null=True)
    on_roll = models.PositiveIntegerField("学籍人数", null=True)
    read_at = models.DateTimeField("读取时间")

    sensitivity: ClassVar = dict.fromkeys(
        ("id", "cohort", "sizes", "inclusion", "migrants", "on_roll", "read_at"), _INTERNAL
    )

    def __str__(self) -> str:
        return str(self.cohort_id)


class InvestmentPlan(models.Model):
    """The cheapest investments that bring a year's county to its standards, as a job found them.

    `version` is the period's when it was asked for. `result` is empty until the job is done.
    """

    code = PublicCodeField()
    period = models.ForeignKey(MonitoringPeriod, models.PROTECT, related_name="plans")
    version = models.PositiveIntegerField()
    prices = models.JSONField("单价")
    run = models.ForeignKey(JobRun, models.PROTECT, null=True, related_name="+")
    result = models.JSONField("方案", default=dict)
    asked_at = models.DateTimeField("提出时间")
    asked_by = models.CharField("提出人编号", max_length=12)

    sensitivity: ClassVar = dict.fromkeys(
        ("id", "code", "period", "version", "prices", "run", "result", "asked_at", "asked_by"),
        _INTERNAL,
    )

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return self.code


class Publication(models.Model):
    """A closed year's public version as it was published: the words of the page, and its file.

    It hangs until `shown_until` (none: for good) or until it was withdrawn with a reason.
    """

    code = PublicCodeField()
    period = models.ForeignKey(MonitoringPeriod, models.PROTECT, related_name="publications")
    content = models.JSONField("内容")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    shown_until = models.DateField("公布至", null=True)
    published_at = models.DateTimeField("公布时间")
    published_by = models.CharField("公布人编号", max_length=12)
    withdrawn_at = models.DateTimeField("撤下时间", null=True)
    withdrawn_by = models.CharField(max_length=12, blank=True)
    reason = models.CharField("撤下理由", max_length=500, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        ("content", "file", "shown_until", "published_at"), _PUBLIC
    ) | dict.fromkeys(
        ("id", "code", "period", "published_by", "withdrawn_at", "withdrawn_by", "reason"),
        _INTERNAL,
    )

    class Meta:
        ordering: ClassVar = ["-period__year", "-published_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="monitoring_publication_withdrawn_whole",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="", reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def hangs(self, today: date) -> bool:
        """Whether anybody may see it on this day."""
        is_over = self.shown_until is not None and self.shown_until < today
        return self.withdrawn_at is None and not is_over

"""Campaigns, their calendar, and cohorts."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from junheng.apps.campaigns.rules import RosterFigures
from junheng.apps.campaigns.states import (
    CAMPAIGN_TRANSITIONS,
    COHORT_TRANSITIONS,
    STAMPED,
    CampaignState,
    CampaignStep,
    CohortState,
    CohortStep,
    DayKind,
)
from junheng.apps.schools.models import School
from junheng.core.access import Sensitivity
from junheng.core.files.kinds import MEBIBYTE, FileKind
from junheng.core.files.models import StoredFile
from junheng.core.secrets.codes import PublicCodeField
from junheng.core.workflow.rows import StatefulModel, state_constraints
from junheng.profiles import Stage

PLAN_FILE = FileKind(
    name="campaigns.plan",
    suffix=".pdf",
    media_type="application/pdf",
    is_private=False,
    kept_for=None,
    largest_bytes=20 * MEBIBYTE,
)
GRADE_CODES = {Stage.PRIMARY: "p1", Stage.JUNIOR: "j1"}
GRADE_LABELS = {Stage.PRIMARY: "一年级", Stage.JUNIOR: "七年级"}
EXEMPT = "exempt"
"""Beside the states, what a list calls a cohort that is approved and needs no draw."""
_INTERNAL, _PUBLIC = Sensitivity.INTERNAL, Sensitivity.PUBLIC


class Campaign(StatefulModel):
    """A year's work of the county; one a year.

    `plan_on` is the day on which the plan was made public, on paper or on the bureau's site;
    `plan_published_at` the moment in which it was published here.
    """

    TRANSITIONS = CAMPAIGN_TRANSITIONS
    STAMPS: ClassVar = {CampaignStep.PUBLISH: "plan_published", CampaignStep.CLOSE: "closed"}

    year = models.PositiveSmallIntegerField(
        "年度", unique=True, validators=[MinValueValidator(2020), MaxValueValidator(2099)]
    )
    county_code = models.CharField("行政区划代码", max_length=6)
    title = models.CharField("名称", max_length=80)
    suite = models.CharField("密码算法组", max_length=8)
    state = models.CharField(
        "状态", max_length=16, choices=CampaignState.choices, default=CampaignState.DRAFT
    )
    plan_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="工作方案"
    )
    plan_on = models.DateField("方案公布日期", null=True)
    enrolment_plan_on = models.DateField("招生方案公布日期", null=True)
    opened_at = models.DateTimeField("开始时间")
    plan_published_at = models.DateTimeField("公布时间", null=True)
    plan_published_by = models.CharField("公布人编号", max_length=12, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True)
    closed_by = models.CharField("结束人编号", max_length=12, blank=True)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _PUBLIC,
        "year": _PUBLIC,
        "county_code": _PUBLIC,
        "title": _PUBLIC,
        "suite": _PUBLIC,
        "state": _PUBLIC,
        "plan_file": _PUBLIC,
        "plan_on": _PUBLIC,
        "enrolment_plan_on": _PUBLIC,
        "opened_at": _INTERNAL,
        "plan_published_at": _PUBLIC,
        "plan_published_by": _INTERNAL,
        "closed_at": _INTERNAL,
        "closed_by": _INTERNAL,
    }

    class Meta:
        verbose_name = "年度工作"
        ordering: ClassVar = ["-year"]
        constraints: ClassVar = [
            *state_constraints(
                "campaigns_campaign", CampaignState.values, ["plan_published", "closed"]
            ),
            models.CheckConstraint(
                name="campaigns_campaign_plan_before_enrolment_plan",
                condition=Q(state=CampaignState.DRAFT)
                | Q(plan_file__isnull=False, plan_on__lte=F("enrolment_plan_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CalendarDay(models.Model):
    """A day of a campaign's calendar."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="days")
    kind = models.CharField("事项", max_length=16, choices=DayKind.choices)
    on = models.DateField("日期")

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "campaign": _PUBLIC,
        "kind": _PUBLIC,
        "on": _PUBLIC,
    }

    class Meta:
        ordering: ClassVar = ["on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "kind"], name="campaigns_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Cohort(StatefulModel):
    """A school's starting grade of one stage and year (起始年级).

    The five counts are what the roster comes to, written by the application of the students, and so
    is `double_count`: students that another school of the county listed before this one.
    `is_exempt` marks a single class, which needs no draw.
    """

    TRANSITIONS = COHORT_TRANSITIONS
    STAMPS = STAMPED
    LIST_STATES: ClassVar = (*CohortState.choices, (EXEMPT, "单班免编"))

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="cohorts")
    school = models.ForeignKey(School, models.PROTECT, related_name="cohorts")
    stage = models.CharField("学段", max_length=8, choices=[(s.value, s.label) for s in Stage])
    state = models.CharField(
        "状态", max_length=16, choices=CohortState.choices, default=CohortState.COLLECTING
    )
    student_count = models.PositiveIntegerField("学生数", default=0)
    inclusion_count = models.PositiveIntegerField("随班就读人数", default=0)
    confirmed_count = models.PositiveIntegerField("家长已核对", default=0)
    disputed_count = models.PositiveIntegerField("家长有异议", default=0)
    warning_count = models.PositiveIntegerField("提醒", default=0)
    double_count = models.PositiveIntegerField("也在外校名册", default=0)
    roster_at = models.DateTimeField("名册更新时间", null=True)
    class_count = models.PositiveSmallIntegerField("班级数", null=True)
    class_count_reason = models.CharField("多编班级的理由", max_length=200, blank=True)
    is_exempt = models.BooleanField("单班免编", default=False)
    returned_reason = models.CharField("退回理由", max_length=300, blank=True)
    approval_number = models.CharField("审定号", max_length=16, blank=True)

    submitted_at = models.DateTimeField("提交时间", null=True)
    submitted_by = models.CharField(max_length=12, blank=True)
    approved_at = models.DateTimeField("审定时间", null=True)
    approved_by = models.CharField(max_length=12, blank=True)
    frozen_at = models.DateTimeField("冻结时间", null=True)
    frozen_by = models.CharField(max_length=12, blank=True)
    drawn_at = models.DateTimeField("编班时间", null=True)
    drawn_by = models.CharField(max_length=12, blank=True)
    teachers_drawn_at = models.DateTimeField("抽班主任时间", null=True)
    teachers_drawn_by = models.CharField(max_length=12, blank=True)
    effective_at = models.DateTimeField("生效时间", null=True)
    effective_by = models.CharField(max_length=12, blank=True)
    published_at = models.DateTimeField("公示时间", null=True)
    published_by = models.CharField(max_length=12, blank=True)
    locked_at = models.DateTimeField("锁定时间", null=True)
    locked_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "campaign": _PUBLIC,
        "school": _PUBLIC,
        "stage": _PUBLIC,
        "state": _PUBLIC,
        "student_count": _PUBLIC,
        "inclusion_count": _INTERNAL,
        "confirmed_count": _INTERNAL,
        "disputed_count": _INTERNAL,
        "warning_count": _INTERNAL,
        "double_count": _INTERNAL,
        "roster_at": _INTERNAL,
        "class_count": _PUBLIC,
        "class_count_reason": _INTERNAL,
        "is_exempt": _PUBLIC,
        "returned_reason": _INTERNAL,
        "approval_number": _PUBLIC,
    } | {f"{stamp}_{part}": _INTERNAL for stamp in set(STAMPED.values()) for part in ("at", "by")}

    class Meta:
        verbose_name = "起始年级"
        ordering: ClassVar = ["school__code", "-stage"]
        constraints: ClassVar = [
            *state_constraints(
                "campaigns_cohort", CohortState.values, sorted(set(STAMPED.values()))
            ),
            models.UniqueConstraint(
                fields=["campaign", "school", "stage"], name="campaigns_cohort_once"
            ),
            models.UniqueConstraint(
                fields=["campaign", "approval_number"],
                condition=~Q(approval_number=""),
                name="campaigns_cohort_approval_number_once",
            ),
            models.CheckConstraint(
                name="campaigns_cohort_submitted_with_classes",
                condition=Q(state=CohortState.COLLECTING) | Q(class_count__gte=1),
            ),
            models.CheckConstraint(
                name="campaigns_cohort_approved_with_number",
                condition=Q(state__in=[CohortState.COLLECTING, CohortState.SUBMITTED])
                | ~Q(approval_number=""),
            ),
            models.CheckConstraint(
                name="campaigns_cohort_exempt_is_not_drawn",
                condition=Q(is_exempt=False) | Q(state=CohortState.APPROVED, class_count=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.stage}"

    @property
    def school_code(self) -> str:
        """The school's code, for the audit trail."""
        return self.school.code

    @property
    def list_state(self) -> str:
        """The state as lists sort by it: one of `LIST_STATES`."""
        return EXEMPT if self.is_exempt else self.state

    @property
    def title(self) -> str:
        """School and grade, as pages and papers name it."""
        return f"{self.school.name}{self.grade_label}"

    @property
    def grade_label(self) -> str:
        """一年级 or 七年级."""
        return GRADE_LABELS[Stage(self.stage)]

    @property
    def figures(self) -> RosterFigures:
        """What the roster comes to."""
        return RosterFigures(
            students=self.student_count,
            inclusion=self.inclusion_count,
            confirmed=self.confirmed_count,
            disputed=self.disputed_count,
            warnings=self.warning_count,
        )

    @property
    def unconfirmed_count(self) -> int:
        """Families whose slip has not come back."""
        return max(0, self.student_count - self.confirmed_count - self.disputed_count)

    @property
    def progress(self) -> list[tuple[str, bool]]:
        """Every state on the way by its name, and whether it is the one now."""
        return [(state.label, state == self.state) for state in CohortState]

    @property
    def unit(self) -> str:
        """The code of the unit in the record (SG1 §4.2), such as 520123.010001.p1.2026."""
        grade = GRADE_CODES[Stage(self.stage)]
        return f"{self.campaign.county_code}.{self.school.code}.{grade}.{self.campaign.year}"


class CohortDecision(models.Model):
    """A step that somebody gave words to: why returned, why more classes, why opened again.

    The audit trail, which holds no words, says that it happened; this table says why.
    """

    code = PublicCodeField()
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="decisions")
    step = models.CharField("办理", max_length=16, choices=CohortStep.choices)
    reason = models.CharField("说明", max_length=300, blank=True)
    by = models.CharField("办理人编号", max_length=12)
    by_name = models.CharField("办理人", max_length=40)
    at = models.DateTimeField("办理时间")

    sensitivity: ClassVar = dict.fromkeys(
        ("id", "code", "cohort", "step", "reason", "by", "by_name", "at"), _INTERNAL
    )

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.step}"

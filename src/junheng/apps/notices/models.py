"""Notices with their posting, what is posted with them, and objections."""

import json
from typing import Any, ClassVar, cast

from django.db import models
from django.db.models import Q

from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.apps.notices.states import (
    NOTICE_STAMPS,
    NOTICE_TRANSITIONS,
    OBJECTION_STAMPS,
    OBJECTION_TRANSITIONS,
    Channel,
    Conclusion,
    NoticeKind,
    NoticeState,
    ObjectionState,
)
from junheng.core.access import Sensitivity
from junheng.core.files.models import StoredFile
from junheng.core.secrets.codes import PublicCodeField
from junheng.core.secrets.sealed_fields import EncryptedTextField
from junheng.core.workflow.rows import StatefulModel, state_constraints

_INTERNAL, _PUBLIC = Sensitivity.INTERNAL, Sensitivity.PUBLIC
_PERSONAL = Sensitivity.PERSONAL


class Notice(StatefulModel):
    """A notice of the bureau (no cohort) or of one school.

    `body` are the words (`NoticeContent.words`) as JSON, sealed because lists of results are among
    them. `file` is the paper; the audit trail's head as printed on it is `head_sequence` and
    `head_digest`. `posted_at` is when it was put up, `recorded_at` when that was written down;
    it hangs until `shown_until`. `public_code` is its address for anybody.
    """

    TRANSITIONS = NOTICE_TRANSITIONS
    STAMPS = NOTICE_STAMPS

    public_code = PublicCodeField("公开页编号")
    kind = models.CharField("种类", max_length=12, choices=NoticeKind.choices)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="notices")
    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, related_name="notices")
    about = models.CharField("所述事项", max_length=64)
    title = models.CharField("标题", max_length=160)
    body = EncryptedTextField("内容", bound_to="code")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    head_sequence = models.BigIntegerField("审计链首序号")
    head_digest = models.CharField("审计链首", max_length=64)
    days = models.PositiveSmallIntegerField("公示天数")
    until = models.DateField("至少公示至", null=True)
    state = models.CharField(
        "状态", max_length=12, choices=NoticeState.choices, default=NoticeState.MADE
    )
    made_at = models.DateTimeField("生成时间")
    made_by = models.CharField("生成人编号", max_length=60)
    place = models.CharField("张贴地点", max_length=100, blank=True)
    posted_at = models.DateTimeField("张贴时间", null=True)
    shown_until = models.DateField("公示至", null=True)
    photo = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("登记时间", null=True)
    recorded_by = models.CharField(max_length=12, blank=True)
    taken_down_at = models.DateTimeField("撤下时间", null=True)
    taken_down_by = models.CharField(max_length=12, blank=True)
    withdrawn_at = models.DateTimeField("作废时间", null=True)
    withdrawn_by = models.CharField(max_length=12, blank=True)
    withdrawn_reason = models.CharField("作废理由", max_length=300, blank=True)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "public_code": _PUBLIC,
        "kind": _PUBLIC,
        "campaign": _PUBLIC,
        "cohort": _PUBLIC,
        "about": _PUBLIC,
        "title": _PUBLIC,
        "body": _PERSONAL,
        "file": _PERSONAL,
        "head_sequence": _PUBLIC,
        "head_digest": _PUBLIC,
        "days": _PUBLIC,
        "until": _PUBLIC,
        "state": _PUBLIC,
        "made_at": _PUBLIC,
        "made_by": _INTERNAL,
        "place": _PUBLIC,
        "posted_at": _PUBLIC,
        "shown_until": _PUBLIC,
        "photo": _INTERNAL,
        "recorded_at": _INTERNAL,
        "recorded_by": _INTERNAL,
        "taken_down_at": _INTERNAL,
        "taken_down_by": _INTERNAL,
        "withdrawn_at": _INTERNAL,
        "withdrawn_by": _INTERNAL,
        "withdrawn_reason": _INTERNAL,
    }

    class Meta:
        verbose_name = "公告"
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["state", "shown_until"])]
        constraints: ClassVar = [
            *state_constraints("notices_notice", NoticeState.values, NOTICE_STAMPS.values()),
            # Two, because a missing cohort is equal to nothing.
            models.UniqueConstraint(
                name="notices_one_about_one_thing",
                fields=["kind", "cohort", "about"],
                condition=~Q(state=NoticeState.WITHDRAWN),
            ),
            models.UniqueConstraint(
                name="notices_one_about_one_thing_of_the_bureau",
                fields=["kind", "campaign", "about"],
                condition=Q(cohort__isnull=True) & ~Q(state=NoticeState.WITHDRAWN),
            ),
            models.CheckConstraint(
                name="notices_posted_with_place_time_photo",
                condition=Q(recorded_at__isnull=True)
                | (
                    Q(
                        posted_at__isnull=False,
                        shown_until__isnull=False,
                        photo__isnull=False,
                    )
                    & ~Q(place="")
                ),
            ),
            models.CheckConstraint(
                name="notices_hanging_ones_are_posted",
                condition=~Q(state__in=[NoticeState.POSTED, NoticeState.TAKEN_DOWN])
                | Q(recorded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="notices_withdrawn_with_reason",
                condition=~Q(state=NoticeState.WITHDRAWN) | ~Q(withdrawn_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def school_code(self) -> str:
        """The school's code, for the audit trail; empty for a notice of the bureau."""
        return self.cohort.school_code if self.cohort else ""

    @property
    def words(self) -> dict[str, Any]:
        """The words of the notice: paragraphs, facts and tables."""
        return cast("dict[str, Any]", json.loads(self.body))


class Attachment(models.Model):
    """A paper that is posted together with a notice, such as the plan itself."""

    code = PublicCodeField()
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="attachments")
    title = models.CharField("名称", max_length=80)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "notice": _INTERNAL,
        "title": _PUBLIC,
        "file": _PERSONAL,
    }

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.title


class Objection(StatefulModel):
    """An objection to a notice (异议), its deadline and its answer.

    From whom it came is sealed; what came in at the bureau is kept from the school (CP-02).
    """

    TRANSITIONS = OBJECTION_TRANSITIONS
    STAMPS = OBJECTION_STAMPS

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="objections")
    state = models.CharField(
        "状态", max_length=12, choices=ObjectionState.choices, default=ObjectionState.OPEN
    )
    at_bureau = models.BooleanField("教育局收到")
    channel = models.CharField("来源", max_length=12, choices=Channel.choices)
    received_on = models.DateField("收到日期")
    due_on = models.DateField("答复期限")
    person = EncryptedTextField("提出人", bound_to="code", default="")
    contact = EncryptedTextField("联系方式", bound_to="code", default="")
    content = EncryptedTextField("内容", bound_to="code")
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.CharField("登记人编号", max_length=12)
    conclusion = models.CharField("结论", max_length=12, choices=Conclusion.choices, blank=True)
    answer = EncryptedTextField("答复", bound_to="code", default="")
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "notice": _INTERNAL,
        "state": _INTERNAL,
        "at_bureau": _INTERNAL,
        "channel": _INTERNAL,
        "received_on": _INTERNAL,
        "due_on": _INTERNAL,
        "person": _PERSONAL,
        "contact": _PERSONAL,
        "content": _PERSONAL,
        "recorded_at": _INTERNAL,
        "recorded_by": _INTERNAL,
        "conclusion": _INTERNAL,
        "answer": _PERSONAL,
        "answered_at": _INTERNAL,
        "answered_by": _INTERNAL,
    }

    class Meta:
        verbose_name = "异议"
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            *state_constraints(
                "notices_objection", ObjectionState.values, OBJECTION_STAMPS.values()
            ),
            models.CheckConstraint(
                name="notices_answered_with_conclusion",
                condition=~Q(state=ObjectionState.ANSWERED) | ~Q(conclusion=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def school_code(self) -> str:
        """The school's code, for the audit trail."""
        return self.notice.school_code

"""Complaints with their evidence, what was referred to schools, and who stays away from them."""

from datetime import timedelta
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from junheng.apps.complaints.states import (
    COMPLAINT_STAMPS,
    COMPLAINT_TRANSITIONS,
    OPEN_STATES,
    REFERRAL_STAMPS,
    REFERRAL_TRANSITIONS,
    About,
    Category,
    Channel,
    ComplaintState,
    Conclusion,
    NoteKind,
    ReferralState,
    ReplyWay,
    UnrepliedGround,
)
from junheng.apps.notices.models import Objection
from junheng.apps.schools.models import School
from junheng.core.access import Sensitivity
from junheng.core.files.kinds import MEBIBYTE, FileKind
from junheng.core.files.models import StoredFile
from junheng.core.secrets.codes import PublicCodeField
from junheng.core.secrets.sealed_fields import EncryptedTextField, IdentityIndexField
from junheng.core.workflow.rows import StatefulModel, state_constraints

_INTERNAL, _PERSONAL = Sensitivity.INTERNAL, Sensitivity.PERSONAL
_SECRET = Sensitivity.SECRET
_KEPT_FOR: Final = timedelta(days=5 * 366)

PICTURE_FILE: Final = FileKind(
    name="complaints.picture",
    suffix=".jpg",
    media_type="image/jpeg",
    is_private=True,
    kept_for=_KEPT_FOR,
)
PAPER_FILE: Final = FileKind(
    name="complaints.paper",
    suffix=".pdf",
    media_type="application/pdf",
    is_private=True,
    kept_for=_KEPT_FOR,
    largest_bytes=30 * MEBIBYTE,
)


class Complaint(StatefulModel):
    """One complaint. Nobody at a school sees this row; a school sees `Referral`s.

    `number` (2026-0001) and a secret code, kept as a blind index, together open its state page.
    `form` is the blind index of the web form it came by: the same form sent twice is one complaint.
    `due_on` is when the next step is due, None at the end; `reply_due_on` when the reply is.
    """

    TRANSITIONS = COMPLAINT_TRANSITIONS
    STAMPS = COMPLAINT_STAMPS

    year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("序号")
    number = models.CharField("编号", max_length=12, unique=True)
    secret_index = IdentityIndexField()
    form = models.CharField("来源表单", max_length=97, null=True, unique=True)
    channel = models.CharField("来源", max_length=12, choices=Channel.choices)
    category = models.CharField("类别", max_length=12, choices=Category.choices)
    about = models.CharField("反映对象", max_length=10, choices=About.choices)
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+")
    accused = EncryptedTextField("被反映人", bound_to="code", default="")
    content = EncryptedTextField("内容", bound_to="code")
    person = EncryptedTextField("投诉人", bound_to="code", default="")
    contact = EncryptedTextField("联系方式", bound_to="code", default="")
    objection = models.ForeignKey(Objection, models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        "状态", max_length=16, choices=ComplaintState.choices, default=ComplaintState.RECEIVED
    )
    received_on = models.DateField("收到日期")
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.CharField("登记人编号", max_length=12)
    due_on = models.DateField("本步期限", null=True)
    reply_due_on = models.DateField("答复期限", null=True)
    accepted_at = models.DateTimeField("受理时间", null=True)
    accepted_by = models.CharField(max_length=12, blank=True)
    handler_name = models.CharField("承办人", max_length=40, blank=True)
    referred_at = models.DateTimeField("转办时间", null=True)
    referred_by = models.CharField(max_length=12, blank=True)
    investigated_at = models.DateTimeField("开始调查时间", null=True)
    investigated_by = models.CharField(max_length=12, blank=True)
    declined_at = models.DateTimeField("不予受理时间", null=True)
    declined_by = models.CharField(max_length=12, blank=True)
    replied_at = models.DateTimeField("答复时间", null=True)
    replied_by = models.CharField(max_length=12, blank=True)
    reply_way = models.CharField("答复方式", max_length=10, choices=ReplyWay.choices, blank=True)
    conclusion = models.CharField("结论", max_length=10, choices=Conclusion.choices, blank=True)
    reply = EncryptedTextField("答复", bound_to="code", default="")
    closed_at = models.DateTimeField("办结时间", null=True)
    closed_by = models.CharField(max_length=12, blank=True)
    unreplied_ground = models.CharField(
        "不答复的理由", max_length=10, choices=UnrepliedGround.choices, blank=True
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "year", "serial", "number", "channel", "category", "about", "school",
            "objection", "state", "received_on", "recorded_at", "recorded_by", "due_on",
            "reply_due_on", "accepted_at", "accepted_by", "handler_name", "referred_at",
            "referred_by", "investigated_at", "investigated_by", "declined_at", "declined_by",
            "replied_at", "replied_by", "reply_way", "conclusion", "closed_at", "closed_by",
            "unreplied_ground", "withdrawn_at", "withdrawn_by",
        ),
        _INTERNAL,
    ) | {
        "secret_index": _SECRET, "form": _SECRET, "accused": _PERSONAL, "content": _PERSONAL,
        "person": _PERSONAL, "contact": _PERSONAL, "reply": _PERSONAL,
    }  # fmt: skip

    class Meta:
        verbose_name = "投诉举报"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="complaints_due")]
        constraints: ClassVar = [
            *state_constraints(
                "complaints_complaint",
                ComplaintState.values,
                sorted(set(COMPLAINT_STAMPS.values())),
            ),
            models.UniqueConstraint(name="complaints_serial_once", fields=["year", "serial"]),
            models.CheckConstraint(
                name="complaints_due_while_open",
                condition=~Q(state__in=sorted(OPEN_STATES)) | Q(due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="complaints_replied_with_conclusion",
                condition=~Q(state__in=[ComplaintState.REPLIED, ComplaintState.CLOSED])
                | ~Q(conclusion=""),
            ),
            models.CheckConstraint(
                name="complaints_unreplied_with_ground",
                condition=~Q(state=ComplaintState.CLOSED_UNREPLIED) | ~Q(unreplied_ground=""),
            ),
            models.CheckConstraint(
                name="complaints_about_a_school_or_not",
                condition=Q(about=About.SCHOOL, school__isnull=False)
                | (~Q(about=About.SCHOOL) & Q(school__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN_STATES


class Evidence(models.Model):
    """A picture or paper that came with a complaint; its name on the sender's disk is forgotten."""

    code = PublicCodeField()
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="evidence")
    place = models.PositiveSmallIntegerField("序号")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("收到时间")
    added_by = models.CharField("登记人编号", max_length=12)

    sensitivity: ClassVar = dict.fromkeys(
        ("id", "code", "complaint", "place", "added_at", "added_by"), _INTERNAL
    ) | {"file": _PERSONAL}

    class Meta:
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="complaints_evidence_place_once", fields=["complaint", "place"]
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Note(models.Model):
    """What was written down beside a complaint, by whom; nothing of it is ever changed."""

    code = PublicCodeField()
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="notes")
    kind = models.CharField("种类", max_length=12, choices=NoteKind.choices)
    text = EncryptedTextField("内容", bound_to="code")
    at = models.DateTimeField("时间")
    by = models.CharField("记录人编号", max_length=12)
    by_name = models.CharField("记录人", max_length=40, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        ("id", "code", "complaint", "kind", "at", "by", "by_name"), _INTERNAL
    ) | {"text": _PERSONAL}

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.code


class Declaration(models.Model):
    """What somebody of the bureau said of himself before he looked, or others of him.

    `is_free`: no interest in the people and the school complained about. Otherwise he stays away:
    for him the complaint does not exist. The last word about a person counts.
    """

    code = PublicCodeField()
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="declarations")
    account = models.CharField("工作人员编号", max_length=12)
    account_name = models.CharField("工作人员", max_length=40)
    is_free = models.BooleanField("无利害关系")
    said_by = models.CharField("声明人编号", max_length=12)
    said_at = models.DateTimeField("声明时间")

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "complaint", "account", "account_name", "is_free", "said_by", "said_at",
        ),
        _INTERNAL,
    )  # fmt: skip

    class Meta:
        ordering: ClassVar = ["said_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="complaints_declared_once", fields=["complaint", "account"]
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Referral(StatefulModel):
    """What a school (or a unit outside the platform) was given to look into, and its answer.

    It holds only the words that the bureau wrote for it. A school that opens it finds neither the
    complaint's number nor its moment of coming in.
    """

    TRANSITIONS = REFERRAL_TRANSITIONS
    STAMPS = REFERRAL_STAMPS

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="referrals")
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+")
    unit = models.CharField("单位", max_length=60, blank=True)
    text = EncryptedTextField("转办内容", bound_to="code")
    state = models.CharField(
        "状态", max_length=10, choices=ReferralState.choices, default=ReferralState.WAITING
    )
    sent_at = models.DateTimeField("转办时间")
    sent_by = models.CharField("转办人编号", max_length=12)
    due_on = models.DateField("回复期限")
    answer = EncryptedTextField("回复", bound_to="code", default="")
    answered_at = models.DateTimeField("回复时间", null=True)
    answered_by = models.CharField(max_length=12, blank=True)
    recalled_at = models.DateTimeField("收回时间", null=True)
    recalled_by = models.CharField(max_length=12, blank=True)

    sensitivity: ClassVar = dict.fromkeys(
        (
            "id", "code", "complaint", "school", "unit", "state", "sent_at", "sent_by", "due_on",
            "answered_at", "answered_by", "recalled_at", "recalled_by",
        ),
        _INTERNAL,
    ) | {"text": _PERSONAL, "answer": _PERSONAL}  # fmt: skip

    class Meta:
        verbose_name = "转办件"
        ordering: ClassVar = ["-sent_at", "-id"]
        constraints: ClassVar = [
            *state_constraints(
                "complaints_referral", ReferralState.values, REFERRAL_STAMPS.values()
            ),
            models.CheckConstraint(
                name="complaints_referred_to_one",
                condition=(Q(school__isnull=False, unit=""))
                | (Q(school__isnull=True) & ~Q(unit="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def school_code(self) -> str:
        """The school's code, for the audit trail."""
        return self.school.code if self.school else ""

    @property
    def to_whom(self) -> str:
        """The school's or the unit's name."""
        return self.school.name if self.school else self.unit


class Knock(models.Model):
    """How often one address did one thing in one hour; the address is a blind index, no more.

    Nothing leads from here to a complaint. Rows go after two days.
    """

    what = models.CharField("事项", max_length=8)
    who = IdentityIndexField()
    hour = models.DateTimeField("小时", db_index=True)
    count = models.PositiveIntegerField("次数", default=0)

    sensitivity: ClassVar = dict.fromkeys(("id", "what", "hour", "count"), _INTERNAL) | {
        "who": _SECRET
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="complaints_knock_once", fields=["what", "who", "hour"]),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.count}"

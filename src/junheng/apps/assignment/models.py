"""Sessions, their schools, the mirror of their ledger, and what is typed and signed around them."""

from typing import Any, ClassVar, NoReturn

from django.db import models

from junheng.apps.assignment.states import TRANSITIONS, Act, SecretKind, SessionState
from junheng.apps.campaigns.models import Campaign, Cohort
from junheng.core.access import Sensitivity
from junheng.core.files.kinds import FileKind
from junheng.core.files.models import StoredFile
from junheng.core.secrets.codes import PublicCodeField
from junheng.core.secrets.sealed_fields import EncryptedTextField
from junheng.core.workflow.rows import StatefulModel, state_constraints

_INTERNAL, _PUBLIC = Sensitivity.INTERNAL, Sensitivity.PUBLIC
_PERSONAL, _SECRET = Sensitivity.PERSONAL, Sensitivity.SECRET

SCAN_FILE = FileKind(
    name="assignment.scan",
    suffix=".pdf",
    media_type="application/pdf",
    is_private=True,
    kept_for=None,
)
PICTURE_FILE = FileKind(
    name="assignment.scan_picture",
    suffix=".jpg",
    media_type="image/jpeg",
    is_private=True,
    kept_for=None,
)


class Session(StatefulModel):
    """One draw of one school or many (现场会).

    Its folder lies below the data folder and holds the truth; `state` follows the folder's ledger.
    `underway` is an act that somebody set out to do, with what it needs in `underway_with`: it was
    written down before the folder was touched and goes when the ledger is mirrored, so that a
    power cut between the two is known for what it is.
    `destroyed_at` is when everything personal left the folder at the end of the retention, with the
    keys `destroyed_with`; `destroyed` counts what left: `kinds` files and bytes by kind, `digest`.
    """

    TRANSITIONS = TRANSITIONS

    public_code = PublicCodeField()
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="sessions")
    title = models.CharField("名称", max_length=60)
    host = models.CharField("主持单位", max_length=60)
    place = models.CharField("地点", max_length=60)
    planned_at = models.DateTimeField("现场会时间")
    state = models.CharField(
        "状态", max_length=16, choices=SessionState.choices, default=SessionState.PLANNED
    )
    freeze_number = models.PositiveSmallIntegerField("冻结次数", default=0)
    freeze_code = models.CharField("冻结码", max_length=64, blank=True)
    made_at = models.DateTimeField("安排时间")
    made_by = models.CharField("安排人编号", max_length=12)

    underway = models.CharField("正在办理", max_length=16, choices=Act.choices, blank=True)
    underway_with = models.JSONField("办理内容", default=dict)
    underway_by = models.JSONField("办理人", default=dict)
    underway_at = models.DateTimeField("开始办理时间", null=True)
    progress_done = models.PositiveIntegerField("进度", default=0)
    progress_words = models.CharField("进度说明", max_length=120, blank=True)
    fault_code = models.CharField("未办成的原因", max_length=64, blank=True)
    fault_params = models.JSONField("原因参数", default=dict)

    destroyed_at = models.DateTimeField("个人信息销毁时间", null=True)
    destroyed_with = models.CharField("随同销毁的密钥", max_length=32, blank=True)
    destroyed = models.JSONField("销毁的文件", default=dict)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "public_code": _PUBLIC,
        "campaign": _PUBLIC,
        "title": _PUBLIC,
        "host": _PUBLIC,
        "place": _PUBLIC,
        "planned_at": _PUBLIC,
        "state": _PUBLIC,
        "freeze_number": _PUBLIC,
        "freeze_code": _PUBLIC,
        "made_at": _INTERNAL,
        "made_by": _INTERNAL,
        "underway": _INTERNAL,
        "underway_with": _INTERNAL,
        "underway_by": _INTERNAL,
        "underway_at": _INTERNAL,
        "progress_done": _INTERNAL,
        "progress_words": _INTERNAL,
        "fault_code": _INTERNAL,
        "fault_params": _INTERNAL,
        "destroyed_at": _PUBLIC,
        "destroyed_with": _INTERNAL,
        "destroyed": _INTERNAL,
    }

    class Meta:
        verbose_name = "现场会"
        ordering: ClassVar = ["-planned_at", "id"]
        constraints: ClassVar = [*state_constraints("assignment_session", SessionState.values)]

    def __str__(self) -> str:
        return self.code


class SessionCohort(models.Model):
    """A starting grade in a session; facts of the freeze and codes of the ledger come in later.

    `students` and `classes` are those of the newest freeze, `result` and `lots` the codes of what
    was drawn from it.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="parts")
    cohort = models.OneToOneField(Cohort, models.PROTECT, related_name="session_part")
    unit = models.CharField("编班单位", max_length=80)
    students = models.PositiveIntegerField("学生数", default=0)
    classes = models.PositiveSmallIntegerField("班级数", default=0)
    result = models.CharField("结果码", max_length=64, blank=True)
    representatives_drawn = models.BooleanField("家长代表已抽定", default=False)
    lots = models.CharField("班主任签", max_length=64, blank=True)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "session": _PUBLIC,
        "cohort": _PUBLIC,
        "unit": _PUBLIC,
        "students": _PUBLIC,
        "classes": _PUBLIC,
        "result": _PUBLIC,
        "representatives_drawn": _PUBLIC,
        "lots": _PUBLIC,
    }

    class Meta:
        ordering: ClassVar = ["cohort__school__code", "-cohort__stage"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "unit"], name="assignment_unit_once"),
        ]

    def __str__(self) -> str:
        return self.unit


class Secret(models.Model):
    """What the platform keeps encrypted for a while: present until it is erased."""

    code = PublicCodeField()
    session = models.ForeignKey(Session, models.PROTECT, related_name="secrets")
    kind = models.CharField("内容", max_length=16, choices=SecretKind.choices)
    value = EncryptedTextField("密文")
    taken_by = models.CharField("抄写人编号", max_length=12, blank=True)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "session": _INTERNAL,
        "kind": _INTERNAL,
        "value": _SECRET,
        "taken_by": _INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "kind"], name="assignment_secret_once"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.kind}"


class LedgerEvent(models.Model):
    """The mirror of one line of a session's ledger. Triggers refuse UPDATE, DELETE and TRUNCATE.

    `line` is the event's canonical text; `place` is `<session code>:<number>`.
    """

    place = models.CharField("位置", max_length=24, primary_key=True)
    session = models.ForeignKey(Session, models.PROTECT, related_name="ledger")
    number = models.PositiveIntegerField("序号")
    kind = models.CharField("事件", max_length=24)
    line = models.TextField("原文")
    mirrored_at = models.DateTimeField("抄录时间")

    sensitivity: ClassVar = {
        "place": _INTERNAL,
        "session": _PUBLIC,
        "number": _PUBLIC,
        "kind": _PUBLIC,
        "line": _PUBLIC,
        "mirrored_at": _INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["session", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "number"], name="assignment_ledger_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.kind}"

    def save(self, **options: Any) -> None:
        """Write a new row; an existing one is never written again."""
        if not self._state.adding:
            self._refuse()
        super().save(**{**options, "force_insert": True})

    def delete(self, **_options: Any) -> NoReturn:  # type: ignore[override]
        """Refuse: what happened stays."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise TypeError("the mirror of the ledger is append-only")


class Entry(models.Model):
    """What one of two people typed from paper; both go when they differ.

    `subject` is `seed`, `lots:<unit>`, `electronic_lots:<unit>` or `representatives:<unit>`;
    `place` 1 or 2.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="entries")
    freeze_number = models.PositiveSmallIntegerField("冻结次数")
    subject = models.CharField("录入内容", max_length=100)
    place = models.PositiveSmallIntegerField("第几人")
    content = models.JSONField("录入")
    typed_by = models.CharField("录入人编号", max_length=12)
    typed_by_name = models.CharField("录入人", max_length=40)
    typed_as = models.JSONField("岗位")
    typed_at = models.DateTimeField("录入时间")

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "session": _INTERNAL,
        "freeze_number": _INTERNAL,
        "subject": _INTERNAL,
        "place": _INTERNAL,
        "content": _INTERNAL,
        "typed_by": _INTERNAL,
        "typed_by_name": _INTERNAL,
        "typed_as": _INTERNAL,
        "typed_at": _INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["subject", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "freeze_number", "subject", "place"],
                name="assignment_entry_once",
            ),
            models.CheckConstraint(
                condition=models.Q(place__in=(1, 2)), name="assignment_entry_of_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.place}"


class Signature(models.Model):
    """Somebody who signed a school's result on the spot (CA-09), as it stands on the paper."""

    code = PublicCodeField()
    part = models.ForeignKey(SessionCohort, models.PROTECT, related_name="signatures")
    result = models.CharField("结果码", max_length=64)
    role = models.CharField("身份", max_length=40)
    name = EncryptedTextField("姓名")
    organisation = models.CharField("单位", max_length=60, blank=True)
    signed_at = models.DateTimeField("签字时间")
    recorded_by = models.CharField("登记人编号", max_length=12)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "part": _INTERNAL,
        "result": _PUBLIC,
        "role": _INTERNAL,
        "name": _PERSONAL,
        "organisation": _INTERNAL,
        "signed_at": _INTERNAL,
        "recorded_by": _INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.code


class Scan(models.Model):
    """A scan of a signed paper; of one school, or of the whole session where `part` is empty."""

    code = PublicCodeField()
    session = models.ForeignKey(Session, models.PROTECT, related_name="scans")
    part = models.ForeignKey(SessionCohort, models.PROTECT, null=True, related_name="scans")
    freeze_number = models.PositiveSmallIntegerField("冻结次数")
    title = models.CharField("表格", max_length=40)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    stored_at = models.DateTimeField("上传时间")
    stored_by = models.CharField("上传人编号", max_length=12)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "session": _INTERNAL,
        "part": _INTERNAL,
        "freeze_number": _INTERNAL,
        "title": _INTERNAL,
        "file": _PERSONAL,
        "stored_at": _INTERNAL,
        "stored_by": _INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.code


class Recording(models.Model):
    """A video of the ceremony: where it is kept; its bytes stay with whoever took it."""

    code = PublicCodeField()
    session = models.ForeignKey(Session, models.PROTECT, related_name="recordings")
    freeze_number = models.PositiveSmallIntegerField("冻结次数")
    file_name = models.CharField("文件名或光盘编号", max_length=80)
    keeper = models.CharField("保管单位", max_length=60)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    digest = models.CharField("校验值", max_length=64, blank=True)
    recorded_by = models.CharField("登记人编号", max_length=12)

    sensitivity: ClassVar = {
        "id": _INTERNAL,
        "code": _INTERNAL,
        "session": _INTERNAL,
        "freeze_number": _INTERNAL,
        "file_name": _INTERNAL,
        "keeper": _INTERNAL,
        "starts_at": _INTERNAL,
        "ends_at": _INTERNAL,
        "digest": _INTERNAL,
        "recorded_by": _INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="assignment_recording_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.code

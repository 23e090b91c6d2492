"""The inventory of personal data (个人信息清单), read from the models themselves.

Each column's class comes from its model, how it lies on the disk from the kind of its field. What
no model can know, why it is held and when it goes, is declared here once for each table; tests
refuse a table that is missing here, and one that holds nothing any more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.apps import apps
from django.db.models import Field, Model

from junheng.core.access import Sensitivity
from junheng.core.files.models import StoredFile
from junheng.core.secrets.sealed_fields import (
    BlindIndexField,
    EncryptedTextField,
    IdentityIndexField,
)

_INTERNAL, _PERSONAL = Sensitivity.INTERNAL, Sensitivity.PERSONAL
_SECRET = Sensitivity.SECRET


class Lies(StrEnum):
    """How a value lies on the disk."""

    ENCRYPTED = "encrypted"
    INDEX = "keyed digest"
    FILE = "kept file"
    HASH = "hash"
    PLAIN = "plain"

    @property
    def words(self) -> str:
        """As the page says it."""
        return {
            Lies.ENCRYPTED: "加密",
            Lies.INDEX: "加密摘要（只供查找）",
            Lies.FILE: "加密文件",
            Lies.HASH: "单向散列",
            Lies.PLAIN: "明文",
        }[self]


class Leaves(StrEnum):
    """When a value goes."""

    YEAR = "with the year's keys"
    FILE = "on the file's retention day"
    ACCOUNT = "stays with the account"
    RECORD = "stays with the record"
    CHAIN = "never: a chain"
    SOON = "within days"

    @property
    def words(self) -> str:
        """As the page says it."""
        return {
            Leaves.YEAR: "保存期满，随年度密钥销毁",
            Leaves.FILE: "文件保存期满，由每晚的任务销毁",
            Leaves.ACCOUNT: "随工作账号保存",
            Leaves.RECORD: "随业务记录保存",
            Leaves.CHAIN: "不删除：审计记录是一条链",
            Leaves.SOON: "几天之内清除",
        }[self]


@dataclass(frozen=True)
class Purpose:
    """Of one table: its title, about whom, why it is held, and when what lies plain goes."""

    title: str
    about: str
    why: str
    plain_leaves: Leaves = Leaves.RECORD


@dataclass(frozen=True)
class Column:
    """One column with data of people, or a secret."""

    name: str
    title: str
    sensitivity: Sensitivity
    lies: Lies
    leaves: Leaves


@dataclass(frozen=True)
class Holding:
    """One table with such columns."""

    label: str
    table: str
    purpose: Purpose
    columns: tuple[Column, ...]


_FAMILY, _CHILD, _STAFF, _MACHINE = "学生和家长", "学生", "工作人员", "平台"

PURPOSES: Final[Mapping[str, Purpose]] = {
    "students.Student": Purpose("学生", _CHILD, "编班、核对、发凭条"),
    "students.Roster": Purpose("名册的表头和提示", _CHILD, "还原学校报来的名册"),
    "students.SiblingGroup": Purpose("多胞胎", _CHILD, "尊重家长同班或分班的意愿"),
    "students.StudentChange": Purpose("学生资料的更改", _CHILD, "说明为什么改"),
    "students.Dispute": Purpose("家长对资料的意见", _FAMILY, "更正名册", Leaves.FILE),
    "students.DoubleListing": Purpose("重复在册", _CHILD, "一个学生只在一所学校编班"),
    "students.RosterImport": Purpose("名册导入的预览", _CHILD, "确认前先看一遍"),
    "guardians.Guardian": Purpose("家长查询账号", _FAMILY, "家长只看到自己的孩子"),
    "guardians.Failures": Purpose("查询失败次数", _FAMILY, "防止猜查询码", Leaves.SOON),
    "guardians.Sheet": Purpose("备好的凭条", _CHILD, "公布当晚家长查询"),
    "guardians.RightsRequest": Purpose("家长的个人信息请求", _FAMILY, "查阅、复制、更正、删除"),
    "outbox.Message": Purpose("短信", _FAMILY, "家长要求的短信通知"),
    "outbox.Recipient": Purpose("家长手机号", _FAMILY, "家长同意后发短信"),
    "notices.Notice": Purpose("公告公示", _CHILD, "公示（姓名已遮盖）", Leaves.FILE),
    "notices.Attachment": Purpose("公告的照片", _FAMILY, "证明已张贴", Leaves.FILE),
    "notices.Objection": Purpose("异议", _FAMILY, "答复异议人"),
    "assignment.Secret": Purpose("现场会用的密值", _MACHINE, "封存包口令、抽签数字，用完即清除"),
    "assignment.Signature": Purpose("现场签字", "监督人员", "证明在场"),
    "assignment.Scan": Purpose("签字表格的扫描件", "监督人员和家长代表", "归档", Leaves.FILE),
    "adjustments.LateBatch": Purpose("补录批次", _CHILD, "补录抽签"),
    "adjustments.ChangeRequest": Purpose("特殊情况调整", _CHILD, "审批调整"),
    "adjustments.Difference": Purpose("与学籍的差异", _CHILD, "学籍核对"),
    "teams.TeacherRoster": Purpose("任课教师名单", "教师", "组建相当的教学团队"),
    "inspections.Visit": Purpose("督查记录", _STAFF, "督查"),
    "inspections.FoundClassList": Purpose(
        "督查时的班级名单", _CHILD, "检验名单是否随机，检验后销毁", Leaves.SOON
    ),
    "inspections.ListDifference": Purpose("名单的不一致", _CHILD, "找出被换班的学生（姓名已遮盖）"),
    "inspections.Finding": Purpose("督查意见", _STAFF, "整改"),
    "rectifications.Rectification": Purpose("整改", _STAFF, "整改"),
    "rectifications.Entry": Purpose("整改进展", _STAFF, "整改"),
    "rectifications.Evidence": Purpose("整改材料", _STAFF, "证明已整改", Leaves.FILE),
    "complaints.Complaint": Purpose("投诉举报", "投诉人和被反映人", "受理、答复；隐去投诉人"),
    "complaints.Evidence": Purpose("投诉的材料", "投诉人和被反映人", "核实", Leaves.FILE),
    "complaints.Note": Purpose("投诉的办理记录", "投诉人和被反映人", "办理"),
    "complaints.Referral": Purpose("转办件", "被反映人", "请学校核实（不含投诉人）"),
    "complaints.Knock": Purpose("投诉的频次", "投诉人", "防止滥发", Leaves.SOON),
    "accounts.User": Purpose("工作账号", _STAFF, "知道谁办的事", Leaves.ACCOUNT),
    "accounts.SecondFactor": Purpose("动态口令", _STAFF, "管理员第二重登录", Leaves.ACCOUNT),
    "accounts.PasswordUsed": Purpose("用过的密码", _STAFF, "不重复使用旧密码", Leaves.ACCOUNT),
    "accounts.SignIn": Purpose("登录记录", _STAFF, "本人查看在哪里登录过", Leaves.ACCOUNT),
    "care.BackupKey": Purpose("备份口令和签名私钥", _MACHINE, "加密、签名备份"),
    "secrets.YearKey": Purpose("年度密钥", _MACHINE, "加密全部个人信息"),
    "audit.AuditEntry": Purpose(
        "审计记录", _STAFF, "谁在何时办了什么；不含学生姓名和证件号", Leaves.CHAIN
    ),
    "jobs.JobRun": Purpose("后台任务", _STAFF, "谁提出的任务"),
    "sessions.Session": Purpose("登录会话", _STAFF, "保持登录", Leaves.SOON),
}

BELOW: Final[Mapping[str, Mapping[str, Sensitivity]]] = {
    "sessions.Session": {
        "session_key": _SECRET, "session_data": _SECRET, "expire_date": _INTERNAL,
    },
    "django_tasks_database.DBTaskResult": dict.fromkeys(
        (
            "id", "status", "enqueued_at", "started_at", "finished_at", "args_kwargs", "priority",
            "task_path", "worker_ids", "queue_name", "backend_name", "run_after", "return_value",
            "exception_class_path", "traceback",
        ),
        _INTERNAL,
    ),
    "secrets.YearKey": dict.fromkeys(
        ("id", "key_id", "suite", "wrapped_by", "made_at", "destroyed_at"), _INTERNAL
    ) | {"wrapped": _SECRET},
    "audit.AuditEntry": dict.fromkeys(
        (
            "sequence", "at", "actor_kind", "actor_id", "actor_school_code", "event",
            "subject_kind", "subject_code", "subject_school_code", "payload", "previous_digest",
            "digest",
        ),
        _INTERNAL,
    ) | {"actor_name": _PERSONAL},
    "audit.AuditHead": dict.fromkeys(("id", "suite", "sequence", "digest"), _INTERNAL),
    "files.StoredFile": dict.fromkeys(
        (
            "id", "code", "kind", "suffix", "media_type", "digest", "size", "key_id", "stored_at",
            "keep_until", "removed_at",
        ),
        _INTERNAL,
    ),
    "jobs.JobRun": dict.fromkeys(
        (
            "id", "code", "job", "arguments", "lock_key", "state", "asked_by_kind", "asked_by_id",
            "asked_by_school_code", "asked_at", "started_at", "finished_at", "done", "total",
            "fault_code", "fault_params", "attempts", "claim", "worker", "lease_until", "task_id",
        ),
        _INTERNAL,
    ) | {"asked_by_name": _PERSONAL},
}  # fmt: skip
"""Tables of the layers below the classes of data, and of the framework."""

_TITLES: Final[Mapping[str, str]] = {
    "password": "密码",
    "file": "文件",
    "waiting": "名单文件",
    "who": "来源的摘要",
    "query_index": "查询码的摘要",
    "secret_index": "查询口令的摘要",
    "recipient_index": "手机号的摘要",
    "phone_index": "手机号的摘要",
    "identity_index": "证件号的摘要",
    "frame": "表头",
    "warnings": "提醒",
    "reading": "读到的名册",
    "id": "编号",
    "code": "公开编号",
    "cohort": "起始年级",
}
"""Fields that are called in no form and on no page, as the inventory calls them."""

_HASHES: Final = frozenset(("accounts.User.password", "accounts.PasswordUsed.password"))


def sensitivity_of(model: type[Model]) -> Mapping[str, Sensitivity]:
    """The class of each column of a table; empty where none is declared."""
    declared: Mapping[str, Sensitivity] = getattr(model, "sensitivity", {})
    return declared or BELOW.get(model._meta.label, {})  # noqa: SLF001 - Django's documented name


def holdings() -> Iterator[Holding]:
    """Every table with data of people or secrets, in the order of their labels."""
    for model in sorted(apps.get_models(), key=lambda one: str(one._meta.label)):  # noqa: SLF001 - as above
        label = model._meta.label  # noqa: SLF001 - as above
        purpose = PURPOSES.get(label)
        if purpose is not None:
            columns = tuple(_columns(model, purpose))
            yield Holding(label, str(model._meta.db_table), purpose, columns)  # noqa: SLF001 - as above


def _columns(model: type[Model], purpose: Purpose) -> Iterator[Column]:
    classes = sensitivity_of(model)
    for field in model._meta.concrete_fields:  # noqa: SLF001 - as above
        sensitivity = classes[field.name]
        if sensitivity in {_PERSONAL, _SECRET}:
            lies = _lies(model, field)
            leaves = purpose.plain_leaves
            if lies in {Lies.ENCRYPTED, Lies.INDEX} and leaves is not Leaves.SOON:
                leaves = Leaves.YEAR
            elif lies is Lies.FILE and leaves is not Leaves.SOON:
                leaves = Leaves.FILE
            title = str(field.verbose_name)
            if title.isascii():
                title = _TITLES.get(field.name, title)
            yield Column(str(field.column), title, sensitivity, lies, leaves)


def _lies(model: type[Model], field: Field[Any, Any]) -> Lies:
    if isinstance(field, EncryptedTextField):
        return Lies.ENCRYPTED
    if isinstance(field, BlindIndexField | IdentityIndexField):
        return Lies.INDEX
    if field.related_model is StoredFile:
        return Lies.FILE
    if f"{model._meta.label}.{field.name}" in _HASHES:  # noqa: SLF001 - as above
        return Lies.HASH
    return Lies.PLAIN


BEGINS: Final = "<!-- from the models: python -m django inventory -->"
ENDS: Final = "<!-- end of what comes from the models -->"


def document() -> str:
    """The inventory as the table of docs/operate/personal-data.md."""
    lines = [
        BEGINS,
        "",
        "| table | column | class | lies | goes |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| `{holding.table}` | `{column.name}` | {column.sensitivity} | {column.lies} | "
        f"{column.leaves} |"
        for holding in holdings()
        for column in holding.columns
    ]
    return "\n".join([*lines, "", ENDS])


def with_document(page: str) -> str:
    """A page with its table renewed; raises ValueError where the page has no place for it."""
    head, begins, rest = page.partition(BEGINS)
    _, ends, tail = rest.partition(ENDS)
    if not begins or not ends:
        raise ValueError("the page has no place for the inventory")
    return head + document() + tail

"""What the audit trail says about the bureau and its schools."""

from dataclasses import dataclass

from junheng.core.audit.events import AuditEvent


@dataclass(frozen=True, kw_only=True)
class SchoolsImported(AuditEvent):
    """A sheet of schools was confirmed."""

    NAME = "schools.school.import"
    SENTENCE = "导入学校名单：新增 %(new)d 所，变化 %(changed)d 所，不变 %(same)d 所。"
    file_digest: str
    new: int
    changed: int
    same: int


@dataclass(frozen=True, kw_only=True)
class BureauDescribed(AuditEvent):
    """The bureau's own data were written."""

    NAME = "schools.bureau.describe"
    SENTENCE = "填写教育局资料：行政区划代码 %(county_code)s，地方规则 %(profile)s。"
    county_code: str
    profile: str


@dataclass(frozen=True, kw_only=True)
class BureauChanged(AuditEvent):
    """The bureau's own data were changed by two people; the values stand with the proposal."""

    NAME = "schools.bureau.change"
    SENTENCE = "修改教育局资料，项目：%(fields)s，地方规则 %(profile)s。"
    fields: str
    profile: str


@dataclass(frozen=True, kw_only=True)
class ContactsSet(AuditEvent):
    """The table of telephones for complaints was replaced by two people."""

    NAME = "schools.contact.set"
    SENTENCE = "更换监督举报电话表，共 %(units)d 个单位，内容摘要 %(digest)s。"
    units: int
    digest: str

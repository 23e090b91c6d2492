"""What the audit trail says about students; never a name, a number or a word of a family."""

from dataclasses import dataclass
from typing import ClassVar

from junheng.apps.students.states import Answer
from junheng.core.audit.events import AuditEvent


@dataclass(frozen=True, kw_only=True)
class RosterUploaded(AuditEvent):
    """A roster was read for its preview."""

    NAME = "students.roster.upload"
    SENTENCE = (
        "上传名册预览：新增 %(new)d，变化 %(changed)d，不变 %(same)d，"
        "表中没有 %(missing)d，错误 %(faults)d 处，文件摘要 %(digest)s。"
    )
    digest: str
    new: int
    changed: int
    same: int
    missing: int
    faults: int


@dataclass(frozen=True, kw_only=True)
class ColumnsRefused(AuditEvent):
    """Columns that must not steer an assignment were not loaded.

    Headings are Chinese words, which this trail does not hold: it has their letters in the sheet
    and the digest of their names, which stand with the import.
    """

    NAME = "students.column.refuse"
    SENTENCE = "拒收名册中 %(count)d 列（第 %(columns)s 列），列名摘要 %(names_digest)s。"
    count: int
    columns: str
    names_digest: str


@dataclass(frozen=True, kw_only=True)
class RosterImported(AuditEvent):
    """A previewed roster became the roster of the cohort."""

    NAME = "students.roster.import"
    SENTENCE = (
        "写入名册：新增 %(new)d，变化 %(changed)d，不变 %(same)d，撤出 %(withdrawn)d；"
        "文件摘要 %(digest)s，名册第 %(version)d 版。"
    )
    digest: str
    version: int
    new: int
    changed: int
    same: int
    withdrawn: int


@dataclass(frozen=True, kw_only=True)
class StudentViewed(AuditEvent):
    """One child's record was opened."""

    NAME = "students.student.view"
    SENTENCE = "查看一名学生的资料。"


@dataclass(frozen=True, kw_only=True)
class StudentSearched(AuditEvent):
    """An identity number was looked for."""

    NAME = "students.student.search"
    SENTENCE = "按证件号查找学生，找到 %(found)d 条。"
    found: int


@dataclass(frozen=True, kw_only=True)
class StudentCorrected(AuditEvent):
    """One child's record was corrected; the reason stands with the student."""

    NAME = "students.student.correct"
    SENTENCE = "更正一名学生的资料，项目：%(fields)s。"
    fields: str


@dataclass(frozen=True, kw_only=True)
class StudentEntered(AuditEvent):
    """One child was typed in; the reason stands with the student."""

    NAME = "students.student.enter"
    SENTENCE = "单独登记一名学生。"


@dataclass(frozen=True, kw_only=True)
class DoublesFound(AuditEvent):
    """Children on this list stand on another one of the county too."""

    NAME = "students.double.find"
    SENTENCE = "发现 %(found)d 名学生同时在其他学校的名册或补录名单上，学校代码：%(schools)s。"
    found: int
    schools: str


@dataclass(frozen=True, kw_only=True)
class DoubleDecided(AuditEvent):
    """The bureau decided which school keeps a child; the reason stands with the case."""

    NAME = "students.double.settle"
    SENTENCE = "决定重复在册的学生留在 %(kept)s，从 %(left)s 的名单撤出。"
    kept: str
    left: str


@dataclass(frozen=True, kw_only=True)
class StudentWithdrawn(AuditEvent):
    """A child was taken off the roster."""

    NAME = "students.student.withdraw"
    SENTENCE = "撤出一名学生。"


@dataclass(frozen=True, kw_only=True)
class SiblingsSet(AuditEvent):
    """What is said of siblings of one birth was changed."""

    NAME = "students.siblings.set"
    SENTENCE = "登记多胞胎意愿：%(members)d 人，意愿：%(wish)s。"
    WORDS: ClassVar = {"wish": {"together": "同班", "apart": "不同班", "none": "无要求"}}
    members: int
    wish: str


@dataclass(frozen=True, kw_only=True)
class SlipsPrinted(AuditEvent):
    """Confirmation slips were made for printing."""

    NAME = "students.slips.print"
    SENTENCE = "生成核对单 %(slips)d 份。"
    slips: int


@dataclass(frozen=True, kw_only=True)
class AnswersRecorded(AuditEvent):
    """Families' answers were recorded."""

    NAME = "students.answer.record"
    SENTENCE = "登记核对单交回：%(students)d 份，结果：%(answer)s。"
    WORDS: ClassVar = {"answer": dict(Answer.choices)}
    students: int
    answer: str


@dataclass(frozen=True, kw_only=True)
class RosterMarked(AuditEvent):
    """The marked workbook, which holds the children's data, was taken away."""

    NAME = "students.roster.download"
    SENTENCE = "下载标注后的名册文件。"


@dataclass(frozen=True, kw_only=True)
class QueryCodeReplaced(AuditEvent):
    """A child got another query code; the old one opens nothing."""

    NAME = "students.query_code.replace"
    SENTENCE = "更换一名学生的查询码。"


@dataclass(frozen=True, kw_only=True)
class DisputePictureTaken(AuditEvent):
    """The picture that a family attached to its objection was looked at."""

    NAME = "students.dispute_picture.view"
    SENTENCE = "查看一名学生的家长所附的图片。"

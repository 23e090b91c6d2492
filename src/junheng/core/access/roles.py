"""Roles, permissions, and which role has which: the one place where rights are given.

An application adds its permissions here, in a paragraph of its own, and gives them to roles below.
There is no role that may do everything.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """A duty at a place (protocol §4.1: duties are separate accounts)."""

    BUREAU_OPERATOR = "bureau_operator"
    BUREAU_REVIEWER = "bureau_reviewer"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"
    SCHOOL_CLERK = "school_clerk"
    PRINCIPAL = "principal"
    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"

    @property
    def label(self) -> str:
        """Its name on the pages."""
        return _LABELS[self]

    @property
    def is_at_school(self) -> bool:
        """Whether a post of this role is always at one school."""
        return self in _AT_SCHOOL


_LABELS: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.BUREAU_OPERATOR: "局操作员",
        Role.BUREAU_REVIEWER: "局复核",
        Role.SYSTEM_ADMIN: "系统管理员",
        Role.SECURITY_ADMIN: "安全管理员",
        Role.AUDIT_ADMIN: "审计管理员",
        Role.SCHOOL_CLERK: "学校填报",
        Role.PRINCIPAL: "校长",
        Role.INSPECTOR: "责任督学",
        Role.SUPERVISOR: "纪检监督",
    }
)
_AT_SCHOOL: Final = frozenset((Role.SCHOOL_CLERK, Role.PRINCIPAL))

ADMINISTRATORS: Final = frozenset((Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN))
"""Three people who each hold one of these posts and no other (三员分立)."""


class Permission(StrEnum):
    """What can be allowed: APP_VERB."""

    SCHOOLS_VIEW = "schools.view"
    SCHOOLS_IMPORT = "schools.import"
    BUREAU_EDIT = "bureau.edit"

    ACCOUNTS_VIEW = "accounts.view"
    ACCOUNTS_OPEN = "accounts.open"
    ACCOUNTS_AUTHORISE = "accounts.authorise"

    TRAIL_VIEW = "trail.view"
    TRAIL_CHECK = "trail.check"
    TRAIL_EXPORT = "trail.export"

    CARE_VIEW = "care.view"
    CARE_BACKUP = "care.backup"
    CARE_KEYS = "care.keys"

    CAMPAIGNS_VIEW = "campaigns.view"
    CAMPAIGNS_MANAGE = "campaigns.manage"
    COHORTS_SUBMIT = "cohorts.submit"
    COHORTS_REVIEW = "cohorts.review"
    COHORTS_REOPEN = "cohorts.reopen"

    STUDENTS_VIEW = "students.view"
    STUDENTS_NAMES = "students.names"
    STUDENTS_OPEN = "students.open"
    STUDENTS_EDIT = "students.edit"
    STUDENTS_DOUBLES = "students.doubles"

    TEACHERS_VIEW = "teachers.view"
    TEACHERS_EDIT = "teachers.edit"
    TEACHERS_SUBMIT = "teachers.submit"
    TEACHERS_FILE = "teachers.file"

    NOTICES_VIEW = "notices.view"
    NOTICES_MAKE = "notices.make"
    NOTICES_POST = "notices.post"
    NOTICES_WITHDRAW = "notices.withdraw"
    OBJECTIONS_RECORD = "objections.record"
    OBJECTIONS_ANSWER = "objections.answer"

    ASSIGNMENT_VIEW = "assignment.view"
    ASSIGNMENT_ARRANGE = "assignment.arrange"
    ASSIGNMENT_HOLD = "assignment.hold"
    ASSIGNMENT_ENTER = "assignment.enter"
    ASSIGNMENT_LOTS = "assignment.lots"
    ASSIGNMENT_SIGN = "assignment.sign"
    ASSIGNMENT_PAPERS = "assignment.papers"
    ASSIGNMENT_PUBLISH = "assignment.publish"

    ADJUSTMENTS_VIEW = "adjustments.view"
    ADJUSTMENTS_FILE = "adjustments.file"
    ADJUSTMENTS_SUBMIT = "adjustments.submit"
    ADJUSTMENTS_EXAMINE = "adjustments.examine"
    ADJUSTMENTS_DECIDE = "adjustments.decide"
    ADJUSTMENTS_ENTER = "adjustments.enter"
    ADJUSTMENTS_COUNTERSIGN = "adjustments.countersign"
    ADJUSTMENTS_WATCH = "adjustments.watch"

    FAMILIES_VIEW = "families.view"
    FAMILIES_ANSWER = "families.answer"
    FAMILIES_CODES = "families.codes"

    OVERVIEW_VIEW = "overview.view"
    OVERVIEW_EXPORT = "overview.export"

    COMPLAINTS_VIEW = "complaints.view"
    COMPLAINTS_RECORD = "complaints.record"
    COMPLAINTS_HANDLE = "complaints.handle"
    COMPLAINTS_EXPORT = "complaints.export"
    REFERRALS_VIEW = "referrals.view"
    REFERRALS_ANSWER = "referrals.answer"

    INSPECTIONS_VIEW = "inspections.view"
    INSPECTIONS_ARRANGE = "inspections.arrange"
    INSPECTIONS_ENTER = "inspections.enter"
    INSPECTIONS_ISSUE = "inspections.issue"
    INSPECTIONS_RANK = "inspections.rank"
    FINDINGS_VIEW = "findings.view"
    FINDINGS_REPLY = "findings.reply"

    RECTIFICATIONS_VIEW = "rectifications.view"
    RECTIFICATIONS_START = "rectifications.start"
    RECTIFICATIONS_WORK = "rectifications.work"
    RECTIFICATIONS_REPORT = "rectifications.report"
    RECTIFICATIONS_VERIFY = "rectifications.verify"
    RECTIFICATIONS_EXPORT = "rectifications.export"

    MONITORING_VIEW = "monitoring.view"
    MONITORING_FILL = "monitoring.fill"
    MONITORING_SUBMIT = "monitoring.submit"
    MONITORING_COUNTY = "monitoring.county"
    MONITORING_MANAGE = "monitoring.manage"
    MONITORING_REVIEW = "monitoring.review"

    OUTBOX_VIEW = "outbox.view"
    OUTBOX_MANAGE = "outbox.manage"


_P = Permission

# One permission a line: several applications add theirs, and a change reads as one.
PERMISSIONS_OF: Final[Mapping[Role, frozenset[Permission]]] = MappingProxyType(
    {
        Role.BUREAU_OPERATOR: frozenset(
            (
                _P.ADJUSTMENTS_WATCH,
                _P.INSPECTIONS_VIEW,
                _P.INSPECTIONS_ARRANGE,
                _P.INSPECTIONS_RANK,
                _P.MONITORING_VIEW,
                _P.MONITORING_COUNTY,
                _P.MONITORING_MANAGE,
                _P.RECTIFICATIONS_VIEW,
                _P.RECTIFICATIONS_START,
                _P.RECTIFICATIONS_WORK,
                _P.RECTIFICATIONS_REPORT,
                _P.RECTIFICATIONS_VERIFY,
                _P.RECTIFICATIONS_EXPORT,
                _P.COMPLAINTS_VIEW,
                _P.COMPLAINTS_RECORD,
                _P.COMPLAINTS_HANDLE,
                _P.COMPLAINTS_EXPORT,
                _P.OUTBOX_VIEW,
                _P.OUTBOX_MANAGE,
                _P.SCHOOLS_VIEW,
                _P.NOTICES_VIEW,
                _P.NOTICES_MAKE,
                _P.NOTICES_POST,
                _P.OBJECTIONS_RECORD,
                _P.OBJECTIONS_ANSWER,
                _P.TEACHERS_VIEW,
                _P.SCHOOLS_IMPORT,
                _P.BUREAU_EDIT,
                _P.CAMPAIGNS_VIEW,
                _P.CAMPAIGNS_MANAGE,
                _P.COHORTS_REOPEN,
                _P.FAMILIES_VIEW,
                _P.FAMILIES_ANSWER,
                _P.STUDENTS_VIEW,
                _P.STUDENTS_OPEN,
                _P.STUDENTS_DOUBLES,
                _P.ASSIGNMENT_VIEW,
                _P.ASSIGNMENT_ARRANGE,
                _P.ASSIGNMENT_HOLD,
                _P.ASSIGNMENT_ENTER,
                _P.ASSIGNMENT_LOTS,
                _P.ASSIGNMENT_SIGN,
                _P.ASSIGNMENT_PAPERS,
                _P.ASSIGNMENT_PUBLISH,
                _P.ADJUSTMENTS_VIEW,
                _P.ADJUSTMENTS_FILE,
                _P.ADJUSTMENTS_EXAMINE,
                _P.ADJUSTMENTS_ENTER,
                _P.OVERVIEW_VIEW,
                _P.OVERVIEW_EXPORT,
            )
        ),
        Role.BUREAU_REVIEWER: frozenset(
            (
                _P.ADJUSTMENTS_WATCH,
                _P.INSPECTIONS_VIEW,
                _P.INSPECTIONS_ISSUE,
                _P.INSPECTIONS_RANK,
                _P.MONITORING_VIEW,
                _P.MONITORING_COUNTY,
                _P.MONITORING_REVIEW,
                _P.RECTIFICATIONS_VIEW,
                _P.RECTIFICATIONS_START,
                _P.RECTIFICATIONS_WORK,
                _P.RECTIFICATIONS_REPORT,
                _P.RECTIFICATIONS_VERIFY,
                _P.RECTIFICATIONS_EXPORT,
                _P.COMPLAINTS_VIEW,
                _P.COMPLAINTS_RECORD,
                _P.COMPLAINTS_HANDLE,
                _P.COMPLAINTS_EXPORT,
                _P.OUTBOX_VIEW,
                _P.SCHOOLS_VIEW,
                _P.NOTICES_VIEW,
                _P.NOTICES_WITHDRAW,
                _P.OBJECTIONS_RECORD,
                _P.OBJECTIONS_ANSWER,
                _P.TEACHERS_VIEW,
                _P.TEACHERS_FILE,
                _P.CAMPAIGNS_VIEW,
                _P.COHORTS_REVIEW,
                _P.COHORTS_REOPEN,
                _P.FAMILIES_VIEW,
                _P.FAMILIES_ANSWER,
                _P.STUDENTS_VIEW,
                _P.STUDENTS_OPEN,
                _P.STUDENTS_DOUBLES,
                _P.ASSIGNMENT_VIEW,
                _P.ASSIGNMENT_ENTER,
                _P.ASSIGNMENT_LOTS,
                _P.ASSIGNMENT_SIGN,
                _P.ASSIGNMENT_PAPERS,
                _P.ADJUSTMENTS_VIEW,
                _P.ADJUSTMENTS_DECIDE,
                _P.ADJUSTMENTS_ENTER,
                _P.OVERVIEW_VIEW,
                _P.OVERVIEW_EXPORT,
            )
        ),
        Role.SYSTEM_ADMIN: frozenset(
            (
                _P.OUTBOX_VIEW,
                _P.OUTBOX_MANAGE,
                _P.SCHOOLS_VIEW,
                _P.ACCOUNTS_VIEW,
                _P.ACCOUNTS_OPEN,
                _P.CARE_VIEW,
                _P.CARE_BACKUP,
                _P.CARE_KEYS,
            )
        ),
        Role.SECURITY_ADMIN: frozenset(
            (
                _P.SCHOOLS_VIEW,
                _P.ACCOUNTS_VIEW,
                _P.ACCOUNTS_AUTHORISE,
            )
        ),
        Role.AUDIT_ADMIN: frozenset(
            (
                _P.SCHOOLS_VIEW,
                _P.ACCOUNTS_VIEW,
                _P.TRAIL_VIEW,
                _P.TRAIL_CHECK,
                _P.TRAIL_EXPORT,
            )
        ),
        Role.SCHOOL_CLERK: frozenset(
            (
                _P.MONITORING_VIEW,
                _P.MONITORING_FILL,
                _P.RECTIFICATIONS_VIEW,
                _P.RECTIFICATIONS_WORK,
                _P.SCHOOLS_VIEW,
                _P.NOTICES_VIEW,
                _P.NOTICES_MAKE,
                _P.NOTICES_POST,
                _P.OBJECTIONS_RECORD,
                _P.TEACHERS_VIEW,
                _P.TEACHERS_EDIT,
                _P.CAMPAIGNS_VIEW,
                _P.FAMILIES_VIEW,
                _P.FAMILIES_CODES,
                _P.STUDENTS_VIEW,
                _P.STUDENTS_NAMES,
                _P.STUDENTS_OPEN,
                _P.STUDENTS_EDIT,
                _P.ASSIGNMENT_VIEW,
                _P.ASSIGNMENT_HOLD,
                _P.ASSIGNMENT_ENTER,
                _P.ASSIGNMENT_LOTS,
                _P.ASSIGNMENT_SIGN,
                _P.ASSIGNMENT_PAPERS,
                _P.ADJUSTMENTS_VIEW,
                _P.ADJUSTMENTS_FILE,
            )
        ),
        Role.PRINCIPAL: frozenset(
            (
                _P.FINDINGS_VIEW,
                _P.FINDINGS_REPLY,
                _P.MONITORING_VIEW,
                _P.MONITORING_FILL,
                _P.MONITORING_SUBMIT,
                _P.RECTIFICATIONS_VIEW,
                _P.RECTIFICATIONS_WORK,
                _P.RECTIFICATIONS_REPORT,
                _P.REFERRALS_VIEW,
                _P.REFERRALS_ANSWER,
                _P.SCHOOLS_VIEW,
                _P.NOTICES_VIEW,
                _P.NOTICES_MAKE,
                _P.NOTICES_POST,
                _P.OBJECTIONS_RECORD,
                _P.OBJECTIONS_ANSWER,
                _P.TEACHERS_VIEW,
                _P.TEACHERS_EDIT,
                _P.TEACHERS_SUBMIT,
                _P.CAMPAIGNS_VIEW,
                _P.COHORTS_SUBMIT,
                _P.FAMILIES_VIEW,
                _P.FAMILIES_ANSWER,
                _P.FAMILIES_CODES,
                _P.STUDENTS_VIEW,
                _P.STUDENTS_OPEN,
                _P.ASSIGNMENT_VIEW,
                _P.ASSIGNMENT_HOLD,
                _P.ASSIGNMENT_ENTER,
                _P.ASSIGNMENT_LOTS,
                _P.ASSIGNMENT_SIGN,
                _P.ASSIGNMENT_PAPERS,
                _P.ADJUSTMENTS_VIEW,
                _P.ADJUSTMENTS_FILE,
                _P.ADJUSTMENTS_SUBMIT,
            )
        ),
        Role.INSPECTOR: frozenset(
            (
                _P.ADJUSTMENTS_WATCH,
                _P.INSPECTIONS_VIEW,
                _P.INSPECTIONS_ENTER,
                _P.MONITORING_VIEW,
                _P.MONITORING_COUNTY,
                _P.RECTIFICATIONS_VIEW,
                _P.RECTIFICATIONS_START,
                _P.RECTIFICATIONS_VERIFY,
                _P.COMPLAINTS_VIEW,
                _P.COMPLAINTS_RECORD,
                _P.SCHOOLS_VIEW,
                _P.NOTICES_VIEW,
                _P.TEACHERS_VIEW,
                _P.CAMPAIGNS_VIEW,
                _P.STUDENTS_VIEW,
                _P.ASSIGNMENT_VIEW,
                _P.ADJUSTMENTS_VIEW,
                _P.ADJUSTMENTS_ENTER,
                _P.ADJUSTMENTS_COUNTERSIGN,
                _P.OVERVIEW_VIEW,
            )
        ),
        Role.SUPERVISOR: frozenset(
            (
                _P.ADJUSTMENTS_WATCH,
                _P.INSPECTIONS_VIEW,
                _P.INSPECTIONS_RANK,
                _P.MONITORING_VIEW,
                _P.MONITORING_COUNTY,
                _P.RECTIFICATIONS_VIEW,
                _P.RECTIFICATIONS_START,
                _P.RECTIFICATIONS_VERIFY,
                _P.RECTIFICATIONS_EXPORT,
                _P.COMPLAINTS_VIEW,
                _P.COMPLAINTS_RECORD,
                _P.COMPLAINTS_HANDLE,
                _P.COMPLAINTS_EXPORT,
                _P.SCHOOLS_VIEW,
                _P.NOTICES_VIEW,
                _P.TEACHERS_VIEW,
                _P.TRAIL_VIEW,
                _P.CAMPAIGNS_VIEW,
                _P.STUDENTS_VIEW,
                _P.ASSIGNMENT_VIEW,
                _P.ADJUSTMENTS_VIEW,
                _P.ADJUSTMENTS_ENTER,
                _P.OVERVIEW_VIEW,
            )
        ),
    }
)

"""What the audit trail says about campaigns. Steps themselves are told by the workflow."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from junheng.apps.campaigns.states import DayKind
from junheng.core.audit.events import AuditEvent, Value


@dataclass(frozen=True, kw_only=True)
class CampaignOpened(AuditEvent):
    """A year's work was begun."""

    NAME = "campaigns.campaign.open"
    SENTENCE = "开始 %(year)d 年度工作，纳入起始年级 %(cohorts)d 个。"
    year: int
    cohorts: int


@dataclass(frozen=True, kw_only=True)
class CohortsAdded(AuditEvent):
    """Schools that came later were taken in."""

    NAME = "campaigns.cohort.add"
    SENTENCE = "补充纳入起始年级 %(cohorts)d 个。"
    cohorts: int


@dataclass(frozen=True, kw_only=True)
class PlanFiled(AuditEvent):
    """The plan document and its days were written."""

    NAME = "campaigns.plan.file"
    SENTENCE = (
        "登记工作方案，文件摘要 %(digest)s，公布日期 %(plan_on)s，"
        "招生方案公布日期 %(enrolment_plan_on)s。"
    )
    digest: str
    plan_on: str
    enrolment_plan_on: str


@dataclass(frozen=True, kw_only=True)
class CalendarSet(AuditEvent):
    """The calendar was written; `days` are kind:day."""

    NAME = "campaigns.calendar.set"
    SENTENCE = "填写日程：%(days)s。"
    days: tuple[str, ...]

    @classmethod
    def describe(cls, payload: Mapping[str, Value]) -> str:
        """The sentence with the names of the days."""
        titles = dict(DayKind.choices)
        told = str(payload["days"])
        days = re.sub("([a-z_]+):", lambda kind: f"{titles.get(kind[1], kind[1])} ", told)
        return super().describe({**payload, "days": days})


@dataclass(frozen=True, kw_only=True)
class ClassesProposed(AuditEvent):
    """A school asked for its number of classes with the submission."""

    NAME = "campaigns.cohort.propose_classes"
    SENTENCE = "上报学生 %(students)d 人，拟编 %(classes)d 班，按班额至少 %(needed)d 班。"
    students: int
    classes: int
    needed: int


@dataclass(frozen=True, kw_only=True)
class CohortNumbered(AuditEvent):
    """An approval got its number."""

    NAME = "campaigns.cohort.number"
    SENTENCE = "审定号 %(number)s，学生 %(students)d 人，%(classes)d 班。"
    number: str
    students: int
    classes: int

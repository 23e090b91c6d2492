"""A job that somebody asked for, from the asking to its end."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from junheng.core.messages import sentence
from junheng.core.secrets.codes import PublicCodeField


class JobState(models.TextChoices):
    """Where a job stands; the last three are the end."""

    WAITING = "waiting", "等待"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    REFUSED = "refused", "未能完成"
    CRASHED = "crashed", "出错"


FINISHED: frozenset[str] = frozenset((JobState.DONE, JobState.REFUSED, JobState.CRASHED))


class JobRun(models.Model):
    """One job. `claim` names the one attempt that may write; `lease_until` says it still lives."""

    code = PublicCodeField()
    job = models.CharField("任务", max_length=64)
    arguments = models.JSONField("参数")
    lock_key = models.CharField("互斥", max_length=200, blank=True)
    state = models.CharField("状态", max_length=8, choices=JobState, default=JobState.WAITING)
    asked_by_kind = models.CharField("提交者类别", max_length=16)
    asked_by_id = models.CharField("提交者编号", max_length=64, db_index=True)
    asked_by_name = models.CharField("提交者", max_length=64, blank=True)
    asked_by_school_code = models.CharField("提交者学校", max_length=16, blank=True)
    asked_at = models.DateTimeField("提交时间")
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    fault_code = models.CharField("原因", max_length=64, blank=True)
    fault_params = models.JSONField("原因参数", default=dict)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    claim = models.CharField("执行凭证", max_length=12, blank=True)
    worker = models.CharField("执行进程", max_length=64, blank=True)
    lease_until = models.DateTimeField("租约", null=True)
    task_id = models.UUIDField("队列编号", null=True)

    class Meta:
        ordering = ("-id",)
        indexes: ClassVar = [models.Index(fields=["state", "lock_key"], name="jobs_state_lock")]
        constraints: ClassVar = [
            models.CheckConstraint(name="jobs_state_known", condition=Q(state__in=JobState.values)),
            models.CheckConstraint(
                name="jobs_finished_or_not",
                condition=Q(state__in=sorted(FINISHED), finished_at__isnull=False)
                | (~Q(state__in=sorted(FINISHED)) & Q(finished_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="jobs_running_has_lease",
                condition=(Q(state="running", lease_until__isnull=False) & ~Q(claim=""))
                | (~Q(state="running") & Q(lease_until__isnull=True, claim="")),
            ),
            # Two jobs of one key never run together, whatever the program does.
            models.UniqueConstraint(
                name="jobs_one_running_per_lock",
                fields=["lock_key"],
                condition=Q(state="running") & ~Q(lock_key=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.code}"

    @property
    def is_finished(self) -> bool:
        """Whether nothing will happen any more."""
        return self.state in FINISHED

    @property
    def fault(self) -> str:
        """Why the job did not come to its end, as a sentence; empty when there is no fault."""
        return sentence(self.fault_code, self.fault_params) if self.fault_code else ""

"""Registration of the jobs with Django."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Background jobs."""

    name = "junheng.core.jobs"
    label = "jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        """Load the `jobs.py` of every application, so that a worker knows all handlers."""
        autodiscover_modules("jobs")
        register(check_queue_is_in_the_database)


def check_queue_is_in_the_database(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """jobs.E001: a job asked for in a transaction must be there exactly when that commits."""
    from django_tasks import task_backends  # noqa: PLC0415 - settings are ready only now
    from django_tasks_db import DatabaseBackend  # noqa: PLC0415

    del app_configs, kwargs
    backend: object = task_backends["default"]
    if isinstance(backend, DatabaseBackend):
        return []
    return [Error("后台任务的队列必须在数据库里（TASKS）。", id="jobs.E001")]

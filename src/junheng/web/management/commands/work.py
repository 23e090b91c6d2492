"""`python -m django work`: carry out background jobs."""

import logging
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from junheng.core.backup import databases, schema
from junheng.core.files.temporary import use_own_folder
from junheng.core.jobs.running import Shift
from junheng.core.jobs.worker import LEASE, work
from junheng.core.messages import describe
from junheng.core.secrets.codes import new_code
from junheng.engine.errors import JunhengError
from junheng.web.clock import now
from junheng.web.heartbeat import beating
from junheng.web.logs import tell_deaths

logger = logging.getLogger("junheng.web")


class Command(BaseCommand):
    """A worker; `serve` starts one, and on PostgreSQL further machines may start more."""

    help = "执行后台任务"
    requires_system_checks = ()  # `serve` has run them; a worker that is restarted must be quick

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What `serve` and tests choose."""
        parser.add_argument("--worker", default=f"worker-{new_code()}", help="这个进程的名字")
        parser.add_argument("--instead-of", default="", help="已中断的进程，立即接手它的任务")
        parser.add_argument("--lease", type=float, default=LEASE.total_seconds(), help="租约（秒）")
        parser.add_argument("--batch", action="store_true", help="做完现有任务即结束")
        parser.add_argument("--daily", action="store_true", help="也做每天的检查和备份")
        parser.add_argument("--ends-with-stdin", action="store_true", help="标准输入关闭即结束")

    def handle(self, *_: Any, **options: Any) -> None:
        """Work."""
        use_own_folder()
        try:
            databases.refuse_unusable()
            schema.refuse_other()
        except JunhengError as refusal:
            raise CommandError(describe(refusal)) from refusal
        tell_deaths()
        with beating(options["worker"], now) as clock:
            logger.info("worker %s began", options["worker"])
            try:
                work(
                    Shift(options["worker"], clock, timedelta(seconds=options["lease"])),
                    instead_of=options["instead_of"],
                    is_batch=options["batch"],
                    ends_with_stdin=options["ends_with_stdin"],
                    has_daily_duty=options["daily"],
                )
            finally:
                logger.info("worker %s ended", options["worker"])

"""`python -m django inventory docs/operate/personal-data.md`: the table renewed from the models."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from junheng.apps.care.queries.inventory import document, with_document


class Command(BaseCommand):
    """Prints the inventory of personal data, or puts it into a page."""

    help = "个人信息清单"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The page, if any."""
        parser.add_argument("page", nargs="?", type=Path, help="要更新的文档；不给就打印")

    def handle(self, *_: Any, **options: Any) -> None:
        """Write."""
        page: Path | None = options["page"]
        if page is None:
            self.stdout.write(document())
            return
        page.write_text(with_document(page.read_text(encoding="utf-8")), encoding="utf-8")

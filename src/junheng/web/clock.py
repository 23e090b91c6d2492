"""The one clock of the web program; everything below gets the moment passed in as `at`."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """This moment, aware, without its microseconds (which no page and no record shows)."""
    return timezone.now().replace(microsecond=0)

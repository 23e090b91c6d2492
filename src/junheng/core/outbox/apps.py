"""The Django application of `core.outbox`."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Names it."""

    name = "junheng.core.outbox"
    label = "outbox"
    verbose_name = "短信"

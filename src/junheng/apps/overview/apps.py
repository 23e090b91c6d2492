"""The Django application of the overview; it has no tables of its own."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """Names it."""

    name = "junheng.apps.overview"
    label = "overview"
    verbose_name = "全县总览"

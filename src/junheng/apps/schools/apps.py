"""The Django application of the schools."""

from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    """Names it."""

    name = "junheng.apps.schools"
    label = "schools"
    verbose_name = "学校"

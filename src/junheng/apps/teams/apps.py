"""The Django application of the teaching teams."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    """Names it."""

    name = "junheng.apps.teams"
    label = "teams"
    verbose_name = "教学团队"

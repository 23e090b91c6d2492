"""The Django application of the rectifications."""

from django.apps import AppConfig


class RectificationsConfig(AppConfig):
    """Names it."""

    name = "junheng.apps.rectifications"
    label = "rectifications"
    verbose_name = "整改"

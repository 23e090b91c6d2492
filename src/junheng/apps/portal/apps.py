"""The Django application of the public site; it has no tables of its own."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Names it."""

    name = "junheng.apps.portal"
    label = "portal"
    verbose_name = "公开网站"

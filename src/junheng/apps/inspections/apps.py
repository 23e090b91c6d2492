"""The Django application of the inspections."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Names it."""

    name = "junheng.apps.inspections"
    label = "inspections"
    verbose_name = "督查"

"""Registration with Django."""

from django.apps import AppConfig


class SamplesConfig(AppConfig):
    """Sample models."""

    name = "tests.core.samples"
    label = "samples"

"""The Django application of `core.access`."""

from django.apps import AppConfig
from django.core.checks import register

from junheng.core.access.checks import check_every_route_has_a_gate


class AccessConfig(AppConfig):
    """Registers the check of the gates."""

    name = "junheng.core.access"
    label = "access"
    verbose_name = "访问控制"

    def ready(self) -> None:
        """Let every start and every check ask all routes for their gate."""
        register(check_every_route_has_a_gate)

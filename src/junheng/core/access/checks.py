"""The program refuses to start when a page does not say who may open it."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.urls import get_resolver

from junheng.core.access.routes import routes_of


def check_every_route_has_a_gate(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """access.E001 for each route whose view declares no gate."""
    del app_configs, kwargs
    return [
        Error(
            f"视图没有声明谁可以访问：{route.path}",
            hint="在视图上加 @requires(…)、@for_staff()、@for_guardian 或 @open_to_public。",
            id="access.E001",
        )
        for route in routes_of(get_resolver().url_patterns)
        if route.gate is None
    ]

"""The Django application of the accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Names it."""

    name = "junheng.apps.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        """Let the acts that need two people be known before anyone proposes one."""
        from junheng.apps.accounts.services import (  # noqa: PLC0415 - models are ready only now
            second_person,  # noqa: F401 - declares the acts
        )

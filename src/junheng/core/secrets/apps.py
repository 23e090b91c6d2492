"""Registration of the keys with Django."""

from django.apps import AppConfig


class SecretsConfig(AppConfig):
    """Keys and encrypted values."""

    name = "junheng.core.secrets"
    label = "secrets"
    verbose_name = "密钥"

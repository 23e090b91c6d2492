"""Registration of the kept files with Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Kept files."""

    name = "junheng.core.files"
    label = "files"
    verbose_name = "文件"

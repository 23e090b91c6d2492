"""The entry of the web server as `serve` starts it: a process with a temporary folder of its own."""

from junheng.core.files.temporary import use_own_folder
from junheng.web.wsgi import application

use_own_folder()

__all__ = ["application"]

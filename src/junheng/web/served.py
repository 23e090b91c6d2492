"""The entry of the web server as `serve` starts it: a process with its own temporary folder."""

from junheng.core.files.temporary import use_own_folder
from junheng.web.logs import tell_deaths
from junheng.web.wsgi import application

use_own_folder()
tell_deaths()

__all__ = ["application"]

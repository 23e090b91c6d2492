"""The entry of the web server as `serve` starts it: a process with its own temporary folder."""

from junheng.web.wsgi import application  # makes Django ready, which the others need

# isort: split
from junheng.core.files.temporary import use_own_folder
from junheng.web.logs import tell_deaths

use_own_folder()
tell_deaths()

__all__ = ["application"]

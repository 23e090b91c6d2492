"""The entry of the web server as `serve` starts it: a process with its own temporary folder.

A database of another version is not served, not even half.
"""

from junheng.web.wsgi import application  # makes Django ready, which the others need

# isort: split
from django.db import connections

from junheng.core.backup import schema
from junheng.core.files.temporary import use_own_folder
from junheng.web.logs import tell_deaths

schema.refuse_other()
connections.close_all()
use_own_folder()
tell_deaths()

__all__ = ["application"]

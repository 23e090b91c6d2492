"""The test settings in a process that a test started: database and folder from the environment."""

import os
from pathlib import Path

from junheng.web.databases import database
from tests.settings import *  # noqa: F403 - the same platform elsewhere

JUNHENG_VAR = Path(os.environ["JUNHENG_VAR"])
JUNHENG_START_KEY = JUNHENG_VAR / "keys" / "start-key.json"
DATABASES = {
    "default": database(os.environ.get("JUNHENG_DATABASE_URL"), folder=JUNHENG_VAR, pooled=False)
}

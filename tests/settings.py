"""The platform's settings as the tests run it: a data folder of its own, a quick hasher."""

import os
import tempfile
from pathlib import Path

from junheng.web.databases import database
from junheng.web.settings import *  # noqa: F403 - this module is the other one with a few changes

JUNHENG_VAR = Path(tempfile.mkdtemp(prefix="junheng-tests-"))
DATABASES = {
    "default": database(
        os.environ.get("JUNHENG_TEST_DATABASE_URL") or None, folder=JUNHENG_VAR, pooled=False
    )
}
DATABASES["default"]["TEST"] = {}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.core.samples"]  # noqa: F405 - from the settings above
JUNHENG_START_KEY = JUNHENG_VAR / "keys" / "start-key.json"
SET_UP_CODE = "1111-2222-3333"
PUBLIC_PAGES_SECONDS = 0.0
# Tests count statements; those of the keys' own tests look each time.
KEYS_LOOKED_AT_SECONDS = float("inf")  # the fixtures open keys that no look has been at
FAMILIES_A_SECOND = 1e6  # nobody waits, but in the tests of the line

"""The entry of the web server. A database of another version is not served, not even half."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "junheng.web.settings")
application = get_wsgi_application()

from django.db import connections  # noqa: E402 - Django is ready only now

from junheng.core.backup import schema  # noqa: E402

schema.refuse_other()
connections.close_all()

"""Django's settings, from `JUNHENG_*` variables (docs/operate/web.md lists them).

Business code never reads settings: what it needs is passed in.
"""

import secrets
from pathlib import Path

from junheng.web.databases import database
from junheng.web.environment import (
    SESSION_KEY_FILE,
    data_folder,
    flag,
    level,
    number,
    secret,
    start_key_file,
    text,
    token,
)
from junheng.web.logs import configuration

# -- where things are ------------------------------------------------------------------------

JUNHENG_VAR = data_folder()
DATABASES = {"default": database(secret("DATABASE_URL"), folder=JUNHENG_VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
JUNHENG_START_KEY = start_key_file()
JUNHENG_START_PASSPHRASE = secret("START_PASSPHRASE")
JUNHENG_BACKUPS = Path(text("BACKUPS", default=str(JUNHENG_VAR / "backups")))
JUNHENG_DRILL_DAYS = number("DRILL_DAYS", default=30, least=0, most=366)
STATIC_URL = "/static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = True  # few small files, served from the packages that bring them

# -- who may ask -----------------------------------------------------------------------------

SECRET_KEY_FILE = JUNHENG_VAR / SESSION_KEY_FILE
# `serve` writes the file before it starts. Without one (checks, tests) a key for this run is
# enough: it signs nothing that outlives the process.
SECRET_KEY = (
    SECRET_KEY_FILE.read_text(encoding="ascii").strip()
    if SECRET_KEY_FILE.exists()
    else secrets.token_urlsafe(50)
)
# Made by `serve` at each start of a platform that is not set up; without one nobody can set it up.
SET_UP_CODE = secret("SET_UP_CODE") or secrets.token_hex(16)
DEBUG = False
ALLOWED_HOSTS = text("HOSTS", default="localhost,127.0.0.1,[::1]").split(",")
IS_BEHIND_TLS = flag("TLS", default=False)
if IS_BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
# The computer's other names and the browsers' lists are not ours to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_SSL_REDIRECT = IS_BEHIND_TLS
# The program that watches asks on this computer, not through the server with TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^metrics$"]
MONITOR_TOKEN = token("MONITOR_TOKEN")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_BEHIND_TLS
SESSION_COOKIE_NAME = "junheng"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
# A table of telephones has five fields a school; 1,000, as Django has it, is 190 schools.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "junheng.web.pages.csrf_failed"
X_FRAME_OPTIONS = "DENY"
# So long a public page is given from memory without a look at whether anything changed.
PUBLIC_PAGES_SECONDS = 10.0
# So long a process does without the keys of a year that another process opened, and still holds
# those of one that another process destroyed.
KEYS_LOOKED_AT_SECONDS = 5.0
# So many families a second one process lets through the door before it knows how fast it is.
FAMILIES_A_SECOND = 25.0
SECURE_REFERRER_POLICY = "same-origin"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

# -- what is in it ---------------------------------------------------------------------------

INSTALLED_APPS: list[str] = [
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "junheng.core.secrets",
    "junheng.core.audit",
    "junheng.core.files",
    "junheng.core.access",
    "junheng.core.jobs",
    "junheng.core.outbox",
    "junheng.apps.schools",
    "junheng.apps.accounts",
    "junheng.apps.trail",
    "junheng.apps.care",
    "junheng.apps.campaigns",
    "junheng.apps.students",
    "junheng.apps.teachers",
    "junheng.apps.notices",
    "junheng.apps.teams",
    "junheng.apps.assignment",
    "junheng.apps.adjustments",
    "junheng.apps.rectifications",
    "junheng.apps.monitoring",
    "junheng.apps.inspections",
    "junheng.apps.complaints",
    "junheng.apps.guardians",
    "junheng.apps.overview",
    "junheng.apps.portal",
    "junheng.web",
]
MIDDLEWARE: list[str] = [
    "junheng.web.middleware.Headers",
    "junheng.web.waiting.WaitingLine",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "junheng.web.kept_pages.KeptPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "junheng.web.middleware.Person",
    "junheng.web.middleware.Refusals",
]
ROOT_URLCONF = "junheng.web.urls"
WSGI_APPLICATION = "junheng.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.request",
                "junheng.web.context.page",
            ],
        },
    }
]

# -- background jobs: the queue is a table of the same database -------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# -- language and time -----------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# -- logs: no request data, which may hold what people typed ---------------------------------

LOG_DAYS = number("LOG_DAYS", default=190, least=0, most=3650)
LOGGING = configuration(level=level("LOG_LEVEL", default="info"), days=LOG_DAYS)

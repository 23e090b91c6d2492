"""`python -m django <command>` with DJANGO_SETTINGS_MODULE=junheng.web.settings."""

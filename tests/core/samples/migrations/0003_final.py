# ruff: noqa: RUF012

from django.db import migrations

from junheng.core.audit.append_only import MakeStatesFinal


class Migration(migrations.Migration):
    dependencies = [("samples", "0002_plan")]
    operations = [MakeStatesFinal("samples_plan", ["published", "void"])]

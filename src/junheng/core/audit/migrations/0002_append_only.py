"""The database itself refuses to change what happened."""

from django.db import migrations

from junheng.core.audit.append_only import MakeAppendOnly, MakeHeadGoForward


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_entries_and_head")]

    operations = [
        MakeAppendOnly("audit_auditentry", "sequence"),
        MakeHeadGoForward("audit_audithead", "sequence"),
    ]

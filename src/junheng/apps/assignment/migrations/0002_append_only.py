"""The database itself refuses to change the mirror of a ledger."""

from django.db import migrations

from junheng.core.audit.append_only import MakeAppendOnly


class Migration(migrations.Migration):
    dependencies = [("assignment", "0001_sessions_and_their_ledgers")]

    operations = [MakeAppendOnly("assignment_ledgerevent", "place")]

"""Locked lists stay as they are, except that a written order makes their draw void (作废)."""

from django.db import migrations

from junheng.core.audit.append_only import MakeStateFinalBut, MakeStatesFinal, TakeAway


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_campaigns_cohorts")]

    operations = [
        TakeAway(MakeStatesFinal("campaigns_cohort", ["locked"])),
        MakeStateFinalBut("campaigns_cohort", "locked", to="approved"),
    ]

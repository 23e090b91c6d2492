"""Children that another school listed before: how many keep a roster back.

SQLite makes a table anew to add a field, and its triggers go with the old one: so the one that
guards locked lists is taken away and made again.
"""

from django.db import migrations, models

from junheng.core.audit.append_only import MakeStateFinalBut, TakeAway

LOCKED = MakeStateFinalBut("campaigns_cohort", "locked", to="approved")


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0002_locked_lists_and_written_orders"),
    ]

    operations = [
        TakeAway(LOCKED),
        migrations.AddField(
            model_name="cohort",
            name="double_count",
            field=models.PositiveIntegerField(default=0, verbose_name="也在外校名册"),
        ),
        LOCKED,
    ]

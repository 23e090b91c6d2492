# ruff: noqa: RUF012, I001 - written by Django

import junheng.core.secrets.codes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("samples", "0001_child_and_tally"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    junheng.core.secrets.codes.PublicCodeField(
                        default=junheng.core.secrets.codes.new_code,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("frozen", "已冻结"),
                            ("published", "已公布"),
                            ("void", "已作废"),
                        ],
                        default="draft",
                        max_length=16,
                    ),
                ),
                ("frozen_at", models.DateTimeField(null=True)),
                ("frozen_by", models.CharField(blank=True, max_length=64)),
                ("school_code", models.CharField(blank=True, max_length=6)),
            ],
            options={
                "verbose_name": "方案",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "frozen", "published", "void"])),
                        name="samples_plan_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("frozen_at__isnull", False),
                                models.Q(("frozen_by", ""), _negated=True),
                            ),
                            models.Q(("frozen_at__isnull", True), ("frozen_by", "")),
                            _connector="OR",
                        ),
                        name="samples_plan_frozen_at_and_by",
                    ),
                ],
            },
        ),
    ]

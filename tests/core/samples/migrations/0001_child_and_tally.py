# ruff: noqa: RUF012, I001 - written by Django

import junheng.core.secrets.codes
import junheng.core.secrets.sealed_fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Child",
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
                ("name", junheng.core.secrets.sealed_fields.EncryptedTextField(bound_to="code")),
                (
                    "phone",
                    junheng.core.secrets.sealed_fields.EncryptedTextField(
                        bound_to="code", null=True
                    ),
                ),
                (
                    "identity_index",
                    junheng.core.secrets.sealed_fields.IdentityIndexField(
                        blank=True, db_index=True, editable=False, max_length=97
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("job", models.CharField(max_length=32)),
                ("step", models.IntegerField()),
                ("worker", models.IntegerField(default=0)),
            ],
        ),
    ]

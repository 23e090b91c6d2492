"""Teaching teams: what they are made from, what was proposed and drawn, who was replaced."""

import django.db.models.deletion
from django.db import migrations, models

import junheng.core.secrets.codes
import junheng.core.secrets.sealed_fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("campaigns", "0003_children_on_two_rosters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Curriculum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subjects", models.JSONField(verbose_name="学科")),
                (
                    "most_percent",
                    models.PositiveSmallIntegerField(default=150, verbose_name="工作量上限百分数"),
                ),
                ("set_at", models.DateTimeField(verbose_name="填写时间")),
                ("set_by", models.CharField(max_length=12, verbose_name="填写人编号")),
                (
                    "cohort",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="curriculum",
                        to="campaigns.cohort",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Replacement",
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
                ("number", models.CharField(max_length=16, unique=True, verbose_name="同意文号")),
                ("place", models.PositiveSmallIntegerField(verbose_name="名单序号")),
                ("subject", models.CharField(max_length=20, verbose_name="学科")),
                ("before", models.CharField(max_length=40, verbose_name="原任课教师")),
                ("after", models.CharField(max_length=40, verbose_name="接任教师")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("effects", models.JSONField(verbose_name="均衡变化")),
                ("asked_by", models.CharField(max_length=12, verbose_name="申请人编号")),
                ("asked_by_name", models.CharField(max_length=40, verbose_name="申请人")),
                ("consented_at", models.DateTimeField(verbose_name="同意时间")),
                ("consented_by", models.CharField(max_length=12, verbose_name="同意人编号")),
                ("consented_by_name", models.CharField(max_length=40, verbose_name="同意人")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacements",
                        to="campaigns.cohort",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="TeacherRoster",
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
                    "content",
                    junheng.core.secrets.sealed_fields.EncryptedTextField(
                        bound_to="code", verbose_name="教师"
                    ),
                ),
                ("teacher_count", models.PositiveSmallIntegerField(verbose_name="教师数")),
                ("file_digest", models.CharField(max_length=64, verbose_name="来源文件摘要")),
                ("imported_at", models.DateTimeField(verbose_name="导入时间")),
                ("imported_by", models.CharField(max_length=12, verbose_name="导入人编号")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="teacher_rosters",
                        to="campaigns.cohort",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="DrawnTeam",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("class_number", models.PositiveSmallIntegerField(verbose_name="班级")),
                ("place", models.PositiveSmallIntegerField(verbose_name="名单序号")),
                ("drawn_at", models.DateTimeField(verbose_name="抽定时间")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drawn_teams",
                        to="campaigns.cohort",
                    ),
                ),
            ],
            options={
                "ordering": ["cohort_id", "class_number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cohort", "class_number"), name="teams_class_once"
                    ),
                    models.UniqueConstraint(fields=("cohort", "place"), name="teams_place_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptRow",
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
                ("homeroom", models.CharField(max_length=40, verbose_name="班主任")),
                (
                    "homeroom_number",
                    models.CharField(blank=True, max_length=40, verbose_name="班主任工号"),
                ),
                ("subject", models.CharField(max_length=20, verbose_name="学科")),
                ("teacher", models.CharField(max_length=40, verbose_name="教师")),
                (
                    "teacher_number",
                    models.CharField(blank=True, max_length=40, verbose_name="教师工号"),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("kept_at", models.DateTimeField(verbose_name="锁定时间")),
                ("kept_by", models.CharField(max_length=12, verbose_name="锁定人编号")),
                ("kept_by_name", models.CharField(max_length=40, verbose_name="锁定人")),
                ("released_at", models.DateTimeField(null=True, verbose_name="解除时间")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept_rows",
                        to="campaigns.cohort",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("released_at__isnull", True)),
                        fields=("cohort", "homeroom", "homeroom_number", "subject"),
                        name="teams_kept_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="teams_kept_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
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
                ("number", models.PositiveSmallIntegerField(verbose_name="方案号")),
                ("inputs", models.JSONField(verbose_name="课程和锁定")),
                ("record", models.JSONField(null=True, verbose_name="记录")),
                ("freeze_code", models.CharField(blank=True, max_length=64, verbose_name="冻结码")),
                ("causes", models.JSONField(default=list, verbose_name="组不成的原因")),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                ("asked_by", models.CharField(max_length=12, verbose_name="提出人编号")),
                ("asked_by_name", models.CharField(max_length=40, verbose_name="提出人")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="得出时间")),
                ("filed_at", models.DateTimeField(null=True, verbose_name="报送时间")),
                (
                    "filed_by",
                    models.CharField(blank=True, max_length=12, verbose_name="报送人编号"),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="team_proposals",
                        to="campaigns.cohort",
                    ),
                ),
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="teams.teacherroster",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cohort", "number"), name="teams_proposal_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("filed_at__isnull", True), ("filed_by", "")),
                            models.Q(
                                ("filed_at__isnull", False),
                                ("record__isnull", False),
                                models.Q(("filed_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="teams_proposal_filed_is_answered",
                    ),
                ],
            },
        ),
    ]

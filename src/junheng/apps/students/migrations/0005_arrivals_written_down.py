from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("students", "0004_late_arrivals"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="student",
            name="students_student_state_known",
        ),
        migrations.AlterField(
            model_name="student",
            name="state",
            field=models.CharField(
                choices=[
                    ("active", "在册"),
                    ("arriving", "补录登记"),
                    ("late", "补录"),
                    ("withdrawn", "已撤出"),
                ],
                default="active",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AddConstraint(
            model_name="student",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["active", "arriving", "late", "withdrawn"])),
                name="students_student_state_known",
            ),
        ),
        *(
            migrations.AlterModelOptions(
                name=name, options={"ordering": ordering, "verbose_name": words}
            )
            for name, ordering, words in (
                ("dispute", ["stated_at", "id"], "家长异议"),
                ("doublelisting", ["noticed_at", "id"], "重复在册"),
                ("rosterimport", ["-uploaded_at", "-id"], "名册导入"),
            )
        ),
    ]

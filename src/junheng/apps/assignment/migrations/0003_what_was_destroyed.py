"""When everything personal left a session's folder, with which keys, and how much it was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assignment", "0002_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="destroyed",
            field=models.JSONField(default=dict, verbose_name="销毁的文件"),
        ),
        migrations.AddField(
            model_name="session",
            name="destroyed_at",
            field=models.DateTimeField(null=True, verbose_name="个人信息销毁时间"),
        ),
        migrations.AddField(
            model_name="session",
            name="destroyed_with",
            field=models.CharField(blank=True, max_length=32, verbose_name="随同销毁的密钥"),
        ),
        migrations.AlterField(
            model_name="session",
            name="underway",
            field=models.CharField(
                blank=True,
                choices=[
                    ("freeze", "冻结名册"),
                    ("notice", "登记公告张贴"),
                    ("freedom", "计算自由度报告"),
                    ("seal", "记录封签"),
                    ("roll", "记录公开数"),
                    ("open", "开始拆封"),
                    ("lock", "锁定种子"),
                    ("draw", "抽签编班"),
                    ("representatives", "抽家长代表"),
                    ("lots", "记录班主任签"),
                    ("archive", "做存档光盘"),
                    ("sign", "记录签字生效"),
                    ("publish", "记录公示"),
                    ("void", "作废"),
                    ("late_freeze", "冻结补录名单"),
                    ("late_draw", "补录抽签"),
                    ("change", "记录经批准的调整"),
                    ("move", "调整抽签"),
                    ("reconcile", "记录学籍核对"),
                    ("destroy", "按期销毁个人信息"),
                ],
                max_length=16,
                verbose_name="正在办理",
            ),
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models

TRIGGER = """
create trigger shown after insert or update or delete on {0} for each statement execute function zhiyu_shown_changed()
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_refunds_and_pauses")]

    operations = [
        migrations.AlterField(
            model_name="product",
            name="kind",
            field=models.CharField(
                choices=[
                    ("course", "课程"),
                    ("plan", "会员"),
                    ("bundle", "打包"),
                    ("lesson", "单课"),
                    ("article", "文章"),
                    ("ebook", "电子书"),
                    ("intake", "分期课"),
                    ("service", "服务"),
                    ("tip", "打赏"),
                ],
                default="course",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="lesson",
            name="kind",
            field=models.CharField(
                choices=[("article", "图文"), ("audio", "音频"), ("video", "视频"), ("file", "文件")],
                default="article",
                max_length=8,
                verbose_name="形式",
            ),
        ),
        migrations.AddField(
            model_name="course",
            name="contents",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="目录"),
        ),
        migrations.CreateModel(
            name="Single",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("offered", models.BooleanField(default=True)),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="singles", to="catalog.course"
                    ),
                ),
                (
                    "lesson",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="single", to="catalog.lesson"
                    ),
                ),
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="single", to="catalog.product"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(TRIGGER.format("catalog_single"), "drop trigger shown on catalog_single"),
    ]

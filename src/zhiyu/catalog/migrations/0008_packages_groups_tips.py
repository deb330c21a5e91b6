import django.db.models.deletion
from django.db import migrations, models

TRIGGER = """
create trigger shown after insert or update or delete on catalog_package
for each statement execute function zhiyu_shown_changed()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0007_intakes"),
        ("media", "0003_shown_ms"),
    ]

    operations = [
        migrations.AddField(
            model_name="course",
            name="tips_off",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="plan",
            name="group_name",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="plan",
            name="group_note",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="plan",
            name="group_qr",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="media.asset",
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="sessions",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="product",
            name="kind",
            field=models.CharField(
                choices=[
                    ("course", "课程"),
                    ("plan", "会员"),
                    ("bundle", "打包"),
                    ("intake", "分期课"),
                    ("service", "服务"),
                    ("tip", "打赏"),
                ],
                default="course",
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Package",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("intro", models.TextField(blank=True, default="")),
                ("booking", models.TextField(blank=True, default="")),
                ("cover_design", models.CharField(default="arcs", max_length=12)),
                ("cover_hue", models.PositiveSmallIntegerField(default=24)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "cover_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="media.asset",
                    ),
                ),
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="package", to="catalog.product"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TipJar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "course",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tip_jar", to="catalog.course"
                    ),
                ),
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tip_jar", to="catalog.product"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(TRIGGER, "drop trigger shown on catalog_package"),
    ]

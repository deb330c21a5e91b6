import django.db.models.deletion
from django.db import migrations, models

TRIGGER = """
create trigger shown after insert or update or delete on catalog_intake
for each statement execute function zhiyu_shown_changed()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0006_bundles"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="opens_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="product",
            name="sells_from",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="product",
            name="sells_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="product",
            name="kind",
            field=models.CharField(
                choices=[("course", "课程"), ("plan", "会员"), ("bundle", "打包"), ("intake", "分期课")],
                default="course",
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Intake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=24, verbose_name="名称")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="intakes", to="catalog.course"
                    ),
                ),
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="intake", to="catalog.product"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("course", "number"), name="intake_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="intake_ends_after_start"
                    ),
                ],
            },
        ),
        migrations.RunSQL(TRIGGER, "drop trigger shown on catalog_intake"),
    ]

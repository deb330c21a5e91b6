import django.db.models.deletion
from django.db import migrations, models

TRIGGER = """
create trigger shown after insert or update or delete on {0} for each statement execute function zhiyu_shown_changed()
"""
TABLES = ["catalog_bundle", "catalog_part"]


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_terms_whole"), ("media", "0003_shown_ms")]

    operations = [
        migrations.AlterField(
            model_name="product",
            name="kind",
            field=models.CharField(
                choices=[("course", "课程"), ("plan", "会员"), ("bundle", "打包")], default="course", max_length=12
            ),
        ),
        migrations.CreateModel(
            name="Bundle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cover_design", models.CharField(default="blocks", max_length=12)),
                ("cover_hue", models.PositiveSmallIntegerField(default=210)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="bundle", to="catalog.product"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "bundle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.bundle"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.product"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("bundle", "product"), name="part_once")],
            },
        ),
        migrations.AddField(
            model_name="bundle",
            name="parts",
            field=models.ManyToManyField(related_name="bundles", through="catalog.Part", to="catalog.product"),
        ),
        *(migrations.RunSQL(TRIGGER.format(table), f"drop trigger shown on {table}") for table in TABLES),
    ]

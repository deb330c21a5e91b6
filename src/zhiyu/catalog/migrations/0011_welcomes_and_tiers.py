import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_singles_and_writings"), ("media", "0003_shown_ms")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="tier",
            field=models.CharField(
                blank=True,
                choices=[("hook", "钩子"), ("core", "尖刀"), ("backend", "后端")],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="leads_to",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="catalog.product",
            ),
        ),
        migrations.CreateModel(
            name="Welcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True, default="")),
                ("caption", models.CharField(blank=True, default="", max_length=60)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "group_code",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="media.asset"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("product",), name="welcome_once", nulls_distinct=False)
                ],
            },
        ),
    ]

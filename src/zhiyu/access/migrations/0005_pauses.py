import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_sessions_whole"),
        ("catalog", "0009_refunds_and_pauses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="grant",
            name="used_before",
            field=models.DurationField(db_default=datetime.timedelta(0), default=datetime.timedelta),
        ),
        migrations.AddField(model_name="consumption", name="address", field=models.GenericIPAddressField(null=True)),
        migrations.AddField(
            model_name="consumption",
            name="agent",
            field=models.CharField(blank=True, db_default="", default="", max_length=400),
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("resumed_at", models.DateTimeField(null=True)),
                ("by_staff", models.BooleanField(default=False)),
                (
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.plan"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["user", "plan"], name="pause_of_plan")]},
        ),
    ]

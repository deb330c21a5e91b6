from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0008_packages_groups_tips")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="refund_later_days",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="之后按比例退到第几天"),
        ),
        migrations.AddField(
            model_name="plan",
            name="pause_times",
            field=models.PositiveSmallIntegerField(db_default=2, default=2),
        ),
        migrations.AddField(
            model_name="plan",
            name="pause_days",
            field=models.PositiveSmallIntegerField(db_default=30, default=30),
        ),
        migrations.CreateModel(
            name="RefundDefaults",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("days", models.PositiveSmallIntegerField(default=7)),
                ("percent", models.PositiveSmallIntegerField(default=30)),
                ("later_days", models.PositiveSmallIntegerField(default=365)),
            ],
        ),
    ]

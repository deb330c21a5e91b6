from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0004_due_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="school",
            name="tipping",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0011_welcomes_and_tiers")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="by_application",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracing", "0005_codes_against_several"),
    ]

    operations = [
        migrations.AddField(
            model_name="trace",
            name="heard",
            field=models.BinaryField(db_default=b"", default=b""),
        ),
        migrations.AddField(
            model_name="trace",
            name="heard_from",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]

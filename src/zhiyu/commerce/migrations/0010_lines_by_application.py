import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commerce", "0009_after_sale"), ("screening", "0001_applications")]

    operations = [
        migrations.AddField(
            model_name="orderline",
            name="application",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="screening.application",
            ),
        ),
    ]

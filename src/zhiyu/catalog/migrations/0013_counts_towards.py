import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0012_by_application")]
    operations = [
        migrations.AddField(
            model_name="product",
            name="counts_for",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="catalog.product",
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="counts_days",
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commerce", "0006_found_by_the_end_of_a_number")]
    operations = [migrations.AddField("orderline", "parts", models.JSONField(null=True))]

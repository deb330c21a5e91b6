from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.deletion import PROTECT


def told(apps, _editor):
    asset = apps.get_model("media", "Asset").objects.filter(pk=OuterRef("asset"))
    searches = apps.get_model("works", "Search").objects.all()
    searches.update(name=Subquery(asset.values("name")), sha256=Subquery(asset.values("sha256")))


class Migration(migrations.Migration):
    dependencies = [("works", "0001_works")]

    operations = [
        migrations.AddField(
            model_name="search",
            name="name",
            field=models.CharField(db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="search",
            name="sha256",
            field=models.CharField(db_default="", default="", max_length=64),
        ),
        migrations.RunPython(told, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="search",
            name="asset",
            field=models.OneToOneField(null=True, on_delete=PROTECT, related_name="+", to="media.asset"),
        ),
    ]

"""More renditions of one asset: what a master playlist says of each, and how far an asset's ladder is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("media", "0003_shown_ms")]

    operations = [
        migrations.AddField("asset", "laddered_at", models.DateTimeField(null=True)),
        migrations.AddField("asset", "ladder_tries", models.PositiveSmallIntegerField(default=0, db_default=0)),
        migrations.AddField("asset", "ladder_progress", models.PositiveSmallIntegerField(default=0, db_default=0)),
        migrations.AddField(
            "asset", "ladder_error", models.CharField(blank=True, db_default="", default="", max_length=40)
        ),
        migrations.AddField("asset", "thumb_every_ms", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.AddField("asset", "thumb_count", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.AddField("asset", "thumb_width", models.PositiveSmallIntegerField(default=0, db_default=0)),
        migrations.AddField("rendition", "peak", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.AddField("rendition", "width", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.AddField("rendition", "height", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.AddField(
            "rendition", "codecs", models.CharField(blank=True, db_default="", default="", max_length=60)
        ),
    ]

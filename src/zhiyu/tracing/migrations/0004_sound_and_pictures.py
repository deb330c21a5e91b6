from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracing", "0003_places_of_films_looked_at"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="trace",
            name="trace_place_once",
        ),
        migrations.AddField(
            model_name="trace",
            name="kind",
            field=models.CharField(
                choices=[("film", "视频"), ("sound", "音频"), ("pictures", "页面和图片")],
                db_default="film",
                default="film",
                max_length=8,
            ),
        ),
        # live-ok: a row for each film that was ever traced
        migrations.AddConstraint(
            model_name="trace",
            constraint=models.UniqueConstraint(
                condition=models.Q(("count__gt", 0), models.Q(("kind", "pictures"), _negated=True)),
                fields=("course", "epoch", "first"),
                name="trace_place_once",
            ),
        ),
    ]

"""Subtitles of an asset, by language."""

import django.db.models.deletion
from django.db import migrations, models

LANGUAGES = [
    ("zh-Hans", "中文"),
    ("zh-Hant", "繁體中文"),
    ("yue", "粤语"),
    ("en", "英文"),
    ("ja", "日文"),
    ("ko", "韩文"),
]


class Migration(migrations.Migration):
    dependencies = [("media", "0004_ladder")]

    operations = [
        migrations.CreateModel(
            name="Subtitle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(choices=LANGUAGES, max_length=8)),
                ("cues", models.JSONField(default=list)),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="subtitles", to="media.asset"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("asset", "language"), name="subtitle_once")],
            },
        ),
    ]

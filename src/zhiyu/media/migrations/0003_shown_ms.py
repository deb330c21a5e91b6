"""How long a packaged preview really is stands beside it, so that a course page need not add up its segments."""

from django.db import migrations, models

FILL = """
update media_rendition one set shown_ms = coalesce((
    select sum((part->>0)::int) from jsonb_array_elements(one.segments) with ordinality listed (part, n)
    where n <= one.preview_segments
), 0)
where shown_ms is null
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("media", "0002_tries_and_loose")]

    operations = [
        migrations.AddField(model_name="rendition", name="shown_ms", field=models.PositiveIntegerField(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]

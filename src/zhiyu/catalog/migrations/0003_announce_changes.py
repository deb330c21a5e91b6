"""What public pages are made of announces its changes: ``platform/shown.py`` listens. Down to the school's own row."""

from django.db import migrations

FUNCTION = """
create function zhiyu_shown_changed() returns trigger language plpgsql as $$
begin
  notify shown;
  return null;
end $$
"""
ANY = "insert or update or delete"
TABLES = {
    "platform_school": ANY,
    "catalog_product": ANY,
    "catalog_course": ANY,
    "catalog_course_categories": ANY,
    "catalog_course_tags": ANY,
    "catalog_category": ANY,
    "catalog_tag": ANY,
    "catalog_chapter": ANY,
    "catalog_lesson": ANY,
    "catalog_attachment": ANY,
    "media_asset": "insert or delete or update of state, duration_ms, preview_seconds",
    "media_rendition": ANY,
}


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_first_categories"), ("platform", "0001_initial"), ("media", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTION, "drop function zhiyu_shown_changed()"),
        *(
            migrations.RunSQL(
                f"create trigger shown after {when} on {table} for each statement execute function zhiyu_shown_changed()",
                f"drop trigger shown on {table}",
            )
            for table, when in TABLES.items()
        ),
    ]

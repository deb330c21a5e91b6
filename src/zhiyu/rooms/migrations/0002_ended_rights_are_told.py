"""A grant that ends is told of by its own row, whoever ends it: streams of a room close at once."""

from django.db import migrations

FUNCTION = """
create function zhiyu_right_moved() returns trigger language plpgsql as $$
begin
  perform pg_notify('live', json_build_object('topic', 'rights:' || new.user_id)::text);
  return null;
end $$
"""
TRIGGER = """
create trigger right_moved after update of revoked_at, valid_from, valid_until on access_grant for each row
when (new.revoked_at is distinct from old.revoked_at or new.valid_until is distinct from old.valid_until
      or new.valid_from is distinct from old.valid_from)
execute function zhiyu_right_moved()
"""


class Migration(migrations.Migration):
    dependencies = [("rooms", "0001_rooms"), ("access", "0005_pauses")]

    operations = [
        migrations.RunSQL(FUNCTION, "drop function zhiyu_right_moved()"),
        migrations.RunSQL(TRIGGER, "drop trigger right_moved on access_grant"),
    ]

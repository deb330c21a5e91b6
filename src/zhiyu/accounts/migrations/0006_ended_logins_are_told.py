"""A login that ended, and a person who changed, are told to whoever remembers them: ``platform/shown.py`` listens."""

from django.db import migrations

TELL = """
create function accounts_login_changed() returns trigger language plpgsql as $$
begin
  notify logins;
  return null;
end $$;
create trigger login_ended after update of signed_out_at or delete on accounts_device
  for each statement execute function accounts_login_changed();
create trigger person_changed after update of is_active, name, phone on accounts_user
  for each statement execute function accounts_login_changed()
"""
UNTELL = """
drop trigger person_changed on accounts_user;
drop trigger login_ended on accounts_device;
drop function accounts_login_changed()
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_plays")]

    operations = [migrations.RunSQL(TELL, UNTELL)]

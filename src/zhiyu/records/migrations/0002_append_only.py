"""Rules the database keeps, whoever writes: what was signed is never changed, nor what it is checked with."""

from django.db import migrations

REFUSE = """
create function records_refuse() returns trigger language plpgsql as $$
begin
    raise exception '% on % refused: what was signed stays as it is', tg_op, tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$;
create trigger records_record_frozen before update on records_record
    for each row execute function records_refuse();
create trigger records_key_frozen before update of name, public, made_at or delete on records_signingkey
    for each row execute function records_refuse();
"""
THAW = """
drop trigger records_record_frozen on records_record;
drop trigger records_key_frozen on records_signingkey;
drop function records_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, THAW)]

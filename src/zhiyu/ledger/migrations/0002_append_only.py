"""Rules the database keeps, whoever writes: journals balance at commit, and nothing is ever changed or deleted."""

from django.db import migrations

REFUSE = """
create function ledger_refuse() returns trigger language plpgsql as $$
begin
    raise exception '% on % refused: the ledger is append-only', tg_op, tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$;
create trigger ledger_journal_frozen before update or delete on ledger_journal
    for each row execute function ledger_refuse();
create trigger ledger_line_frozen before update or delete on ledger_line
    for each row execute function ledger_refuse();
create trigger ledger_seal_frozen before update or delete on ledger_seal
    for each row execute function ledger_refuse();
"""
THAW = """
drop trigger ledger_journal_frozen on ledger_journal;
drop trigger ledger_line_frozen on ledger_line;
drop trigger ledger_seal_frozen on ledger_seal;
drop function ledger_refuse();
"""
BALANCE = """
create function ledger_balance() returns trigger language plpgsql as $$
declare
    booked bigint := case when tg_table_name = 'ledger_journal' then new.id else (to_jsonb(new)->>'journal_id')::bigint end;
    off numeric;
    entries bigint;
begin
    select coalesce(sum(amount_fen), 0), count(*) into off, entries from ledger_line where journal_id = booked;
    if off <> 0 or entries < 2 then
        raise exception 'journal % has % lines and is off by % fen', booked, entries, off
            using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create constraint trigger ledger_journal_balanced after insert on ledger_journal
    deferrable initially deferred for each row execute function ledger_balance();
create constraint trigger ledger_line_balanced after insert on ledger_line
    deferrable initially deferred for each row execute function ledger_balance();
create function ledger_sealed_is_closed() returns trigger language plpgsql as $$
begin
    if exists (select 1 from ledger_seal where journal_id = new.journal_id) then
        raise exception 'journal % is sealed', new.journal_id using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger ledger_line_open before insert on ledger_line
    for each row execute function ledger_sealed_is_closed();
"""
UNBALANCE = """
drop trigger ledger_line_open on ledger_line;
drop function ledger_sealed_is_closed();
drop trigger ledger_line_balanced on ledger_line;
drop trigger ledger_journal_balanced on ledger_journal;
drop function ledger_balance();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, THAW), migrations.RunSQL(BALANCE, UNBALANCE)]

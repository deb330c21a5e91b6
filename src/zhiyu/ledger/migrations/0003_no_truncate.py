"""Emptying a table passes by the rules for rows, so it has one of its own. Nothing in the product can switch it off."""

from django.db import migrations

TABLES = ("ledger_journal", "ledger_line", "ledger_seal")
KEEP = "\n".join(
    f"create trigger {table}_kept before truncate on {table} for each statement execute function ledger_refuse();"
    for table in TABLES
)
LOSE = "\n".join(f"drop trigger {table}_kept on {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_append_only")]

    operations = [migrations.RunSQL(KEEP, LOSE)]

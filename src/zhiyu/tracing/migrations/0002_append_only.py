"""What was issued is never changed or deleted, whoever writes."""

from django.db import migrations

REFUSE = """
create function tracing_refuse() returns trigger language plpgsql as $$
begin
    raise exception '% on % refused: what was issued stays', tg_op, tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$;
create trigger tracing_issue_frozen before update or delete on tracing_issue
    for each row execute function tracing_refuse();
create trigger tracing_issue_kept before truncate on tracing_issue
    for each statement execute function tracing_refuse();
"""
THAW = """
drop trigger tracing_issue_frozen on tracing_issue;
drop trigger tracing_issue_kept on tracing_issue;
drop function tracing_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("tracing", "0001_traces_issues_inquiries")]

    operations = [migrations.RunSQL(REFUSE, THAW)]

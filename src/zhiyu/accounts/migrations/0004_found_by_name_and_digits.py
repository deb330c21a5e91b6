"""Learners are found by any part of a name and by a phone's last four digits, however many there are."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Right

PAIRS = """
create or replace function zhiyu_name_pairs(name text) returns text[] language sql immutable strict parallel safe as $$
    select coalesce(array_agg(distinct part), '{}')
    from generate_series(1, length(name)) at,
    lateral (values (substr(lower(name), at, 1)), (substr(lower(name), at, 2))) as cut (part)
$$;
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0003_by_joining")]

    operations = [
        migrations.RunSQL(PAIRS, "drop function zhiyu_name_pairs(text)"),
        AddIndexConcurrently(
            model_name="user",
            index=models.Index(Right("phone", 4), name="user_by_last_digits"),
        ),
        AddIndexConcurrently(
            model_name="user",
            index=GinIndex(
                models.Func(models.F("name"), function="zhiyu_name_pairs", output_field=ArrayField(models.TextField())),
                name="user_by_name_part",
            ),
        ),
        # The planner's figures of both expressions; until the next autovacuum there would be none.
        migrations.RunSQL("analyze accounts_user", migrations.RunSQL.noop),
    ]

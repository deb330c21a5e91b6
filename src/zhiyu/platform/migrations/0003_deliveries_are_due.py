"""A delivery is its own job: when it is due, who has it, and a notice to the workers when there are more.

What waits at the time of the upgrade is due at once; the version before goes on inserting, and knows none of this.
"""

from django.db import migrations, models
from django.db.models.functions import Now

FUNCTION = """
create function zhiyu_deliveries_wait() returns trigger language plpgsql as $$
begin
  notify deliveries;
  return null;
end $$
"""
TRIGGER = """
create trigger wait after insert on platform_delivery for each statement execute function zhiyu_deliveries_wait()
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0002_licences")]

    operations = [
        migrations.AddField("delivery", "due_at", models.DateTimeField(db_default=Now(), null=True)),
        migrations.AddField("delivery", "claimed_by", models.BigIntegerField(null=True)),
        migrations.RunSQL(FUNCTION, "drop function zhiyu_deliveries_wait()"),
        migrations.RunSQL(TRIGGER, "drop trigger wait on platform_delivery"),
    ]

"""What opens what, said once: a right is one grant opening one product. Whether it is live is the reader's to ask."""

from django.db import migrations

RIGHTS = """
create view access_right as
select g.id as grant_id, g.user_id, g.product_id, true as own, g.valid_from, g.valid_until
from access_grant g where g.revoked_at is null
union all
select g.id, g.user_id, p.id, false, g.valid_from, g.valid_until
from catalog_opens o
join catalog_product p on p.id = o.opened_id and p.published_at is not null
join access_grant g on g.product_id = o.opener_id and (o.ended_at is null or g.created_at < o.ended_at)
where g.revoked_at is null
union all
select g.id, g.user_id, p.id, false, g.valid_from, g.valid_until
from catalog_product m
join access_grant g on g.product_id = m.id
join catalog_product p on p.id <> m.id and p.published_at is not null
     and (p.outside_since is null or g.created_at < p.outside_since)
where m.opens_all and g.revoked_at is null
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("catalog", "0004_terms_openings_plans")]
    operations = [migrations.RunSQL(RIGHTS, "drop view access_right")]

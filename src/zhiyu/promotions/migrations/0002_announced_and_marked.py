"""Deals and coupons on show announce their changes, and every list price leaves its mark, whoever sets it."""

from django.db import migrations

ANY = "insert or update or delete"
TABLES = [
    "promotions_deal",
    "promotions_deal_products",
    "promotions_deal_members",
    "promotions_coupon",
    "promotions_coupon_products",
]
MARK = """
create function zhiyu_price_marked() returns trigger language plpgsql as $$
begin
  insert into promotions_pricemark (product_id, price_fen, since) values (new.id, new.price_fen, now());
  return null;
end $$;
create trigger price_marked_at_first after insert on catalog_product
  for each row execute function zhiyu_price_marked();
create trigger price_marked after update of price_fen on catalog_product
  for each row when (old.price_fen is distinct from new.price_fen) execute function zhiyu_price_marked();
insert into promotions_pricemark (product_id, price_fen, since) select id, price_fen, created_at from catalog_product;
"""
UNMARK = """
drop trigger price_marked on catalog_product;
drop trigger price_marked_at_first on catalog_product;
drop function zhiyu_price_marked();
"""


class Migration(migrations.Migration):
    dependencies = [("promotions", "0001_deals_and_coupons"), ("catalog", "0003_announce_changes")]
    operations = [
        migrations.RunSQL(MARK, UNMARK),
        *(
            migrations.RunSQL(
                f"create trigger shown after {ANY} on {table} for each statement execute function zhiyu_shown_changed()",
                f"drop trigger shown on {table}",
            )
            for table in TABLES
        ),
    ]

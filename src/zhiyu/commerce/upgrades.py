"""Whoever buys a larger membership while a smaller one runs has what is left of that, of what was paid, counted."""

from collections.abc import Collection
from dataclasses import replace

from zhiyu.access.models import Grant
from zhiyu.access.queries import days_used
from zhiyu.catalog.durations import Duration
from zhiyu.commerce.prorating import Share, unused_fen
from zhiyu.kernel.clock import now
from zhiyu.platform.plain import rows
from zhiyu.promotions.market import Credit, CreditKind

# A membership is larger when it opens all that the other opens, the group too, and costs more a day, or lasts for ever;
# one that would end before what it takes the place of is not.
# Trials are what they are; what counts in another way, or goes back, does not count here.
LEFT = """
with days (unit, n) as (values ('day', 1), ('month', 30), ('quarter', 91), ('year', 365))
select 'order_line:' || l.id, l.title, l.product_id, new.code, g.valid_from, g.valid_until, g.used_before,
       new.term_count, new.term_unit, l.total_fen - l.refunded_fen + coalesce((
           select sum(u.paid_fen) from promotions_credituse u
           where u.order_no = o.no and u.product_id = l.product_id and u.given_back_at is null), 0)::int
from access_grant g
join commerce_orderline l on g.source = 'order_line:' || l.id and l.product_id = g.product_id and l.to_buyer
join commerce_order o on o.id = l.order_id and o.buyer_id = g.user_id
join catalog_product old on old.id = g.product_id and not old.once_a_person and old.term_count is not null
join catalog_variant mine on mine.product_id = old.id join catalog_plan held on held.id = mine.plan_id
join catalog_product new on new.code = any(%(codes)s) and new.id <> old.id and not new.once_a_person
join catalog_variant other on other.product_id = new.id
left join days old_days on old_days.unit = old.term_unit left join days new_days on new_days.unit = new.term_unit
where g.user_id = %(user)s and g.revoked_at is null and g.valid_until > %(at)s
  and (new.term_count is null
       or new.price_fen::bigint * old.term_count * old_days.n > old.price_fen::bigint * new.term_count * new_days.n)
  and (other.plan_id = mine.plan_id or held.group_name = ''
       and (not old.opens_all or new.opens_all and not exists (
            select from catalog_product w where w.outside_since > g.created_at))
       and (old.opens_all or exists (select from catalog_opens x where x.opener_id = old.id and x.ended_at is null))
       and not exists (
            select from catalog_opens x join catalog_product w on w.id = x.opened_id
            where x.opener_id = old.id and (x.ended_at is null or g.created_at < x.ended_at)
              and not (new.opens_all and w.outside_since is null)
              and not exists (select from catalog_opens y where y.opener_id = new.id and y.opened_id = x.opened_id
                              and y.ended_at is null)))
  and not exists (
       select from promotions_credit c where c.source = g.source and c.voided_at is null and (c.kind <> 'upgrade'
         or exists (select from promotions_credituse u where u.credit_id = c.id and u.given_back_at is null
                    and not exists (
                        select from commerce_order own join commerce_orderline its on its.order_id = own.id
                        where own.no = u.order_no and own.buyer_id = g.user_id and own.status = 'pending'
                          and its.product_id = new.id))))
  and not exists (
       select from commerce_refundline x join commerce_refund r on r.id = x.refund_id
       where x.line_id = l.id and r.status <> 'rejected')
order by g.valid_until, g.id
"""


# All that is held of what is wanted: its term would follow, and not begin now.
HELD = """
select new.code, g.source from access_grant g
join catalog_variant mine on mine.product_id = g.product_id join catalog_variant other using (plan_id)
join catalog_product new on new.id = other.product_id and new.code = any(%(codes)s) and new.term_count is not null
where g.user_id = %(user)s and g.revoked_at is null and g.valid_until > %(at)s
"""


def upgrade_credits(user_id: int, codes: Collection[str]) -> tuple[Credit, ...]:
    """For each of ``codes`` what of the buyer's smaller memberships counts towards it, that on their own unpaid order
    of it too. None where it would not begin now, because more of it is held than would end.
    """
    found = []
    asked = {"user": user_id, "codes": [*codes], "at": now()}
    for source, title, product_id, code, begins, ends, before, count, unit, paid_fen in rows(LEFT, asked):
        term = Duration.of(count, unit)
        if term is not None and term.end_after(now()) < ends:
            continue
        used, whole = days_used([Grant(valid_from=begins, valid_until=ends, used_before=before)])
        fen = unused_fen(paid_fen, Share(used, whole, "day"))
        credit = Credit(source=source, kind=CreditKind.UPGRADE, product=code, title=title, fen=fen)
        if fen > 0:
            found.append(replace(credit, paid_for=product_id, days=whole - used))
    ended = {(one.product, one.source) for one in found}
    follow = {code for code, source in rows(HELD, asked) if (code, source) not in ended} if found else set()
    return tuple(one for one in found if one.product not in follow)

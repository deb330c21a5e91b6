"""What runs, and what is known of a buyer: the facts that a quote is made of, in as few statements as may be."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac

from zhiyu.catalog.models import Product
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform.plain import row, rows
from zhiyu.platform.shown import copies, until
from zhiyu.promotions.credits import credits_for
from zhiyu.promotions.goods import WITH_INTAKES
from zhiyu.promotions.market import QUIET, Coupon, Deal, Kind, Market
from zhiyu.promotions.models import Coupon as CouponIssue
from zhiyu.promotions.models import Deal as DealRow
from zhiyu.promotions.models import Held

# How far back the lowest price is looked for that may stand struck through: what was asked in the seven days before
# (明码标价和禁止价格欺诈规定, order 56 of the State Administration for Market Regulation).
LOOK_BACK = timedelta(days=7)
MOST_LISTED, MOST_OFFERED = 200, 20

# All that runs in one statement: read again whenever something that is shown changes, and each sale changes a seat.
STANDING = f"""
select coalesce((select jsonb_agg(to_jsonb(one) order by one.id) from (
         select d.id, d.kind, d.title, d.price_fen, d.percent, d.off_fen, d.threshold_fen, d.once, d.everything,
                d.starts_at, d.ends_at, d.stock - d.taken as left,
                (select array_agg(p.code) from promotions_deal_products x {WITH_INTAKES}
                 where x.deal_id = d.id) as codes,
                (select array_agg(p.code) from promotions_deal_members x join catalog_product p on p.id = x.product_id
                 where x.deal_id = d.id) as members
         from promotions_deal d where d.state = 'on' and (d.ends_at is null or d.ends_at > %(at)s)) one), '[]'),
       coalesce((select jsonb_agg(to_jsonb(lower)) from (
         select p.code, m.price_fen, min(later.since) as ended
         from promotions_pricemark m join catalog_product p on p.id = m.product_id
         join promotions_pricemark later on later.product_id = p.id and later.since > m.since
         where m.price_fen < p.price_fen group by p.code, m.id having min(later.since) > %(from)s) lower), '[]'),
       exists (select 1 from promotions_coupon),
       exists (select 1 from catalog_product where counts_for_id is not null)
       or exists (select 1 from promotions_credit),
       coalesce((select jsonb_agg(c.claim_from) from promotions_coupon c where c."on" and c.claim_from > %(at)s), '[]')
"""  # noqa: S608 -- no value of anybody's


@dataclass(frozen=True)
class Standing:
    """All that runs at the school, for everybody; kept until something of it changes (``platform/shown.py``)."""

    deals: tuple[Deal, ...]
    lowered: tuple[tuple[str, int, datetime], ...]
    """Code, a list price lower than today's, and until when it was asked."""
    coupons: bool
    credits: bool
    claims: tuple[datetime, ...] = ()
    """When coupons that nobody can take yet can be taken."""


def standing() -> Standing:
    return copies.get("promotions", _read)


def _read() -> Standing:
    at = now()
    nothing = ("[]", "[]", False, False, "[]")
    deals, lowered, coupons, credits_given, claims = row(STANDING, {"at": at, "from": at - LOOK_BACK}) or nothing
    return Standing(
        deals=tuple(map(_deal, json.loads(deals))),
        lowered=tuple((one["code"], one["price_fen"], _moment(one["ended"])) for one in json.loads(lowered)),
        coupons=coupons,
        credits=credits_given,
        claims=tuple(map(_moment, json.loads(claims))),
    )


def _deal(said: dict[str, Any]) -> Deal:
    everything, codes, members = said.pop("everything"), said.pop("codes"), said.pop("members")
    starts_at, ends_at = said.pop("starts_at"), said.pop("ends_at")
    return Deal(
        kind=Kind(said.pop("kind")),
        codes=None if everything else frozenset(codes or ()),
        members=frozenset(members or ()),
        starts_at=_moment(starts_at) if starts_at else None,
        ends_at=_moment(ends_at) if ends_at else None,
        **said,
    )


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """Who asks, and what they have done before, which is read only where the price may depend on it."""

    id: int | None
    past: Callable[[], "Past"]


@dataclass(frozen=True)
class Past:
    """``waiting``: their unpaid orders of these goods, whose coupons and units count as theirs to use."""

    waiting: Collection[str]
    newcomer: bool


def market_for(codes: Collection[str], buyer: Buyer, *, coupon: str | None = None) -> Market:
    """``coupon``: ``Coupon.choice``, a code somebody typed, empty for none, None for the best one."""
    now_on = standing()
    at = now()
    deals = tuple(deal for deal in now_on.deals if deal.covers_any(codes))
    until(min((edge for deal in deals for edge in deal.turns if edge > at), default=None))
    was = _was(codes, now_on, at)
    if buyer.id is None:
        return Market(deals=deals, was_fen=was) if deals or was else QUIET
    if not deals and not now_on.coupons and not now_on.credits:
        return Market(was_fen=was, newcomer=False) if was else QUIET
    past = buyer.past()
    waiting = past.waiting
    held = coupons_of(buyer.id, waiting=waiting) if now_on.coupons else []
    if coupon and ":" not in coupon and now_on.coupons:
        held, coupon = _with_typed(held, coupon, buyer.id)
    first_time = any(deal.kind == Kind.NEWCOMER for deal in deals)
    persons = persons_of(buyer.id) if any(deal.once for deal in deals) else ()
    spent, been_new = spent_by(persons, waiting=waiting)
    return Market(
        deals=_with_own(deals, waiting),
        coupons=tuple(held),
        newcomer=first_time and not been_new and past.newcomer,
        member_of=memberships(buyer.id) if any(deal.members for deal in deals) else frozenset(),
        spent=spent,
        wanted=coupon,
        credits=credits_for(buyer.id, codes, waiting=waiting) if now_on.credits else (),
        was_fen=was,
        persons=persons,
    )


def _with_typed(held: list[Coupon], typed: str, user_id: int) -> tuple[list[Coupon], str]:
    """The buyer's coupons and their choice: a code means the one of it that they hold, or one that they may get."""
    found = row(TYPED, {"code": cleaned(typed), "user": user_id})
    if found is None:
        return held, typed
    *said, free = found
    asked = _coupon(*said)
    mine = next((one for one in held if one.id == asked.id), None)
    if mine is not None:
        return held, mine.choice
    return ([*held, asked], asked.choice) if free else (held, typed)


def _was(codes: Collection[str], now_on: Standing, at: datetime) -> dict[str, int]:
    lately = [(code, fen) for code, fen, ended in now_on.lowered if code in codes and ended > at - LOOK_BACK]
    return {code: min(fen for one, fen in lately if one == code) for code, _ in lately}


OWN = """
select deal_id, sum(quantity)::int from promotions_use
where order_no = any(%(orders)s) and given_back_at is null group by deal_id
"""


def _with_own(deals: tuple[Deal, ...], waiting: Collection[str]) -> tuple[Deal, ...]:
    """What a buyer's own unpaid order holds is not gone for them."""
    if not waiting or all(deal.left is None for deal in deals):
        return deals
    own = dict(rows(OWN, {"orders": [*waiting]}))
    return tuple(_more(deal, own.get(deal.id, 0)) for deal in deals)


def _more(deal: Deal, units: int) -> Deal:
    return Deal(**{**vars(deal), "left": deal.left + units}) if deal.left is not None and units else deal


MEMBERSHIPS = """
select distinct p.code from access_grant g join catalog_product p on p.id = g.product_id
where g.user_id = %(user)s and g.revoked_at is null and g.valid_from <= %(at)s
  and (g.valid_until is null or g.valid_until > %(at)s)
"""


def memberships(user_id: int) -> frozenset[str]:
    """Codes of all that somebody holds now."""
    return frozenset(code for (code,) in rows(MEMBERSHIPS, {"user": user_id, "at": now()}))


PERSON = """
select u.phone, (select array_agg(coalesce(nullif(i.union_id, ''), i.app_id || '/' || i.subject))
                 from accounts_identity i where i.user_id = u.id)
from accounts_user u where u.id = %s
"""


def persons_of(user_id: int) -> tuple[str, ...]:
    """Every name under which the same person may come again. The hash is the school's own and tells no number."""
    found = row(PERSON, [user_id])
    phone, identities = found or (None, None)
    known = [f"phone:{phone}"] if phone else []
    known += [f"wechat:{one}" for one in identities or ()]
    hashed = [salted_hmac("zhiyu.promotions.person", one, algorithm="sha256").hexdigest() for one in known]
    return (f"user:{user_id}", *hashed)


SPENT = """
select distinct s.deal_id, d.kind = 'newcomer' from promotions_spent s
join promotions_use u on u.id = s.use_id join promotions_deal d on d.id = s.deal_id
where s.person = any(%(persons)s) and u.order_no <> all(%(waiting)s)
"""


def spent_by(persons: Collection[str], *, waiting: Collection[str]) -> tuple[frozenset[int], bool]:
    """The deals that somebody has had once, and whether one was for newcomers: nobody is new twice."""
    found = rows(SPENT, {"persons": [*persons], "waiting": [*waiting]}) if persons else []
    return frozenset(deal_id for deal_id, _ in found), any(new for _, new in found)


COUPON = f"""
       c.id, c.title, c.off_fen, c.percent, c.most_fen, c.whole, c.threshold_fen, c.joins, c.everything,
       (select array_agg(p.code) from promotions_coupon_products x {WITH_INTAKES} where x.coupon_id = c.id)
"""  # noqa: S608 -- as above
HELD = f"""
select {COUPON}, h.id, h.valid_from, h.valid_until
from promotions_held h join promotions_coupon c on c.id = h.coupon_id
where h.user_id = %(user)s and (h.order_no = '' or h.order_no = any(%(waiting)s)) and h.used_at is null
  and (h.valid_until is null or h.valid_until > %(at)s) order by h.id
"""  # noqa: S608 -- no value of anybody's
TYPED = f"""
select {COUPON}, null, c.claim_from, least(c.claim_until, c.valid_until),
       c.on and (c.budget is null or c.issued < c.budget)
       and c.per_person > (select count(*) from promotions_held h where h.coupon_id = c.id and h.user_id = %(user)s)
from promotions_coupon c where c.code = %(code)s
"""  # noqa: S608 -- as above


def coupons_of(user_id: int, *, waiting: Collection[str] = ()) -> list[Coupon]:
    """What somebody may still use, on no order but ``waiting`` ones."""
    return [_coupon(*values) for values in rows(HELD, {"user": user_id, "waiting": [*waiting], "at": now()})]


def cleaned(typed: str) -> str:
    return "".join(typed.upper().split())


def _coupon(pk: int, title: str, *rest: Any) -> Coupon:
    off_fen, percent, most_fen, whole, threshold_fen, joins, everything, codes, held_id, since, ends = rest
    return Coupon(
        id=pk,
        held_id=held_id,
        title=title,
        off_fen=off_fen,
        percent=percent,
        most_fen=most_fen,
        whole=whole,
        threshold_fen=threshold_fen,
        joins=joins,
        codes=None if everything else frozenset(codes or ()),
        valid_from=since,
        valid_until=ends,
    )


# --- for people ----------------------------------------------------------------------------------------------------


def deal(deal_id: int) -> DealRow:
    found = DealRow.objects.filter(pk=deal_id).first()
    if found is None:
        raise NotFound
    return found


def coupon(coupon_id: int) -> CouponIssue:
    found = CouponIssue.objects.filter(pk=coupon_id).first()
    if found is None:
        raise NotFound
    return found


def products_on_sale(kept: Collection[int] = ()) -> QuerySet[Product]:
    """And those of ``kept``, on sale or not."""
    found = Product.objects.filter(Q(status=Product.Status.PUBLISHED) | Q(pk__in=kept))
    return found.exclude(kind__in=[Product.Kind.TIP, Product.Kind.DEPOSIT]).order_by("title")


def products_priced(kept: Collection[int] = ()) -> QuerySet[Product]:
    """What a price can go down of: it costs something, or its intakes do."""
    found = products_on_sale(kept)
    return found.filter(Q(price_fen__gt=0) | Q(sold_alone=False) | Q(pk__in=kept))


def how_many_on_sale() -> int:
    return products_on_sale().filter(price_fen__gt=0, sold_alone=True).count()


def deals_listed() -> list[DealRow]:
    """What runs first, then drafts, then what was stopped."""
    places = {DealRow.State.ON: 0, DealRow.State.DRAFT: 1, DealRow.State.OFF: 2}
    found = DealRow.objects.prefetch_related("products").order_by("-id")[:MOST_LISTED]
    return sorted(found, key=lambda deal: places[DealRow.State(deal.state)])


def coupons_listed() -> QuerySet[CouponIssue]:
    return CouponIssue.objects.prefetch_related("products").order_by("-on", "-id")[:MOST_LISTED]


def held_by(user_id: int) -> QuerySet[Held]:
    """A learner's coupons, newest first."""
    return (
        Held.objects.filter(user_id=user_id)
        .select_related("coupon")
        .prefetch_related("coupon__products")
        .order_by("-id")[:MOST_LISTED]
    )


def claimable(user_id: int | None, codes: Collection[str] | None = None) -> list[CouponIssue]:
    """Coupons that this person may take now; with ``codes``, those good for one of these products."""
    now_on = standing()
    if not now_on.coupons:
        return []
    at = now()
    found = CouponIssue.objects.filter(on=True, how=CouponIssue.How.CLAIM)
    found = found.exclude(claim_from__gt=at).exclude(claim_until__lte=at).exclude(valid_until__lte=at)
    found = found.exclude(budget__isnull=False, budget__lte=F("issued"))
    if codes is not None:
        found = found.filter(Q(everything=True) | Q(products__code__in=codes)).distinct()
    if user_id is not None:
        mine = Held.objects.filter(user_id=user_id, coupon=OuterRef("pk")).order_by().values("coupon")
        counted = Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0)
        found = found.annotate(mine=counted).filter(mine__lt=F("per_person"))
    offered = list(found.prefetch_related("products").order_by("-id")[:MOST_OFFERED])
    edges = [edge for one in offered for edge in (one.claim_until, one.valid_until) if edge]
    until(min([*edges, *(begins for begins in now_on.claims if begins > at)], default=None))
    return offered

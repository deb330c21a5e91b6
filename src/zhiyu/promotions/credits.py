"""Reads of credits: what somebody may still use, and what became of one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zhiyu.catalog.plans import SOLD_AS
from zhiyu.kernel.clock import now
from zhiyu.platform.plain import row, rows
from zhiyu.promotions.goods import WITH_INTAKES
from zhiyu.promotions.market import Credit, CreditKind
from zhiyu.promotions.models import Credit as CreditRow
from zhiyu.promotions.models import CreditUse

# What a buyer's own unpaid order has is theirs to use. One that is for a course is told once for each way to buy it.
OPEN = f"""
select x.source, x.kind, p.code, x.title, x.fen - x.used_fen + coalesce(own.fen, 0), x.valid_from, x.valid_until
from promotions_credit x {WITH_INTAKES}
left join lateral (select sum(u.off_fen)::int as fen from promotions_credituse u
                   where u.credit_id = x.id and u.given_back_at is null and u.order_no = any(%(waiting)s)) own on true
where x.user_id = %(user)s and x.voided_at is null and x.kind <> 'upgrade' and p.code = any(%(codes)s)
  and (x.valid_until is null or x.valid_until > %(at)s) and x.fen > x.used_fen - coalesce(own.fen, 0)
order by x.valid_until nulls last, x.id, p.id
"""  # noqa: S608 -- no value of anybody's


def credits_for(user_id: int, codes: Collection[str], *, waiting: Collection[str] = ()) -> tuple[Credit, ...]:
    """The one that ends first comes first; those that begin later are told of."""
    asked = {"user": user_id, "codes": [*codes], "waiting": [*waiting], "at": now()}
    return tuple(
        Credit(
            source=source,
            kind=CreditKind(kind),
            product=code,
            title=title,
            fen=fen,
            valid_from=valid_from,
            valid_until=valid_until,
        )
        for source, kind, code, title, fen, valid_from, valid_until in rows(OPEN, asked)
    )


def upgrades_on(order_no: str) -> list[CreditUse]:
    """Smaller memberships that count towards an order."""
    found = CreditUse.objects.filter(order_no=order_no, given_back_at=None, credit__kind=CreditRow.Kinds.UPGRADE)
    return list(found.select_related("credit").order_by("credit_id"))


def deposits_on(order_no: str) -> list[CreditUse]:
    """Deposits that stand behind an order's price."""
    found = CreditUse.objects.filter(order_no=order_no, given_back_at=None, credit__kind=CreditRow.Kinds.DEPOSIT)
    return list(found.filter(paid_fen__gt=0).select_related("credit__paid_for", "product").order_by("credit_id"))


def deposit_of(source: str) -> CreditRow | None:
    """One that is to be settled, held until the transaction ends; None when it was, or an order has it."""
    found = CreditRow.objects.select_for_update(of=("self",)).select_related("paid_for__presale")
    return found.filter(source=source, voided_at=None, unspent_fen__gt=0, used_fen=0).first()


def open_deposits(deposit_id: int) -> list[CreditRow]:
    """Those on which no balance was ordered."""
    return list(CreditRow.objects.filter(paid_for=deposit_id, voided_at=None, used_fen=0).order_by("pk"))


def deposits_to_settle() -> list[CreditRow]:
    """Deposits whose time is over, or whose pre-sale was called off, and that no order has."""
    ended = Q(valid_until__lte=now()) | Q(paid_for__presale__cancelled_at__isnull=False)
    found = CreditRow.objects.filter(ended, kind=CreditRow.Kinds.DEPOSIT, voided_at=None, unspent_fen__gt=0, used_fen=0)
    return list(found.select_related("paid_for").order_by("pk"))


ON = """
select sum(paid_fen)::int from promotions_credituse where order_no = %s and product_id = %s and given_back_at is null
"""


def money_behind(order_no: str, product_id: int) -> int:
    """What the buyer paid before of the price of this product on this order, and did not get back since."""
    found = row(ON, [order_no, product_id])
    return (found[0] if found else None) or 0


@dataclass(frozen=True)
class Stand:
    """A credit and the order that has it, if one has."""

    credit: CreditRow
    used_by: str

    @property
    def begun(self) -> bool:
        return self.credit.valid_from <= now()

    @property
    def open(self) -> bool:
        """Whether it may still be used, now or from a later day."""
        row = self.credit
        ended = row.valid_until is not None and row.valid_until <= now()
        return row.voided_at is None and not ended and row.used_fen < row.fen


def stands(found: QuerySet[CreditRow]) -> list[Stand]:
    listed = list(found.select_related("product"))
    uses = CreditUse.objects.filter(credit__in=listed, given_back_at=None).order_by("pk")
    by = dict(uses.values_list("credit_id", "order_no"))
    return [Stand(one, by.get(one.pk, "")) for one in listed]


def credit_of(source: str) -> Stand | None:
    """What an order line gave."""
    return next(iter(stands(CreditRow.objects.filter(source=source))), None)


def standing_deposit(user_id: int, deposit_id: int) -> CreditRow | None:
    """What somebody's deposit of a pre-sale gave them, as long as they did not have it back."""
    return CreditRow.objects.filter(user=user_id, paid_for=deposit_id, voided_at=None).first()


def open_credits(user_id: int) -> list[Stand]:
    """What somebody may still use, now or from a later day."""
    return [one for one in credits_of(user_id) if one.open]


def credits_of(user_id: int) -> Sequence[Stand]:
    """Somebody's own that were given and still stand, the one that ends first at the beginning."""
    mine = CreditRow.objects.filter(user_id=user_id, voided_at=None).exclude(kind=CreditRow.Kinds.UPGRADE)
    return stands(mine.select_related(*(f"product__{one}" for one in SOLD_AS)).order_by("valid_until", "pk"))

"""Coupons come into hands: taken, typed, or given by the school. Each counts against its budget in one statement."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from zhiyu.accounts.actions import begin_try, forgive
from zhiyu.accounts.models import User
from zhiyu.kernel.clock import day_start, now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit
from zhiyu.platform.plain import row
from zhiyu.promotions.errors import CouponClosed, CouponGone, CouponUnknown
from zhiyu.promotions.models import Coupon, Held
from zhiyu.promotions.queries import cleaned

ISSUE = """
update promotions_coupon set issued = issued + 1
where id = %(coupon)s and (budget is null or budget > issued) returning id
"""


GUESS = "coupon"


def know_coupon(*, typed: str, user: User, address: str | None) -> None:
    """That there is such a code, or ``CouponUnknown``. Guesses are counted, outside the order's transaction."""
    begin_try(what=GUESS, account=str(user.pk), address=address, user=user)
    if not Coupon.objects.filter(code=cleaned(typed)).exists():
        raise CouponUnknown
    forgive(what=GUESS, account=str(user.pk), address=address)


@transaction.atomic
def claim_coupon(*, coupon_id: int, user_id: int) -> Held:
    """Take one that is there for everybody. Asked again, it is the one they have."""
    return hold(locked(coupon_id, Coupon.How.CLAIM), user_id=user_id)


@transaction.atomic
def give_coupon(*, coupon_id: int, user_ids: Collection[int], actor_id: int, reason: str = "") -> int:
    """The school gives one to each; who has it already keeps the one they have. Answers how many are new."""
    coupon = locked(coupon_id, *Coupon.How)
    given = 0
    for user_id in sorted(set(user_ids)):
        before = coupon.issued
        hold(coupon, user_id=user_id, reason=reason)
        given += coupon.issued - before
    audit.record(actor_id=actor_id, action="coupon.given", target=f"coupon:{coupon.pk}", given=given)
    return given


def hold_typed(*, coupon_id: int, user_id: int) -> int:
    """A typed code comes into the buyer's hands with the order that uses it, in the order's transaction."""
    return hold(locked(coupon_id, Coupon.How.CODE), user_id=user_id).pk


def locked(coupon_id: int, *hows: str) -> Coupon:
    """Its row is held until the end: claims of one coupon queue, so that a person's number of them is counted right."""
    coupon = Coupon.objects.select_for_update(no_key=True).filter(pk=coupon_id, how__in=hows).first()
    if coupon is None:
        raise NotFound
    return coupon


def hold(coupon: Coupon, *, user_id: int, reason: str = "") -> Held:
    mine = list(Held.objects.filter(coupon=coupon, user_id=user_id).order_by("nth"))
    if len(mine) >= coupon.per_person:
        return mine[-1]
    require_open(coupon)
    if row(ISSUE, {"coupon": coupon.pk}) is None:
        raise CouponGone
    coupon.issued += 1
    return Held.objects.create(
        coupon=coupon,
        user_id=user_id,
        nth=len(mine) + 1,
        reason=reason[:64],
        valid_from=now(),
        valid_until=end_of(coupon),
    )


def require_open(coupon: Coupon) -> None:
    at = now()
    early = coupon.claim_from is not None and at < coupon.claim_from
    late = any(end is not None and at >= end for end in (coupon.claim_until, coupon.valid_until))
    if not coupon.on or early or late:
        raise CouponClosed


def end_of(coupon: Coupon) -> datetime | None:
    """Days are whole ones in Shanghai: a coupon of seven days taken at noon ends with the seventh day after."""
    if coupon.valid_days is None:
        return coupon.valid_until
    end = day_start() + timedelta(days=coupon.valid_days + 1)
    return end if coupon.valid_until is None else min(end, coupon.valid_until)

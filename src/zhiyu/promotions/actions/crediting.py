"""What an order takes of credits, and gives back. All inside the order's own transaction, as in ``taking``."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from zhiyu.kernel.clock import now
from zhiyu.platform import plain
from zhiyu.promotions.errors import CreditTaken
from zhiyu.promotions.market import CreditKind
from zhiyu.promotions.models import Credit, CreditUse
from zhiyu.promotions.quotes import Quote

# The money behind goes with the first order, whole: what stays on the credit is then no money of the buyer's any more.
TAKE = """
with held as (select id, unspent_fen from promotions_credit where source = %(source)s and user_id = %(user)s for update)
update promotions_credit c set used_fen = used_fen + %(off)s, unspent_fen = 0
from held where c.id = held.id and c.voided_at is null and c.used_fen + %(off)s <= c.fen and c.valid_from <= %(at)s
  and (%(again)s or c.valid_until is null or c.valid_until > %(at)s)
returning c.id, held.unspent_fen, (select p.id from catalog_product p where p.code = %(product)s)
"""
# Worked out anew each day, as long as no order has it.
WORKED_OUT = """
insert into promotions_credit (kind, user_id, source, paid_for_id, product_id, title, fen, used_fen, paid_fen,
                               unspent_fen, valid_from, created_at)
select %(kind)s, %(user)s, %(source)s, %(paid_for)s, p.id, %(title)s, %(fen)s, 0, %(fen)s, %(fen)s, %(at)s, %(at)s
from catalog_product p where p.code = %(product)s
on conflict (source) do update
set product_id = excluded.product_id, fen = excluded.fen, paid_fen = excluded.fen, unspent_fen = excluded.fen
where promotions_credit.kind = %(kind)s and promotions_credit.used_fen = 0 and promotions_credit.voided_at is null
returning id
"""


@dataclass(frozen=True, kw_only=True)
class Earned:
    """What ``fulfil`` gives for a line. ``paid_fen``: the buyer's money in it."""

    kind: CreditKind
    user_id: int
    source: str
    paid_for_id: int
    product_id: int
    title: str
    fen: int
    paid_fen: int
    valid_from: datetime
    valid_until: datetime | None
    kept_from: datetime | None = None


def give_credit(earned: Earned) -> None:
    """One a line: paid twice or delivered twice, it is given once."""
    said = vars(earned) | {"unspent_fen": earned.paid_fen}
    Credit.objects.bulk_create([Credit(**said)], ignore_conflicts=True)


def take_credits(*, order_no: str, buyer_id: int, offer: Quote) -> None:
    """All that ``offer`` says, or ``CreditTaken``."""
    for credit, off_fen in offer.credits:
        if credit.kind == CreditKind.UPGRADE:
            said = {name: getattr(credit, name) for name in ("kind", "source", "paid_for", "title", "fen", "product")}
            plain.rows(WORKED_OUT, said | {"user": buyer_id, "at": now()})
        pk, paid_fen, product_id = hold(source=credit.source, user_id=buyer_id, off_fen=off_fen, product=credit.product)
        CreditUse.objects.create(
            credit_id=pk, product_id=product_id, order_no=order_no, off_fen=off_fen, paid_fen=paid_fen
        )


def hold(*, source: str, user_id: int, off_fen: int, product: str = "", again: bool = False) -> tuple[int, int, int]:
    """The credit, the money behind, the id of ``product``. ``again``: for an order that had it, whatever the day."""
    asked = {"source": source, "user": user_id, "off": off_fen, "product": product, "at": now(), "again": again}
    found = plain.row(TAKE, asked)
    if found is None:
        raise CreditTaken
    return found[0], found[1], found[2]


def take_credits_again(*, order_no: str) -> None:
    for use in uses_of(order_no).exclude(given_back_at=None):
        source, user_id = use.credit.source, use.credit.user_id
        _, use.paid_fen, _ = hold(source=source, user_id=user_id, off_fen=use.off_fen, again=True)
        use.given_back_at = None
        use.save(update_fields=["paid_fen", "given_back_at"])


def note_credits_paid(*, order_no: str) -> None:
    CreditUse.objects.filter(order_no=order_no, given_back_at=None).update(paid_at=now())


def give_back_credits(*, order_no: str, product_ids: Collection[int] | None = None) -> None:
    """They are the buyer's again; only what is on ``product_ids``, where some are named. Twice it is done once."""
    uses = uses_of(order_no).select_for_update(of=("self",)).filter(given_back_at=None)
    for use in uses if product_ids is None else uses.filter(product__in=product_ids):
        again: dict[str, Any] = {
            "used_fen": F("used_fen") - use.off_fen,
            "unspent_fen": F("unspent_fen") + use.paid_fen,
        }
        if use.paid_at is not None:  # bought and given back: there is nothing to give up any more
            again["kept_from"] = None
        Credit.objects.filter(pk=use.credit_id).update(**again)
        use.given_back_at = now()
        use.save(update_fields=["given_back_at"])


def void_credits(*, sources: Iterable[str]) -> None:
    """What they are made of goes back. ``CreditTaken`` while an order has one: that order is given back first."""
    for credit in Credit.objects.select_for_update().filter(source__in=list(sources), voided_at=None).order_by("pk"):
        if credit.used_fen:
            raise CreditTaken
        credit.voided_at = now()
        credit.save(update_fields=["voided_at"])


def free_deposits(*, paid_for_id: int) -> None:
    """The school calls it off: nobody gives anything up."""
    found = Credit.objects.filter(paid_for=paid_for_id, voided_at=None)
    held = list(found.select_for_update().order_by("pk").values_list("pk", flat=True))
    Credit.objects.filter(pk__in=held).update(kept_from=None)


def free_deposit(*, source: str) -> None:
    """This one is not given up: its balance could not be paid."""
    Credit.objects.filter(source=source, voided_at=None).update(kept_from=None)


def lock_credits(*, user_id: int) -> None:
    """All of a buyer's own, before the products of orders that give them back or take them."""
    mine = Credit.objects.filter(user=user_id, voided_at=None).order_by("pk")
    list(mine.select_for_update().values_list("pk"))


def uses_of(order_no: str) -> QuerySet[CreditUse]:
    return CreditUse.objects.select_related("credit").filter(order_no=order_no).order_by("credit_id")

"""A course is sold before it is there. Money is commerce's: here is what may be ordered when."""

from datetime import datetime
from typing import TypedDict
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.catalog.bundles import sold_in_bundles
from zhiyu.catalog.errors import InPreSale, NotForPreSale
from zhiyu.catalog.models import PreSale, Product
from zhiyu.catalog.presales import running_presale
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.platform import audit
from zhiyu.platform.live import tell


class PreSaleTerms(TypedDict):
    """``deposit_until`` ends the deposits; the balance is paid between ``pays_from`` and ``pays_until``."""

    product_id: int
    deposit_fen: int
    worth_fen: int
    deposit_until: datetime
    pays_from: datetime
    pays_until: datetime
    keeps: bool


def new_code() -> str:
    return f"deposit-{uuid4().hex[:12]}"


@transaction.atomic
def start_presale(*, terms: PreSaleTerms, actor_id: int | None) -> PreSale:
    """From now on its deposit is sold, and itself from when the balance is paid."""
    product = Product.objects.select_for_update(no_key=True).filter(pk=terms["product_id"]).first()
    if product is None:
        raise NotFound
    require_fitting(product, terms)
    title = _("《%(title)s》定金") % {"title": product.title[:74]}
    deposit = Product.objects.create(
        kind=Product.Kind.DEPOSIT,
        code=new_code(),
        title=title,
        price_fen=terms["deposit_fen"],
        status=Product.Status.PUBLISHED,
        published_at=now(),
        sells_until=terms["deposit_until"],
        refund_days=0 if terms["keeps"] else 1,
        refund_percent=0,
        counts_for=product,
    )
    made = PreSale.objects.create(
        product=product,
        deposit=deposit,
        worth_fen=terms["worth_fen"],
        pays_from=terms["pays_from"],
        pays_until=terms["pays_until"],
        keeps=terms["keeps"],
    )
    product.sells_from = terms["pays_from"]
    product.save(update_fields=["sells_from"])
    audit.record(actor_id=actor_id, action="catalog.presale_started", target=f"product:{product.pk}", presale=made.pk)
    tell("studio")
    return made


@transaction.atomic
def change_presale(*, presale_id: int, terms: PreSaleTerms, actor_id: int | None) -> PreSale:
    """Of the same course. Whether anybody relies on the terms as they were is commerce's to know.

    The deposit gets another code: who still reads the old terms on a page orders nothing by it.
    """
    found = PreSale.objects.select_for_update().filter(pk=presale_id).first()
    if found is None:
        raise NotFound
    if found.cancelled_at is not None or found.pays_until <= now():
        raise Invalid(_("这个预售已经结束或取消了。"))
    product = Product.objects.select_for_update(no_key=True).get(pk=found.product_id)
    require_sense(product, terms)
    found.worth_fen, found.keeps = terms["worth_fen"], terms["keeps"]
    found.pays_from, found.pays_until = terms["pays_from"], terms["pays_until"]
    found.save(update_fields=["worth_fen", "keeps", "pays_from", "pays_until"])
    Product.objects.filter(pk=found.deposit_id).update(
        code=new_code(),
        price_fen=terms["deposit_fen"],
        sells_until=terms["deposit_until"],
        refund_days=0 if terms["keeps"] else 1,
    )
    product.sells_from = terms["pays_from"]
    product.save(update_fields=["sells_from"])
    audit.record(
        actor_id=actor_id, action="catalog.presale_changed", target=f"product:{product.pk}", presale=presale_id
    )
    tell("studio")
    return PreSale.objects.select_related("product", "deposit").get(pk=presale_id)


def require_fitting(product: Product, terms: PreSaleTerms) -> None:
    if running_presale(product.pk) is not None:
        raise InPreSale
    alone = product.kind == Product.Kind.COURSE and product.sold_alone and product.stock is None
    if not alone or product.status != Product.Status.PUBLISHED or not product.selling(now()):
        raise NotForPreSale
    if product.by_application or sold_in_bundles(product.pk):
        raise NotForPreSale
    require_sense(product, terms)


def require_sense(product: Product, terms: PreSaleTerms) -> None:
    in_turn = now() < terms["deposit_until"] <= terms["pays_from"] < terms["pays_until"]
    if not in_turn or not 0 < terms["deposit_fen"] <= terms["worth_fen"] < product.price_fen:
        raise Invalid


@transaction.atomic
def call_off_presale(*, presale_id: int, actor_id: int | None) -> PreSale:
    """No deposit is sold any more and the course sells as any other. Said twice it is said once."""
    found = PreSale.objects.select_for_update().filter(pk=presale_id).first()
    if found is None:
        raise NotFound
    if found.cancelled_at is not None:
        return found
    if found.pays_until <= now():
        raise Invalid
    found.cancelled_at = now()
    found.save(update_fields=["cancelled_at"])
    Product.objects.filter(pk=found.product_id).update(sells_from=None)
    deposit = Product.objects.select_for_update(no_key=True).get(pk=found.deposit_id)
    deposit.move_to(Product.Status.UNPUBLISHED)
    audit.record(
        actor_id=actor_id, action="catalog.presale_called_off", target=f"product:{found.product_id}", presale=found.pk
    )
    tell("studio")
    return found

"""Several courses at one price."""

from collections.abc import Collection
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from zhiyu.catalog.actions.addresses import with_address
from zhiyu.catalog.actions.applications import require_no_application
from zhiyu.catalog.actions.courses import steady_hue
from zhiyu.catalog.actions.shelving import OUTSIDE
from zhiyu.catalog.bundles import parts_on_sale, sold_by_intakes
from zhiyu.catalog.errors import PartInPreSale, PartSoldByIntakes, TooFewParts
from zhiyu.catalog.models import Bundle, Part, PreSale, Product
from zhiyu.catalog.refund_rules import begin_with
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit
from zhiyu.platform.live import tell

FEWEST = 2


class BundleChanges(TypedDict):
    title: str
    subtitle: str
    parts: Collection[int]
    price_fen: int
    refund_days: int
    refund_percent: int
    refund_later_days: NotRequired[int]


@transaction.atomic
def create_bundle(*, actor_id: int | None, **changes: Unpack[BundleChanges]) -> Bundle:
    title = changes["title"]
    kind = {"kind": Product.Kind.BUNDLE, "outside_since": OUTSIDE}
    product = with_address(Product, title, title=title, **kind, **begin_with())
    bundle = Bundle.objects.create(product=product, cover_hue=steady_hue(title))
    audit.record(actor_id=actor_id, action="catalog.bundle_created", target=f"bundle:{bundle.pk}", title=title)
    return edit_bundle(bundle_id=bundle.pk, actor_id=actor_id, **changes)


@transaction.atomic
def edit_bundle(*, bundle_id: int, actor_id: int | None, **changes: Unpack[BundleChanges]) -> Bundle:
    bundle = locked(bundle_id)
    product = bundle.product
    wanted = set(changes["parts"])
    if len(wanted) < FEWEST:
        raise TooFewParts
    if by_intakes := sold_by_intakes(wanted):
        raise PartSoldByIntakes.of(by_intakes)
    require_no_application(wanted)
    if product.status == Product.Status.PUBLISHED:
        require_no_presale(wanted)
    before = product.price_fen
    product.title, product.subtitle, product.price_fen = changes["title"], changes["subtitle"], changes["price_fen"]
    product.refund_days, product.refund_percent = changes["refund_days"], changes["refund_percent"]
    product.refund_later_days = changes.get("refund_later_days", product.refund_later_days)
    rule = ["refund_days", "refund_percent", "refund_later_days"]
    product.save(update_fields=["title", "subtitle", "price_fen", *rule])
    Part.objects.filter(bundle=bundle).exclude(product__in=wanted).delete()
    fresh = [Part(bundle=bundle, product_id=one) for one in sorted(wanted)]
    Part.objects.bulk_create(fresh, ignore_conflicts=True)
    if product.status == Product.Status.PUBLISHED:
        parts_on_sale([product.pk])
    bundle.save(update_fields=["updated_at"])
    audit.record(
        actor_id=actor_id,
        action="catalog.bundle_edited",
        target=f"bundle:{bundle.pk}",
        parts=sorted(wanted),
        before={"price_fen": before} if before != product.price_fen else {},
        after={"price_fen": product.price_fen} if before != product.price_fen else {},
    )
    tell("studio")
    return bundle


@transaction.atomic
def publish_bundle(*, bundle_id: int, actor_id: int | None) -> Bundle:
    bundle = locked(bundle_id)
    product = bundle.product
    if product.status != Product.Status.PUBLISHED:
        if by_intakes := sold_by_intakes(parts_on_sale([product.pk])[product.pk]):
            raise PartSoldByIntakes.of(by_intakes)
        require_no_presale(parts_on_sale([product.pk])[product.pk])
        product.move_to(Product.Status.PUBLISHED)
        product.published_at = product.published_at or now()
        product.save(update_fields=["published_at"])
        audit.record(actor_id=actor_id, action="catalog.bundle_published", target=f"bundle:{bundle.pk}")
        tell("studio")
    return bundle


@transaction.atomic
def unpublish_bundle(*, bundle_id: int, actor_id: int | None) -> Bundle:
    """Nobody new can buy it; who bought it keeps every part."""
    bundle = locked(bundle_id)
    if bundle.product.status == Product.Status.PUBLISHED:
        bundle.product.move_to(Product.Status.UNPUBLISHED)
        audit.record(actor_id=actor_id, action="catalog.bundle_unpublished", target=f"bundle:{bundle.pk}")
        tell("studio")
    return bundle


def require_no_presale(product_ids: Collection[int]) -> None:
    """Its buyers would have the course before those who paid a deposit, whose balance would then go nowhere."""
    parts = Product.objects.select_for_update(no_key=True).filter(pk__in=product_ids)
    list(parts.order_by("pk").values_list("pk", flat=True))
    running = PreSale.objects.filter(product__in=product_ids, cancelled_at=None, pays_until__gt=now())
    if titles := list(running.order_by("pk").values_list("product__title", flat=True)):
        raise PartInPreSale.of(titles)


def locked(bundle_id: int) -> Bundle:
    bundle = Bundle.objects.select_for_update(of=("self",)).select_related("product").filter(pk=bundle_id).first()
    if bundle is None:
        raise NotFound
    return bundle

"""Service packages: so many sessions with the teacher, to be had within a time."""

from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from zhiyu.catalog.actions.addresses import with_address
from zhiyu.catalog.actions.courses import steady_hue
from zhiyu.catalog.actions.shelving import OUTSIDE
from zhiyu.catalog.durations import Unit
from zhiyu.catalog.models import Package, Product
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit
from zhiyu.platform.live import tell

RULE = ["refund_days", "refund_percent", "refund_later_days"]
DESCRIBED = ["title", "subtitle", "price_fen", "sessions", "term_count", "term_unit", *RULE]


class PackageChanges(TypedDict):
    """``days``: how long the sessions can be had, from buying on; None is without end. ``booking`` is for holders."""

    title: str
    subtitle: str
    intro: str
    booking: str
    sessions: int
    days: int | None
    price_fen: int
    refund_days: int
    refund_percent: int
    refund_later_days: NotRequired[int]


@transaction.atomic
def create_package(*, actor_id: int | None, **changes: Unpack[PackageChanges]) -> Package:
    title = changes["title"]
    product = with_address(Product, title, title=title, kind=Product.Kind.SERVICE, outside_since=OUTSIDE)
    package = Package.objects.create(product=product, cover_hue=steady_hue(title))
    note(package, "created", actor_id=actor_id, title=title)
    return edit_package(package_id=package.pk, actor_id=actor_id, **changes)


@transaction.atomic
def edit_package(*, package_id: int, actor_id: int | None, **changes: Unpack[PackageChanges]) -> Package:
    """What was bought keeps its sessions and its time; the changes are for those who buy from now on."""
    package = locked(package_id)
    product, before = package.product, package.product.price_fen
    for name in ("title", "subtitle", "sessions", "price_fen", "refund_days", "refund_percent"):
        setattr(product, name, changes[name])
    product.refund_later_days = changes.get("refund_later_days", product.refund_later_days)
    product.term_count, product.term_unit = changes["days"], Unit.DAY if changes["days"] else ""
    product.save(update_fields=DESCRIBED)
    package.intro, package.booking = changes["intro"], changes["booking"]
    package.save(update_fields=["intro", "booking", "updated_at"])
    note(package, "edited", actor_id=actor_id, before=before, after=product.price_fen)
    return package


@transaction.atomic
def publish_package(*, package_id: int, actor_id: int | None) -> Package:
    package = locked(package_id)
    product = package.product
    if product.status != Product.Status.PUBLISHED:
        product.move_to(Product.Status.PUBLISHED)
        product.published_at = product.published_at or now()
        product.save(update_fields=["published_at"])
        note(package, "published", actor_id=actor_id)
    return package


@transaction.atomic
def unpublish_package(*, package_id: int, actor_id: int | None) -> Package:
    """Nobody new can buy it; who has sessions left gets them."""
    package = locked(package_id)
    if package.product.status == Product.Status.PUBLISHED:
        package.product.move_to(Product.Status.UNPUBLISHED)
        note(package, "unpublished", actor_id=actor_id)
    return package


def locked(package_id: int) -> Package:
    found = Package.objects.select_for_update(of=("self",)).select_related("product").filter(pk=package_id).first()
    if found is None:
        raise NotFound
    return found


def note(package: Package, what: str, *, actor_id: int | None, **facts: str | int) -> None:
    audit.record(actor_id=actor_id, action=f"catalog.package_{what}", target=f"package:{package.pk}", **facts)
    tell("studio")

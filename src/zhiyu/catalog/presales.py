"""Reads of pre-sales."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from django.db.models import Q, QuerySet

from zhiyu.catalog.models import Course, Part, PreSale, Product
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound


def presales() -> QuerySet[PreSale]:
    """Newest first."""
    return PreSale.objects.select_related("product", "deposit").order_by("-pk")


def presale(presale_id: int) -> PreSale:
    found = presales().filter(pk=presale_id).first()
    if found is None:
        raise NotFound
    return found


def running_presale(product_id: int) -> PreSale | None:
    """Of a course: the one that it is in."""
    return presales().filter(product=product_id, cancelled_at=None, pays_until__gt=now()).first()


def presale_of_deposit(product_id: int) -> PreSale:
    return presales().get(deposit=product_id)


def running_deposits(product_ids: Collection[int]) -> set[int]:
    """Those of these deposits whose pre-sale is neither called off nor over."""
    found = PreSale.objects.filter(deposit__in=product_ids, cancelled_at=None, pays_until__gt=now())
    return set(found.values_list("deposit_id", flat=True))


class Unfit(StrEnum):
    """Why a priced course cannot be sold before it is there."""

    DRAFT = "draft"
    FREE = "free"
    IN_PRESALE = "in_presale"
    INTAKES = "intakes"
    SEATS = "seats"
    APPLICATION = "application"
    BUNDLE = "bundle"


def courses_not_to_presell() -> list[tuple[Course, Unfit]]:
    """Every other course that somebody may look for, with what stands in the way."""
    fit = courses_to_presell().values("pk")
    others = Course.objects.exclude(product__in=fit).exclude(product__status=Product.Status.UNPUBLISHED)
    others = others.filter(product__kind=Product.Kind.COURSE).select_related("product").order_by("product__title")
    return [(course, why_unfit(course.product)) for course in others]


def why_unfit(product: Product) -> Unfit:
    if product.status != Product.Status.PUBLISHED:
        return Unfit.DRAFT
    if not product.price_fen and product.sold_alone:
        return Unfit.FREE
    if product.sells_from is not None and product.sells_from > now():
        return Unfit.IN_PRESALE
    if not product.sold_alone:
        return Unfit.INTAKES
    if product.stock is not None:
        return Unfit.SEATS
    return Unfit.APPLICATION if product.by_application else Unfit.BUNDLE


def courses_to_presell() -> QuerySet[Product]:
    """On sale by themselves and to everybody, without a limit of seats, in no bundle."""
    found = Product.objects.filter(kind=Product.Kind.COURSE, status=Product.Status.PUBLISHED, sold_alone=True)
    begun = Q(sells_from=None) | Q(sells_from__lte=now())
    bundled = Part.objects.filter(bundle__product__status=Product.Status.PUBLISHED).values("product")
    found = found.filter(begun, stock=None, price_fen__gt=0, by_application=False).exclude(pk__in=bundled)
    return found.order_by("title")


def products_in_presale() -> set[int]:
    """Courses whose page asks for a deposit, or for the balance, now."""
    return set(PreSale.objects.filter(cancelled_at=None, pays_until__gt=now()).values_list("product_id", flat=True))


def presales_to_tend() -> Sequence[PreSale]:
    """Those that somebody has to be told of."""
    return list(presales().filter(cancelled_at=None, pays_from__lte=now(), told_end_at=None))

"""Reads of what who paid is told."""

from django.db.models import Q

from zhiyu.catalog.models import Product, Variant, Welcome
from zhiyu.kernel.errors import NotFound


def welcome_of(product_id: int) -> Welcome | None:
    """A product's own, else, of an intake, its course's, else the school's. One statement."""
    of_course = Product.objects.filter(course__intakes__product=product_id)
    found = Welcome.objects.filter(Q(product=product_id) | Q(product__in=of_course) | Q(product=None))
    return max(found, key=lambda one: (one.product_id == product_id, one.product_id is not None), default=None)


def own_welcome(product_id: int | None) -> Welcome:
    """As its form shows it, empty where there is none."""
    found = Welcome.objects.select_related("group_code").filter(product=product_id).first()
    return found or Welcome(product_id=product_id)


def any_product(product_id: int) -> Product:
    found = Product.objects.select_related("course", "bundle").filter(pk=product_id).first()
    if found is None:
        raise NotFound
    return found


def said_together(product: Product) -> list[int]:
    """Products that share their welcome: every variant of one membership."""
    plan = Variant.objects.filter(product=product).values("plan")
    return list(Variant.objects.filter(plan__in=plan).values_list("product", flat=True)) or [product.pk]

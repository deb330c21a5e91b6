"""Reads of bundles: what is in them, and whether all of it can be sold."""

from collections.abc import Collection, Sequence

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from zhiyu.catalog.errors import PartNotOnSale
from zhiyu.catalog.models import Bundle, Course, Part, Product
from zhiyu.catalog.queries import courses_for_studio, courses_on_sale
from zhiyu.kernel.errors import NotFound
from zhiyu.platform.plain import rows

PARTS = """
    select b.product_id, p.id, p.title, p.status = 'published'
    from catalog_bundle b join catalog_part x on x.bundle_id = b.id join catalog_product p on p.id = x.product_id
    where b.product_id = any(%s) order by b.product_id, p.id
"""


def with_parts(bundles: QuerySet[Bundle]) -> QuerySet[Bundle]:
    parts = Prefetch("parts", Product.objects.order_by("pk"))
    return bundles.select_related("product").prefetch_related(parts)


def sold_by_intakes(product_ids: Collection[int]) -> list[str]:
    """Titles of those courses that nobody can buy but with an intake."""
    courses = Product.objects.filter(pk__in=product_ids, sold_alone=False)
    found = courses.filter(course__intakes__product__published_at__isnull=False).distinct().order_by("pk")
    return list(found.values_list("title", flat=True))


def sold_in_bundles(product_id: int) -> list[str]:
    """Titles of the bundles on sale that a product is in."""
    found = Bundle.objects.filter(parts=product_id, product__status=Product.Status.PUBLISHED).order_by("pk")
    return list(found.values_list("product__title", flat=True))


def bundle(bundle_id: int) -> Bundle:
    return _one(Bundle.objects.filter(pk=bundle_id))


def bundle_by_code(code: str) -> Bundle:
    return _one(Bundle.objects.filter(product__code=code))


def _one(bundles: QuerySet[Bundle]) -> Bundle:
    found = with_parts(bundles).first()
    if found is None:
        raise NotFound(_("没有这个打包，或者它已经下架。"))
    return found


def bundles_on_sale(with_product: int | None = None) -> QuerySet[Bundle]:
    """Those that can be bought whole: every part is on sale too."""
    shut = Part.objects.exclude(product__status=Product.Status.PUBLISHED).values("bundle")
    found = Bundle.objects.filter(product__status=Product.Status.PUBLISHED).exclude(pk__in=shut)
    found = found if with_product is None else found.filter(parts=with_product)
    return with_parts(found).order_by("pk")


def courses_of(bundle: Bundle) -> QuerySet[Course]:
    """Its parts as a course list shows them."""
    return courses_on_sale().filter(product__in=[one.pk for one in bundle.parts.all()])


def course_ids_in(bundle_id: int) -> list[int]:
    """Of its parts, on sale or not."""
    return list(Course.objects.filter(product__bundles=bundle_id).order_by("pk").values_list("pk", flat=True))


def courses_to_pack(chosen: Collection[str] = ()) -> QuerySet[Course]:
    """What asks for an application is none of them, but is shown where it was ``chosen``, to be said why not."""
    free = Q(product__by_application=False) | Q(product__in=[int(one) for one in chosen if one.isdecimal()])
    return courses_for_studio().filter(free, product__price_fen__gt=0)


def parts_on_sale(product_ids: Sequence[int]) -> dict[int, list[int]]:
    """What is in each of these bundles today; one with a part that is not sold is not sold either."""
    found: dict[int, list[int]] = {}
    shut = []
    for holder, part, title, on_sale in rows(PARTS, [[*product_ids]]):
        found.setdefault(holder, []).append(part)
        shut += [] if on_sale else [title]
    if shut:
        raise PartNotOnSale(extra={"titles": shut})
    return found

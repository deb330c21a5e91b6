"""Reads of memberships: what is sold, in which variants, and what each opens."""

from collections.abc import Sequence

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from zhiyu.catalog.models import Course, Opens, Part, Plan, Product, Variant
from zhiyu.catalog.queries import courses_for_studio, courses_on_sale
from zhiyu.kernel.errors import NotFound
from zhiyu.platform.plain import together

# What a product is sold as.
SOLD_AS = (
    *("course", "variant__plan", "bundle", "single__course", "package"),
    *("intake__course__product", "tip_jar__course__product", "counts_for__course"),
)


def with_variants(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    return plans.prefetch_related(Prefetch("variants", Variant.objects.select_related("product")))


OFFERS = """
    from catalog_plan n join catalog_variant v on v.plan_id = n.id join catalog_product p on p.id = v.product_id
    where p.status = 'published' and (%(plans)s::bigint[] is null or n.id = any(%(plans)s)) order by n.id, v.position
"""


def offers_of(plan_ids: Sequence[int] | None) -> list[tuple[Plan, list[Product]]]:
    """Plans on sale, all or some, each with what is sold of it, the shortest first. One statement."""
    found: dict[int, tuple[Plan, list[Product]]] = {}
    wanted = None if plan_ids is None else [*plan_ids]
    for plan, product in together({"n": Plan, "p": Product}, OFFERS, {"plans": wanted}):
        found.setdefault(plan.pk, (plan, []))[1].append(product)
    return list(found.values())


def plans_on_sale() -> QuerySet[Plan]:
    return Plan.objects.filter(on_sale=True).order_by("pk")


def plans_by_id(plan_ids: Sequence[int]) -> dict[int, Plan]:
    return {one.pk: one for one in with_variants(Plan.objects.filter(pk__in=plan_ids))}


def plans_for_studio() -> QuerySet[Plan]:
    return with_variants(Plan.objects.order_by("-updated_at", "-pk"))


def plan(plan_id: int) -> Plan:
    return _one(Plan.objects.filter(pk=plan_id))


def plan_by_code(code: str) -> Plan:
    return _one(Plan.objects.filter(code=code))


def _one(plans: QuerySet[Plan]) -> Plan:
    found = with_variants(plans).first()
    if found is None:
        raise NotFound(_("没有这个会员，或者它已经下架。"))
    return found


def courses_in(plan: Plan) -> QuerySet[Course]:
    """What learners can buy it for today, newest first, with the counts of a course list."""
    if plan.opens_all:
        return courses_on_sale().filter(product__outside_since=None)
    opens = Opens.objects.filter(opener__variant__plan=plan, ended_at=None).values("opened")
    return courses_on_sale().filter(product__in=opens)


def products_chosen(plan: Plan) -> set[int]:
    """The products that a plan of chosen courses opens, drafts too."""
    found = Opens.objects.filter(opener__variant__plan=plan, ended_at=None)
    return set(found.values_list("opened_id", flat=True))


def courses_to_choose() -> QuerySet[Course]:
    return courses_for_studio().filter(product__outside_since=None)


def courses_opened_by(products: Sequence[Product]) -> QuerySet[Course]:
    """Their own courses, those in a bundle of today, and those that buying them today would open."""
    if any(product.opens_all for product in products):
        return Course.objects.filter(product__published_at__isnull=False, product__outside_since=None)
    opened = Opens.objects.filter(opener__in=products, ended_at=None).values("opened")
    parts = Part.objects.filter(bundle__product__in=products).values("product")
    return Course.objects.filter(Q(product__in=products) | Q(product__in=opened) | Q(product__in=parts))


def lessons_opened_by(products: Sequence[Product]) -> Q:
    """Of ``Lesson``: those of the courses they open, and those that they are."""
    return Q(chapter__course__in=courses_opened_by(products)) | Q(single__product__in=products)


def singles_on_sale(course_id: int) -> list[Product]:
    """A course's lessons that are sold by themselves, in the order of their making."""
    found = Product.objects.select_related("single").filter(status=Product.Status.PUBLISHED, single__course=course_id)
    return list(found.order_by("pk"))


def product_on_sale(code: str) -> Product:
    """With the course or the plan that it sells."""
    found = (
        Product.objects.select_related(*SOLD_AS)
        .filter(code=code, status=Product.Status.PUBLISHED, sold_alone=True)
        .exclude(kind=Product.Kind.TIP)
        .first()
    )
    if found is None:
        raise NotFound(_("没有这件商品，或者它已经下架。"))
    return found


def products_for_studio(*, kind: str = "") -> QuerySet[Product]:
    found = Product.objects.select_related(*SOLD_AS).filter(
        Q(variant__isnull=True) | Q(variant__offered=True),
        Q(single__isnull=True) | Q(single__offered=True),
        ~Q(kind__in=[Product.Kind.TIP, Product.Kind.DEPOSIT]),
    )
    found = found.filter(kind=kind) if kind in Product.Kind.values else found
    return found.annotate(sold=Count("grants", filter=Q(grants__revoked_at=None))).order_by("-created_at", "-pk")


def product_counts() -> dict[str, int]:
    rows = products_for_studio().order_by().values("kind").annotate(n=Count("pk", distinct=True))
    counts = {row["kind"]: row["n"] for row in rows}
    return {"": sum(counts.values())} | counts

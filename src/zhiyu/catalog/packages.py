"""Reads of service packages."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhiyu.catalog.models import Package, Product
from zhiyu.kernel.errors import NotFound


def package(package_id: int) -> Package:
    return _one(Package.objects.filter(pk=package_id))


def package_by_code(code: str) -> Package:
    return _one(Package.objects.filter(product__code=code))


def _one(packages: QuerySet[Package]) -> Package:
    found = packages.select_related("product", "cover_image").first()
    if found is None:
        raise NotFound(_("没有这个服务，或者它已经下架。"))
    return found


def packages_on_sale() -> QuerySet[Package]:
    found = Package.objects.filter(product__status=Product.Status.PUBLISHED)
    return found.select_related("product", "cover_image").order_by("product__price_fen", "pk")

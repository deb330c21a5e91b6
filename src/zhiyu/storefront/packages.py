"""Service packages as learners meet them: what one costs, and what is left of those they bought. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from zhiyu.access.models import Grant
from zhiyu.access.standing import Person
from zhiyu.accounts.permissions import can
from zhiyu.catalog.models import Package, Product, Welcome
from zhiyu.catalog.packages import package_by_code, packages_on_sale
from zhiyu.catalog.welcomes import welcome_of
from zhiyu.coaching.queries import sessions_of
from zhiyu.commerce.pricing import quote_each
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.promotions.quotes import Quote
from zhiyu.screening.models import Application
from zhiyu.screening.queries import latest_where_asked


@dataclass(frozen=True)
class Service:
    """A package at today's price."""

    package: Package
    quote: Quote

    @property
    def product(self) -> Product:
        return self.package.product


@dataclass(frozen=True)
class Bought:
    """One purchase of it."""

    grant: Grant

    @property
    def left(self) -> int:
        return (self.grant.sessions or 0) - self.grant.used

    @property
    def over(self) -> bool:
        until = self.grant.valid_until
        return until is not None and until <= now()

    @property
    def live(self) -> bool:
        return bool(self.left) and not self.over


@dataclass(frozen=True)
class ServicePage:
    service: Service
    mine: Sequence[Bought]
    application: Application | None = None
    """The visitor's newest, where it asks for one."""

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.service.package.intro.splitlines() if line.strip()]

    @cached_property
    def welcome(self) -> Welcome | None:
        return welcome_of(self.service.product.pk) if any(not one.over for one in self.mine) else None

    @property
    def on_sale(self) -> bool:
        return self.service.product.status == Product.Status.PUBLISHED


def services(packages: Sequence[Package], buyer_id: int | None) -> list[Service]:
    quotes = quote_each([one.product for one in packages], buyer_id=buyer_id)
    return [Service(package, quote) for package, quote in zip(packages, quotes, strict=True)]


def services_on_sale(buyer_id: int | None) -> list[Service]:
    return services(list(packages_on_sale()), buyer_id)


def bought_by(user_id: int | None, *, product_id: int | None = None) -> list[Bought]:
    return [Bought(grant) for grant in sessions_of(user_id, product_id=product_id)] if user_id else []


def service_page(code: str, user: Person) -> ServicePage:
    """Those not on sale are seen by who bought them and who edits them."""
    package = package_by_code(code)
    page = ServicePage(
        services([package], user.pk)[0],
        bought_by(user.pk, product_id=package.product_id),
        latest_where_asked(user.pk, package.product),
    )
    if not (page.on_sale or page.mine or can(user, "catalog.edit")):
        raise NotFound
    return page

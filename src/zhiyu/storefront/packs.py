"""Bundles as learners meet them: what is in one, what it saves, and what of it they have. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from zhiyu.access.queries import owned_for_ever, owned_products
from zhiyu.access.standing import Person
from zhiyu.accounts.permissions import can
from zhiyu.catalog.bundles import bundle_by_code, bundles_on_sale, courses_of
from zhiyu.catalog.models import Bundle, Course, Product, Welcome
from zhiyu.catalog.welcomes import welcome_of
from zhiyu.commerce.after import holds
from zhiyu.commerce.pricing import quote_each
from zhiyu.kernel.errors import NotFound
from zhiyu.promotions.quotes import Quote
from zhiyu.screening.models import Application
from zhiyu.screening.queries import latest_where_asked


@dataclass(frozen=True)
class Pack:
    """A bundle at today's price, beside what its parts cost one by one."""

    bundle: Bundle
    parts: Sequence[Product]
    quote: Quote
    quotes: Mapping[int, Quote]
    """Of each part by itself, as its own page would sell it to this visitor."""

    @property
    def apart_fen(self) -> int:
        return sum(self.quotes[one.pk].total_fen for one in self.parts)

    @property
    def as_listed(self) -> bool:
        """Whether the parts cost what stands on their cards everywhere; else a sum beside those would not add up."""
        return all(self.quotes[one.pk].total_fen == one.price_fen for one in self.parts)

    @property
    def product(self) -> Product:
        return self.bundle.product

    @property
    def saved_fen(self) -> int:
        return max(0, self.apart_fen - self.quote.total_fen)


@dataclass(frozen=True)
class PackPage:
    pack: Pack
    courses: Sequence[Course]
    held: frozenset[int]
    """Parts that the visitor may learn already."""
    kept: frozenset[int]
    """Those of them that are theirs for ever."""
    welcome: Welcome | None = None
    """For who bought it as this."""
    application: Application | None = None
    """The visitor's newest, where it asks for one."""

    @property
    def on_sale(self) -> bool:
        product, parts = self.pack.product, self.pack.parts
        return all(one.status == Product.Status.PUBLISHED for one in (product, *parts))

    @property
    def owned(self) -> bool:
        return len(self.kept) == len(self.pack.parts)

    @property
    def open(self) -> bool:
        return len(self.held) == len(self.pack.parts)

    @property
    def held_titles(self) -> str:
        return "".join(f"《{one.title}》" for one in self.pack.parts if one.pk in self.kept)


def packs(bundles: Sequence[Bundle], buyer_id: int | None) -> list[Pack]:
    parts = {bundle.pk: list(bundle.parts.all()) for bundle in bundles}
    asked = {one.pk: one for bundle in bundles for one in (bundle.product, *parts[bundle.pk])}
    quotes = dict(zip(asked, quote_each(list(asked.values()), buyer_id=buyer_id), strict=True))
    return [
        Pack(
            bundle=bundle,
            parts=parts[bundle.pk],
            quote=quotes[bundle.product_id],
            quotes={one.pk: quotes[one.pk] for one in parts[bundle.pk]},
        )
        for bundle in bundles
    ]


def packs_on_sale(buyer_id: int | None, *, with_product: int | None = None) -> list[Pack]:
    return packs(list(bundles_on_sale(with_product)), buyer_id)


def pack_page(code: str, user: Person) -> PackPage:
    """Bundles not on sale are seen by those who have all of it and those who edit them."""
    bundle = bundle_by_code(code)
    parts = [one.pk for one in bundle.parts.all()]
    page = PackPage(
        pack=packs([bundle], user.pk)[0],
        courses=list(courses_of(bundle)),
        held=frozenset(owned_products(user.pk, parts)),
        kept=frozenset(owned_for_ever(user.pk, parts)) if user.pk else frozenset(),
        application=latest_where_asked(user.pk, bundle.product),
    )
    if holds(user.pk, bundle.product):
        page = replace(page, welcome=welcome_of(bundle.product_id))
    if not (page.on_sale or page.open or can(user, "catalog.edit")):
        raise NotFound
    return page

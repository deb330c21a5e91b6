"""Memberships as learners meet them: what each costs, what it opens, and how somebody stands to it. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from zhiyu.access.memberships import Holding, holdings_of
from zhiyu.access.pausing import Allowed, allowed
from zhiyu.access.queries import had
from zhiyu.access.standing import Person
from zhiyu.accounts.permissions import can
from zhiyu.catalog.models import Course, Plan, Product, Welcome
from zhiyu.catalog.plans import courses_in, offers_of, plan_by_code, plans_by_id
from zhiyu.catalog.shelf import ShelfProduct
from zhiyu.catalog.welcomes import welcome_of
from zhiyu.commerce.pricing import quote_each
from zhiyu.kernel.errors import NotFound
from zhiyu.media.models import Asset
from zhiyu.promotions.quotes import Quote
from zhiyu.screening.models import Application
from zhiyu.screening.queries import latest_of_each

MONTHS_OF_YEAR = 12


@dataclass(frozen=True)
class Choice:
    """One variant at today's price, and how its visitor stands who has to apply for it first."""

    product: Product
    quote: Quote
    application: Application | None = None

    @property
    def applies(self) -> bool:
        """Whether the way to it leads through an application, and not yet to the checkout."""
        return self.product.by_application and not (self.application and self.application.standing == "approved")

    @property
    def months(self) -> int:
        """How many months it lasts; 0 for days and for ever."""
        return self.product.term.months if self.product.term else 0

    @property
    def monthly_fen(self) -> int:
        """What a month of it comes to, where it lasts for several; rounded up."""
        return -(-self.quote.total_fen // self.months) if self.months > 1 else 0


@dataclass(frozen=True)
class Way:
    """A membership and its choices, the shortest first."""

    plan: Plan
    choices: Sequence[Choice]

    @cached_property
    def cheapest(self) -> Choice:
        """Of those that anybody can have again and again, where there are such."""
        lasting = [one for one in self.choices if not one.product.once_a_person]
        return min(lasting or self.choices, key=lambda one: one.quote.total_fen)


@dataclass(frozen=True)
class Membership:
    """A plan that somebody holds, or held. ``until`` None while it is ``held`` is for ever."""

    plan: Plan
    product: Product
    held: bool
    until: datetime | None
    paused_until: datetime | None = None

    @property
    def pausable(self) -> bool:
        """Whether it is of a kind that its holder may put aside; ``may_pause`` says how often still."""
        return self.held and self.until is not None and bool(self.plan.pause_times and self.plan.pause_days)

    @property
    def renewal(self) -> Product | None:
        """The variant to buy again: the same one, or the first that is left and no trial."""
        lasting = [one for one in self.plan.offers if not one.once_a_person]
        if self.held and self.until is None:
            return None
        return next((one for one in lasting if one.pk == self.product.pk), lasting[0] if lasting else None)


@dataclass(frozen=True)
class PlanPage:
    way: Way
    courses: Sequence[Course]
    membership: Membership | None
    tried: frozenset[int]
    """Trials that the visitor had already."""

    @property
    def plan(self) -> Plan:
        return self.way.plan

    @property
    def benefits(self) -> list[str]:
        return [line.strip() for line in self.plan.benefits.splitlines() if line.strip()]

    @property
    def member(self) -> bool:
        return self.membership is not None and self.membership.held

    @property
    def welcome(self) -> Welcome | None:
        return welcome_of(self.membership.product.pk) if self.membership and self.member else None

    @property
    def group(self) -> Plan | None:
        """Its WeChat group, as only members see it."""
        return self.plan if self.member and self.plan.group_name else None

    @property
    def for_ever(self) -> bool:
        return self.membership is not None and self.membership.held and self.membership.until is None

    @cached_property
    def choices(self) -> list[Choice]:
        """What the visitor can buy: nothing to who has it for ever, no trial to who knows it."""
        if self.for_ever:
            return []
        knows = self.membership is not None
        gone = [one.pk for one in self.plan.products if one.once_a_person and (knows or one.pk in self.tried)]
        return [one for one in self.way.choices if one.product.pk not in gone]

    @property
    def chosen(self) -> Choice | None:
        """What the page proposes: the year where there is one, for most people compare with it, else the cheapest."""
        lasting = [one for one in self.choices if not one.product.once_a_person] or self.choices
        yearly = [one for one in lasting if one.months == MONTHS_OF_YEAR]
        return next(iter(yearly or lasting), None)


def ways_to(product: ShelfProduct, buyer_id: int | None) -> list[Way]:
    """The memberships that open a product; without one nothing is asked."""
    return ways(offers_of(product.plans), buyer_id) if product.plans else []


def ways_on_sale(buyer_id: int | None) -> list[Way]:
    return ways(offers_of(None), buyer_id)


def ways(offers: Sequence[tuple[Plan, Sequence[Product]]], buyer_id: int | None) -> list[Way]:
    """What asks least comes first."""
    sold = choices([one for _plan, products in offers for one in products], buyer_id)
    by_product = {choice.product.pk: choice for choice in sold}
    found = [Way(plan=plan, choices=[by_product[one.pk] for one in products]) for plan, products in offers]
    return sorted(found, key=lambda way: way.cheapest.quote.total_fen)


def choices(products: Sequence[Product], buyer_id: int | None) -> list[Choice]:
    quotes = quote_each(products, buyer_id=buyer_id)
    asked = latest_of_each(buyer_id, [one.pk for one in products if one.by_application])
    return [Choice(one, quote, asked.get(one.pk)) for one, quote in zip(products, quotes, strict=True)]


def plan_page(code: str, user: Person) -> PlanPage:
    """Plans not on sale are seen by those who hold them and those who edit them."""
    plan = plan_by_code(code)
    holdings = holdings_of(user.pk) if user.pk else []
    mine = next((membership(plan, one) for one in holdings if one.plan_id == plan.pk), None)
    if not (plan.offers or mine or can(user, "catalog.edit")):
        raise NotFound
    trials = [one.pk for one in plan.offers if one.once_a_person]
    return PlanPage(
        way=Way(plan=plan, choices=choices(plan.offers if plan.on_sale else plan.proposed, user.pk)),
        courses=list(courses_in(plan)),
        membership=mine,
        tried=frozenset(had(user.pk, trials)) if user.pk and trials else frozenset(),
    )


def group_picture(code: str, user: Person) -> Asset:
    plan = plan_by_code(code)
    held = any(one.plan_id == plan.pk and one.held for one in holdings_of(user.pk)) if user.pk else False
    if plan.group_qr is None or not (held or can(user, "catalog.edit")):
        raise NotFound
    return plan.group_qr


def memberships_of(user_id: int | None) -> list[Membership]:
    """Those held now, then those that ran out; one a plan. Two statements, whatever there is."""
    holdings = holdings_of(user_id) if user_id else []
    plans = plans_by_id([one.plan_id for one in holdings]) if holdings else {}
    return [membership(plans[one.plan_id], one) for one in holdings]


def membership(plan: Plan, held: Holding) -> Membership:
    product = next(one for one in plan.products if one.pk == held.product_id)
    return Membership(plan=plan, product=product, held=held.held, until=held.until, paused_until=held.paused_until)


@dataclass(frozen=True)
class PausePage:
    """``ends``: what choosing each number of days would make of the end."""

    membership: Membership
    may: Allowed
    choices: Sequence[tuple[int, datetime]]


PAUSES = (7, 14, 30, 60, 90, 180)


def pause_page(code: str, user_id: int) -> PausePage:
    """Of a membership that somebody holds for a time, or has put aside already."""
    plan = plan_by_code(code)
    mine = next((membership(plan, one) for one in holdings_of(user_id) if one.plan_id == plan.pk), None)
    if mine is None or mine.until is None or not (mine.held or mine.paused_until):
        raise NotFound
    may, until = allowed(plan, user_id), mine.until
    days = [*(one for one in PAUSES if one < may.days), may.days] if may else []
    return PausePage(mine, may, [(one, until + timedelta(days=one)) for one in days])

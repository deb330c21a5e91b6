"""What the learner's pages and their API twins show, joined from the floors below. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from zhiyu.access.queries import owned_products
from zhiyu.access.standing import Person, Standing, standing_of
from zhiyu.accounts.permissions import can
from zhiyu.catalog.durations import Duration
from zhiyu.catalog.markdown import render
from zhiyu.catalog.models import Lesson, PreSale, Product, Welcome
from zhiyu.catalog.plans import singles_on_sale
from zhiyu.catalog.shelf import ShelfCourse, ShelfLesson, ShelfProduct, course_on_shelf
from zhiyu.catalog.welcomes import welcome_of
from zhiyu.commerce.after import NextStep, next_step
from zhiyu.commerce.presales import MyPreSale, presale_of
from zhiyu.commerce.pricing import quote_each, quote_products
from zhiyu.kernel.errors import NotFound
from zhiyu.learning.queries import CourseProgress, favours, progress_of
from zhiyu.live.queries import Coming, coming
from zhiyu.onsite.queries import Meeting, meetings
from zhiyu.promotions.models import Coupon
from zhiyu.promotions.queries import claimable
from zhiyu.promotions.quotes import Quote
from zhiyu.promotions.words import OnOffer, apart, counting_note, on_offer
from zhiyu.screening.models import Application
from zhiyu.screening.queries import latest_of
from zhiyu.storefront.intakes import NONE, Runs, runs_of
from zhiyu.storefront.memberships import Way, ways_to
from zhiyu.storefront.packs import Pack, packs_on_sale


@dataclass(frozen=True)
class Alone:
    """A lesson that is sold by itself, at today's price."""

    product: Product
    quote: Quote


class Offer(StrEnum):
    """The one thing the course page asks a visitor to do."""

    LEARN = "learn"
    TAKE = "take"
    BUY = "buy"
    RENEW = "renew"
    PLAN = "plan"
    SOLD_OUT = "sold_out"
    NOT_SOLD = "not_sold"
    NOT_ON_SALE = "not_on_sale"
    APPLY = "apply"
    WAIT = "wait"
    DEPOSIT = "deposit"
    BALANCE_SOON = "balance_soon"
    ON_SALE_SOON = "on_sale_soon"
    NOT_OPEN = "not_open"


@dataclass(frozen=True)
class CoursePage:
    course: ShelfCourse
    progress: CourseProgress[ShelfLesson]
    quote: Quote
    offer: Offer
    signed_in: bool
    standing: Standing
    buyer_id: int | None
    offered: Sequence[OnOffer] = ()
    runs: Runs = NONE
    presale: MyPreSale | None = None

    @cached_property
    def ways(self) -> Sequence[Way]:
        """The memberships that open it too; none to who has it for ever."""
        for_ever = self.standing.owned and self.standing.until is None
        return [] if for_ever else ways_to(self.product, self.buyer_id)

    @cached_property
    def packs(self) -> Sequence[Pack]:
        """The bundles that it is in; none to who has it for ever."""
        for_ever = self.standing.owned and self.standing.until is None
        asked = self.product.in_bundle and not for_ever
        return packs_on_sale(self.buyer_id, with_product=self.product.pk) if asked else []

    @cached_property
    def application(self) -> Application | None:
        """The visitor's newest for what buying means here, where that asks for one."""
        if not self.by_application:
            return None
        chosen = self.runs.chosen
        return latest_of(self.buyer_id, chosen.intake.product_id if chosen else self.product.pk)

    @property
    def by_application(self) -> bool:
        chosen = self.runs.chosen
        return chosen.intake.product.by_application if chosen else self.product.by_application

    @cached_property
    def favourite(self) -> bool:
        return favours(self.buyer_id, self.product.pk)

    @cached_property
    def alone(self) -> dict[int, Alone]:
        """By lesson, those that can be bought without the course; none to who has the course."""
        if self.owned or self.runs.mine or not any(lesson.alone for lesson in self.lessons):
            return {}
        products = [one for one in singles_on_sale(self.course.pk) if one.single.lesson_id not in self.bought]
        quotes = quote_each(products, buyer_id=self.buyer_id)
        return {one.single.lesson_id: Alone(one, quote) for one, quote in zip(products, quotes, strict=True)}

    @cached_property
    def bought(self) -> frozenset[int]:
        """Lessons that the visitor holds by themselves."""
        sold = {lesson.alone: lesson.pk for lesson in self.lessons if lesson.alone}
        held = owned_products(self.buyer_id, sold) if sold else set()
        return frozenset(sold[one] for one in held)

    @property
    def held_as(self) -> Product | ShelfProduct:
        """What its holder has: the intake that they are in, begun or not, else the course."""
        return self.runs.mine.intake.product if self.runs.mine else self.product

    @cached_property
    def welcome(self) -> Welcome | None:
        """For who has it, or will have it on the day that their intake begins."""
        return welcome_of(self.held_as.pk) if self.owned or self.runs.mine else None

    @cached_property
    def step(self) -> NextStep | None:
        """What follows, for who has learned all of it."""
        done = self.owned and self.progress.total and self.progress.done == self.progress.total
        return next_step(self.product.leads_to_id, self.buyer_id) if done else None

    def opens(self, lesson_id: int) -> bool:
        return self.owned or lesson_id in self.bought

    @property
    def counting(self) -> str:
        """What buying it counts towards."""
        product, fen = self.product, self.quote.total_fen
        if not (product.counts_title and product.counts_days and fen) or self.runs.chosen:
            return ""
        return counting_note(product.counts_title, product.counts_days, fen)

    @property
    def owned(self) -> bool:
        return self.standing.owned

    @property
    def bought_as(self) -> str:
        """What buying it names: the course, or the intake that is next."""
        return self.runs.chosen.intake.product.code if self.runs.chosen else self.product.code

    @property
    def term(self) -> Duration | None:
        return self.runs.chosen.intake.product.term if self.runs.chosen else self.product.term

    @property
    def until(self) -> datetime | None:
        return self.standing.until

    @property
    def renewable(self) -> bool:
        """Held for a time that can be bought again, by itself."""
        product = self.product
        return self.owned and self.standing.own and self.until is not None and product.on_sale and product.sold_alone

    @property
    def product(self) -> ShelfProduct:
        return self.course.product

    @property
    def lessons(self) -> Sequence[ShelfLesson]:
        return self.progress.lessons

    @cached_property
    def seconds(self) -> int:
        return sum(lesson.seconds for lesson in self.lessons)

    @property
    def intro_html(self) -> str:
        return render(self.course.intro)

    @cached_property
    def stages(self) -> list[str]:
        """Stages that occur, in the order of the path; one alone says nothing."""
        found = {lesson.stage for lesson in self.lessons}
        return [str(stage.label) for stage in Lesson.Stage if stage in found] if len(found) > 1 else []

    @cached_property
    def coming(self) -> dict[int, Coming | Meeting]:
        """When its lessons at a time are: live ones and those at a place."""
        live = coming([lesson.pk for lesson in self.lessons if lesson.kind == Lesson.Kind.LIVE])
        return {**live, **meetings([lesson.pk for lesson in self.lessons if lesson.kind == Lesson.Kind.ONSITE])}

    @cached_property
    def taste(self) -> ShelfLesson | None:
        """What to try first: a preview of media, else a free lesson."""
        tasty = [x for x in self.lessons if x.preview] + [x for x in self.lessons if x.free]
        return tasty[0] if tasty and not self.owned else None

    @cached_property
    def resume(self) -> ShelfLesson | None:
        return self.progress.next_lesson or (self.lessons[0] if self.lessons else None)


def course_page(code: str, user: Person, *, kind: str = "") -> CoursePage:
    """Courses not on sale are seen by those who own them and those who edit them; for others they do not exist."""
    course = course_on_shelf(code)
    if kind and course.product.kind != kind:
        raise NotFound
    page = page_of(course, user)
    if page.owned:
        return page
    return replace(
        page, offered=apart(on_offer(one for one in claimable(user.pk, [code]) if could_take(one, page.quote)))
    )


def could_take(coupon: Coupon, quote: Quote) -> bool:
    """Whether it lowers this price for anybody; the list price counts too, since a deal may be left for a coupon."""
    return quote.total_fen > 0 and coupon.threshold_fen <= quote.list_fen


def page_of(course: ShelfCourse, user: Person) -> CoursePage:
    standing = standing_of(user.pk, course.product.pk)
    runs = runs_of(course, user.pk)
    presale = presale_of(course.product.pk, user.pk) if course.product.in_presale and not standing.owned else None
    quote = runs.chosen.quote if runs.chosen else quote_products([(course.product, 1)], buyer_id=user.pk)
    page = CoursePage(
        course=course,
        progress=progress_of(user.pk, course.lessons),
        quote=quote,
        offer=offer_of_runs(standing, runs)
        if runs.sold or runs.mine
        else offer_of_presale(presale) or offer_of(course.product, standing, quote),
        signed_in=user.is_authenticated,
        standing=standing,
        buyer_id=user.pk,
        runs=runs,
        presale=presale,
    )
    if not (course.product.on_sale or standing.owned or page.bought or can(user, "catalog.edit")):
        raise NotFound
    return page


def offer_of_presale(mine: MyPreSale | None) -> Offer | None:
    """Until the balance can be paid; from then on it is bought as anything else."""
    if mine is None or mine.phase == PreSale.Phase.BALANCE:
        return None
    if mine.paid:
        return Offer.BALANCE_SOON
    return Offer.DEPOSIT if mine.phase == PreSale.Phase.DEPOSIT else Offer.ON_SALE_SOON


def offer_of(product: ShelfProduct, standing: Standing, quote: Quote) -> Offer:
    if standing.owned:
        return Offer.LEARN
    if not product.on_sale:
        return Offer.NOT_ON_SALE
    if not product.sold_alone:
        return Offer.PLAN if product.plans else Offer.NOT_SOLD
    if product.seats_left == 0:
        return Offer.SOLD_OUT
    if product.by_application:
        return Offer.APPLY
    free = quote.total_fen == 0 and quote.coupon is None and not quote.credits
    return Offer.TAKE if free else Offer.RENEW if standing.lapsed else Offer.BUY


def offer_of_runs(standing: Standing, runs: Runs) -> Offer:
    """A course that is sold by intakes: the next one, or word of when there is one."""
    if standing.owned:
        return Offer.LEARN
    if runs.mine:
        return Offer.WAIT
    if runs.chosen and runs.chosen.intake.product.by_application:
        return Offer.APPLY
    if runs.chosen:
        return Offer.RENEW if standing.lapsed else Offer.BUY
    return Offer.SOLD_OUT if runs.full else Offer.NOT_OPEN

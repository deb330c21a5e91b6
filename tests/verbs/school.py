"""A small school that sells in every form: what is there, who is there, and what each thing opens."""

from datetime import datetime, timedelta

from tests import make
from tests.gifts.made import batch, codes
from tests.promotions import build
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.gifts.models import Code
from zhiyu.kernel.clock import SHANGHAI
from zhiyu.platform.actions import save_school
from zhiyu.promotions.market import Kind

BEGINNING = datetime(2027, 1, 30, 23, 59, 50, tzinfo=SHANGHAI)
CODE = "THANKS"


class School:
    """Two courses, one that is run in intakes, a membership of everything, a bundle, sessions, a book; three people.

    Little of everything, so that it runs out: seats, units of a flash sale, coupons, codes.
    """

    def __init__(self) -> None:
        save_school(actor_id=None, tipping=True)
        self.writing = make.course(lessons=4, price_fen=9_901, stock=4, title="写作课")
        self.reading = make.course(lessons=3, price_fen=1_001, title="阅读课")
        self.camp = make.course(lessons=3, price_fen=20_000, title="训练营")
        self.book = make.ebook()
        intakes = [
            make.intake(self.camp, starts=10, sells=(0, 36), seats=2),
            make.intake(self.camp, starts=3, sells=(0, 29), seats=None, at_once=True),
        ]
        self.plan = make.plan(prices={"month": 3_901, "": 99_901})
        month, for_ever = make.variant(self.plan, "month"), make.variant(self.plan, "")
        self.bundle = make.bundle(self.writing, self.reading, price_fen=9_999).product
        package = make.package().product
        self.courses = [self.writing, self.reading, self.camp, self.book]
        writing, reading, book = self.writing.product, self.reading.product, self.book.product
        self.intakes = [one.product for one in intakes]
        self.goods: list[Product] = [writing, reading, *self.intakes, month, for_ever, self.bundle, package, book]
        self.baskets = [*([one] for one in self.goods), [writing, book], [reading, month], [writing, self.bundle]]
        later = Product.objects.filter(pk__in=[writing.pk, reading.pk, month.pk, package.pk, *self.seasons])
        later.update(refund_later_days=60)
        self.coupons(reading)
        self.deals(writing, reading)
        self.codes: list[Code] = [
            code
            for product, size in ((self.bundle, 2), (month, 2), (package, 1), (self.intakes[0], 1), (for_ever, 1))
            for code in codes(batch(product, size=size))
        ]
        self.people, self.staff = [make.user() for _ in range(3)], make.user(role="owner")
        self.free = Lesson.objects.filter(chapter__course=self.writing, free=True)[0]
        self.walls = {one.product_id: self.last_of(one) for one in self.courses}

    @property
    def seasons(self) -> list[int]:
        return [one.pk for one in self.intakes]

    def coupons(self, reading: Product) -> None:
        build.coupon(how="code", code=CODE, budget=2, valid_days=10)
        self.whole = build.coupon(whole=True, products=[reading.pk], budget=2, per_person=2)

    def deals(self, writing: Product, reading: Product) -> None:
        ends_at = BEGINNING + timedelta(days=12)
        build.deal(Kind.FLASH, price_fen=5_000, products=[writing.pk], stock=2, ends_at=ends_at)
        build.deal(Kind.NEWCOMER, price_fen=100, products=[reading.pk], stock=2)
        build.deal(Kind.SPEND, off_fen=500, threshold_fen=9_000)

    def opened_by(self, product_id: int) -> set[int]:
        """The courses that having it opens, by their products: said here anew, and not asked of the product."""
        everything = {course.product_id for course in self.courses}
        if product_id in {one.product_id for one in self.plan.variants.all()}:
            return everything
        if product_id in self.seasons:
            return {self.camp.product_id}
        return {product_id} & everything

    def last_of(self, course: Course) -> Lesson:
        """A lesson that is paid for."""
        return Lesson.objects.filter(chapter__course=course, free=False).latest("pk")

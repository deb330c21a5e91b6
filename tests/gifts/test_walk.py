"""Whatever is bought, given, claimed, refunded, expired, redeemed, revoked: access is the union of what holds."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from tests.commerce.fakepay import give_back, pay
from tests.gifts import made
from zhiyu.access.queries import owns
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Product
from zhiyu.commerce.actions import request_refund
from zhiyu.commerce.models import Refund
from zhiyu.gifts import actions
from zhiyu.gifts.models import Code, Gift
from zhiyu.kernel.errors import DomainError

pytestmark = pytest.mark.django_db
STEPS = ["buy", "give", "claim", "study", "refund", "settle", "expire", "redeem", "revoke", "revoke_unused"]


class School:
    """Three people, one course of nine seats, four codes. ``holds``: by what cause who should be able to open it."""

    def __init__(self) -> None:
        self.course = make.course(lessons=6, stock=9)
        self.people: list[User] = [make.user() for _ in range(3)]
        self.codes = made.codes(made.batch(self.course, size=4))
        self.gifts: list[Gift] = []
        self.holds: dict[str, int] = {}
        self.sold: dict[str, tuple[str, int, int]] = {}
        """Lines not given back: the order, its buyer, the line."""
        self.used: dict[int, int] = {}

    def buy(self, who: int, _which: int) -> None:
        line = pay(make.order(buyer=self.people[who], of=self.course)).lines.get()
        self.holds[line.source] = self.people[who].pk
        self.sold[line.source] = line.order.no, self.people[who].pk, line.pk

    def give(self, who: int, which: int) -> None:
        for gift in made.given(giver=self.people[who], of=self.course, quantity=1 + which % 2):
            self.gifts.append(gift)
            self.sold[gift.line.source] = gift.line.order.no, self.people[who].pk, gift.line_id

    def claim(self, who: int, which: int) -> None:
        gift = self.gifts[which % len(self.gifts)]
        actions.claim(token=gift.token, user_id=self.people[who].pk)
        assert gift.line.source in self.sold
        assert self.holds.setdefault(gift.line.source, self.people[who].pk) == self.people[who].pk

    def study(self, who: int, which: int) -> None:
        if owns(self.people[who].pk, self.course.product_id):
            make.opened(self.people[who], self.course, lessons=1 + which % 3)

    def refund(self, _who: int, which: int) -> None:
        source = sorted(self.sold)[which % len(self.sold)]
        no, buyer, line = self.sold[source]
        self.gone(request_refund(order_no=no, buyer_id=buyer, reason="no_time", line_ids=[line]))

    def gone(self, refund: Refund) -> None:
        if refund.status not in Refund.UNDONE:
            return
        for one in refund.lines.select_related("line"):
            self.sold.pop(one.line.source, None)
            self.holds.pop(one.line.source, None)

    def settle(self, _who: int, _which: int) -> None:
        for refund in Refund.objects.filter(status="approved"):
            give_back(refund)

    def expire(self, _who: int, which: int) -> None:
        made.long_ago(self.gifts[which % len(self.gifts)])
        actions.return_unclaimed()
        for refund in Refund.objects.filter(reason="not_taken"):
            self.gone(refund)

    def redeem(self, who: int, which: int) -> None:
        code = self.codes[which % 4]
        made.redeemed(code, self.people[who])
        assert self.used.setdefault(code.pk, self.people[who].pk) == self.people[who].pk
        self.holds[code.source] = self.people[who].pk

    def revoke(self, who: int, which: int) -> None:
        code = self.codes[which % 4]
        actions.revoke_code(code_id=code.pk, actor_id=self.people[who].pk)
        self.holds.pop(code.source, None)

    def revoke_unused(self, who: int, _which: int) -> None:
        actions.revoke_unused(batch_id=self.codes[0].batch_id, actor_id=self.people[who].pk)

    def check(self) -> None:
        product_id = self.course.product_id
        for person in self.people:
            assert owns(person.pk, product_id) == (person.pk in self.holds.values())
        by_code = sum(source.startswith("code:") for source in self.holds)
        assert Product.objects.get(pk=product_id).taken == len(self.sold) + by_code
        claimed = Gift.objects.filter(state="claimed", line__in=[gift.line_id for gift in self.gifts]).count()
        mine = {gift.line.source for gift in self.gifts}
        assert claimed == len(mine & self.holds.keys())
        redeemed = Code.objects.filter(state="redeemed", batch=self.codes[0].batch_id)
        assert dict(redeemed.values_list("pk", "user")) == {
            code.pk: self.holds[code.source] for code in self.codes if code.source in self.holds
        }


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 2), st.integers(0, 7)), min_size=4, max_size=10))
def test_access_is_the_union_of_what_still_holds(steps: list[tuple[str, int, int]]) -> None:
    school = School()
    for name, who, which in [("give", 0, 1), ("redeem", 1, 0), *steps]:
        with suppress(DomainError, ZeroDivisionError):
            getattr(school, name)(who, which)
        school.check()

"""What the creator and the learner see of a pre-sale: what is next and until when, and who is behind the numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, PreSale, Product
from zhiyu.catalog.presales import Unfit, courses_not_to_presell, courses_to_presell, presales, running_presale
from zhiyu.kernel.clock import now
from zhiyu.platform.plain import rows
from zhiyu.platform.shown import until
from zhiyu.promotions.credits import standing_deposit
from zhiyu.promotions.terms import Term, deposit_term

PEOPLE = """
select c.user_id, c.paid_fen, c.created_at, u.order_no, c.voided_at
from promotions_credit c
left join promotions_credituse u on u.credit_id = c.id and u.given_back_at is null and u.paid_at is not null
where c.paid_for_id = %s order by c.id desc
"""


REASONS: dict[Unfit, str | Promise] = {
    Unfit.DRAFT: lazy("还没有上架。放一节课、定好价格就能上架，其余边卖边做。"),
    Unfit.FREE: lazy("是免费课，没有尾款可收。定个价格就能预售。"),
    Unfit.IN_PRESALE: lazy("已经在预售，或者还没到开卖的时间。"),
    Unfit.INTAKES: lazy("不单独卖，按期卖或只给会员。想先收钱，可以给下一期开放报名。"),
    Unfit.SEATS: lazy("限了名额：付定金不占名额，到时候可能没有位置。先取消名额限制。"),
    Unfit.APPLICATION: lazy("要先申请：没通过的人付了定金也买不了。先关掉申请。"),
    Unfit.BUNDLE: lazy("在打包里卖着：打包的人会提前拿到课。先把它从打包里拿出来。"),
}


@dataclass(frozen=True)
class Depositor:
    user: User
    paid_fen: int
    at: datetime
    balance_order: str
    back: bool
    """Given back, or kept by the school."""


def any_fits() -> bool:
    return courses_to_presell().exists()


def others() -> list[tuple[Course, str | Promise]]:
    """The courses that cannot be sold so, and why."""
    return [(course, REASONS[why]) for course, why in courses_not_to_presell()]


@dataclass(frozen=True)
class Figures:
    sale: PreSale
    people: Sequence[Depositor]

    @property
    def phase(self) -> PreSale.Phase:
        return self.sale.phase(now())

    @property
    def balances(self) -> int:
        return sum(bool(one.balance_order) for one in self.people)

    @property
    def waiting(self) -> int:
        return sum(not one.balance_order and not one.back for one in self.people)


def figures_of(sale: PreSale) -> Figures:
    found = rows(PEOPLE, [sale.deposit_id])
    users = User.objects.in_bulk({user_id for user_id, *_ in found})
    return Figures(sale, [Depositor(users[pk], fen, at, no or "", bool(void)) for pk, fen, at, no, void in found])


COUNTED = """
select c.paid_for_id, count(distinct c.id), count(distinct u.credit_id)
from promotions_credit c
left join promotions_credituse u on u.credit_id = c.id and u.given_back_at is null and u.paid_at is not null
where c.kind = 'deposit' group by 1
"""


def presales_listed() -> list[tuple[PreSale, PreSale.Phase, int, int]]:
    """Newest first, with how many deposits and balances were paid."""
    counted = {pk: (deposits, balances) for pk, deposits, balances in rows(COUNTED)}
    at = now()
    return [(one, one.phase(at), *counted.get(one.deposit_id, (0, 0))) for one in presales()]


@dataclass(frozen=True)
class MyPreSale:
    """How somebody stands to the pre-sale that a course is in."""

    sale: PreSale
    phase: PreSale.Phase
    paid: bool
    term: Term

    @property
    def deposit(self) -> Product:
        return self.sale.deposit


def presale_of(product_id: int, user_id: int | None) -> MyPreSale | None:
    sale = running_presale(product_id)
    if sale is None:
        return None
    at = now()
    edges = [edge for edge in (sale.deposit.sells_until, sale.pays_from, sale.pays_until) if edge and edge > at]
    until(min(edges, default=None))
    paid = user_id is not None and standing_deposit(user_id, sale.deposit_id) is not None
    return MyPreSale(sale, sale.phase(at), paid, deposit_term(keeps=sale.keeps))

"""Applications as their writers meet them: what is asked, and how they stand. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhiyu.access.queries import owned_for_ever
from zhiyu.catalog.models import Product
from zhiyu.catalog.plans import product_on_sale
from zhiyu.commerce.presenters import Goods, goods_of
from zhiyu.commerce.pricing import quote_for
from zhiyu.kernel.clock import now
from zhiyu.promotions.quotes import Quote
from zhiyu.screening import queries
from zhiyu.screening.models import Application, Question


@dataclass(frozen=True)
class ApplyPage:
    goods: Goods
    quote: Quote
    mine: Application | None
    version: int
    questions: Sequence[Question]
    owned: bool

    @property
    def product(self) -> Product:
        return self.goods.product

    @property
    def standing(self) -> str:
        """How the newest one stands; empty before the first."""
        return str(self.mine.standing) if self.mine else ""

    @property
    def open(self) -> bool:
        """Whether the form is shown: nothing waits, and nothing forbids another one."""
        if self.owned or not self.product.selling(now()):
            return False
        return self.mine is None or self.mine.may_apply_again


def apply_page(code: str, user_id: int) -> ApplyPage:
    product = product_on_sale(code)
    version, questions = queries.questions_of(product.pk)
    return ApplyPage(
        goods=goods_of(product),
        quote=quote_for([code], buyer_id=user_id),
        mine=queries.latest_of(user_id, product.pk),
        version=version,
        questions=questions,
        owned=not product.again and bool(owned_for_ever(user_id, [product.pk])),
    )


@dataclass(frozen=True)
class Sent:
    """One of somebody's own, with where it leads."""

    application: Application
    goods: Goods

    @property
    def standing(self) -> str:
        return str(self.application.standing)


def sent_by(user_id: int) -> list[Sent]:
    return [Sent(one, goods_of(one.product)) for one in queries.applications_of(user_id)[:50]]


def waiting_of(user_id: int) -> list[Sent]:
    """Those that wait for the teacher, or for their writer to pay."""
    return [Sent(one, goods_of(one.product)) for one in queries.live_of(user_id)]

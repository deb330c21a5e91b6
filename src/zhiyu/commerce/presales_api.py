from datetime import datetime

from ninja import Field, Router, Status
from pydantic import AwareDatetime

from zhiyu.accounts.http import UserRequest, staff_api
from zhiyu.catalog import presales as catalog
from zhiyu.catalog.actions import PreSaleTerms, start_presale
from zhiyu.catalog.models import PreSale
from zhiyu.commerce import actions, presales
from zhiyu.kernel.clock import now
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent

router = Router(tags=["commerce"], auth=staff_api("prices.edit"))


class PreSaleChangeIn(Schema):
    """``keeps``: who has not paid the balance by the end gives the deposit up."""

    deposit_fen: int = Field(ge=1, le=1_000_000_000)
    worth_fen: int = Field(ge=1, le=1_000_000_000)
    deposit_until: AwareDatetime
    pays_from: AwareDatetime
    pays_until: AwareDatetime
    keeps: bool = False

    def terms(self, product_id: int) -> PreSaleTerms:
        return {
            "product_id": product_id,
            "deposit_fen": self.deposit_fen,
            "worth_fen": self.worth_fen,
            "deposit_until": self.deposit_until,
            "pays_from": self.pays_from,
            "pays_until": self.pays_until,
            "keeps": self.keeps,
        }


class PreSaleIn(PreSaleChangeIn):
    """``product`` is a course's product id."""

    product: int


class PreSaleOut(Schema):
    """``deposit`` is what an order of the deposit names; ``phase``: deposit, wait, balance, over, off."""

    id: int
    product: str
    deposit: str
    deposit_fen: int
    worth_fen: int
    deposit_until: datetime | None
    pays_from: datetime
    pays_until: datetime
    keeps: bool
    phase: str
    deposits_paid: int
    balances_paid: int


class PreSaleList(Schema):
    items: list[PreSaleOut]
    next: str | None


def presale_out(sale: PreSale, deposits: int = 0, balances: int = 0) -> PreSaleOut:
    return PreSaleOut(
        id=sale.pk,
        product=sale.product.code,
        deposit=sale.deposit.code,
        deposit_fen=sale.deposit.price_fen,
        worth_fen=sale.worth_fen,
        deposit_until=sale.deposit.sells_until,
        pays_from=sale.pays_from,
        pays_until=sale.pays_until,
        keeps=sale.keeps,
        phase=sale.phase(now()),
        deposits_paid=deposits,
        balances_paid=balances,
    )


@router.get("/studio/presales", response=PreSaleList)
def studio_presales(request: UserRequest) -> PreSaleList:
    del request
    items = [presale_out(sale, deposits, balances) for sale, _, deposits, balances in presales.presales_listed()]
    return PreSaleList(items=items, next=None)


@router.post("/studio/presales", response={201: PreSaleOut})
@idempotent()
def begin_presale(request: UserRequest, body: PreSaleIn) -> Status[PreSaleOut]:
    """Its terms can be changed until the first deposit is ordered; from then on it can only be called off."""
    made = start_presale(terms=body.terms(body.product), actor_id=request.user.pk)
    return Status(201, presale_out(made))


@router.put("/studio/presales/{int:presale_id}", response=PreSaleOut)
@idempotent()
def change_presale(request: UserRequest, presale_id: int, body: PreSaleChangeIn) -> PreSaleOut:
    """All of its terms; refused with ``terms_relied_on`` once somebody ordered a deposit."""
    product_id = catalog.presale(presale_id).product_id
    return presale_out(
        actions.change_terms(presale_id=presale_id, terms=body.terms(product_id), actor_id=request.user.pk)
    )


@router.post("/studio/presales/{int:presale_id}/call-off", response=PreSaleOut)
@idempotent()
def call_off_presale(request: UserRequest, presale_id: int) -> PreSaleOut:
    """Every deposit whose balance is not paid goes back."""
    actions.call_off(presale_id=presale_id, actor_id=request.user.pk)
    found = presales.figures_of(catalog.presale(presale_id))
    return presale_out(found.sale, len(found.people), found.balances)

"""The twin of the pages around after-sale: the rules of what comes back, and balances."""

from dataclasses import asdict
from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Router

from zhiyu.accounts.http import UserRequest, signed_in_api, staff_api
from zhiyu.accounts.queries import person
from zhiyu.catalog.refund_rules import RefundRule, following, refund_sentence
from zhiyu.commerce import actions, queries, wallets
from zhiyu.commerce.api import OrderOut, RefundOut, order_out, refund_out
from zhiyu.commerce.models import WalletEntry
from zhiyu.commerce.prorating import EXAMPLES
from zhiyu.kernel.cursors import stretch
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent

router = Router(tags=["after-sale"])
PAGE = 20


class RulesIn(Schema):
    """``later_days`` 0: after the days or the percent nothing comes back. A null limit is none."""

    days: int = Field(ge=0, le=365)
    percent: int = Field(ge=1, le=100)
    later_days: int = Field(ge=0, le=3650)
    auto_fen: int | None = Field(default=None, ge=0, le=100_000_000)
    auto_most: int | None = Field(default=None, ge=0, le=999)


class ExampleOut(Schema):
    """``term_days`` 0 is a course of lessons; ``why``: ``full``, ``part``, ``never``, ``late``, ``over``, ``gone``."""

    price_fen: int
    day: int
    opened: int
    lessons: int
    term_days: int
    why: str
    back_fen: int


class RulesOut(RulesIn):
    sentence: str
    following: int
    own: int
    examples: list[ExampleOut]


def rules_out() -> RulesOut:
    kept = actions.after_sale_rules()
    rule, (same, own) = kept.rule, following()
    return RulesOut(
        days=rule.refund_days,
        percent=rule.refund_percent,
        later_days=rule.refund_later_days,
        auto_fen=kept.auto_fen,
        auto_most=kept.auto_most,
        sentence=refund_sentence(days=rule.refund_days, percent=rule.refund_percent, later_days=rule.refund_later_days),
        following=same,
        own=own,
        examples=[ExampleOut(**asdict(one), **asdict(one.under(rule))) for one in EXAMPLES],
    )


@router.get("/studio/refund-rules", response=RulesOut, auth=staff_api("settings.edit"))
def refund_rules(request: HttpRequest) -> RulesOut:
    del request
    return rules_out()


@router.put("/studio/refund-rules", response=RulesOut, auth=staff_api("settings.edit"))
@idempotent()
def save_refund_rules(request: UserRequest, body: RulesIn) -> RulesOut:
    """Products whose rule was the school's move along; what was bought keeps the rule it was bought under."""
    rule = RefundRule(refund_days=body.days, refund_percent=body.percent, refund_later_days=body.later_days)
    rules = actions.AfterSaleRules(rule=rule, auto_fen=body.auto_fen, auto_most=body.auto_most)
    actions.save_after_sale_rules(actor_id=request.user.pk, rules=rules)
    return rules_out()


class EntryOut(Schema):
    """``kind``: ``refund``, ``spent``, ``released``, ``paid_out``. ``balance_fen``: what was there after it."""

    id: int
    kind: str
    amount_fen: int
    balance_fen: int
    order: str | None
    at: datetime


class WalletOut(Schema):
    balance_fen: int
    items: list[EntryOut]
    next: str | None


class PayoutList(Schema):
    items: list[RefundOut]


def entry_out(entry: WalletEntry) -> EntryOut:
    return EntryOut(
        id=entry.pk,
        kind=entry.kind,
        amount_fen=entry.amount_fen,
        balance_fen=entry.balance_fen,
        order=entry.order.no if entry.order else None,
        at=entry.at,
    )


def wallet_out(user_id: int, cursor: str) -> WalletOut:
    found = stretch(wallets.entries_of(user_id), size=PAGE, before=cursor)
    items = [entry_out(entry) for entry in found.rows]
    return WalletOut(balance_fen=wallets.balance_of(user_id), items=items, next=found.older)


@router.get("/me/wallet", response=WalletOut, auth=signed_in_api)
def my_wallet(request: UserRequest, cursor: str = "") -> WalletOut:
    return wallet_out(request.user.pk, cursor)


@router.post("/me/wallet/payout", response=PayoutList, auth=signed_in_api)
@idempotent()
def ask_payout(request: UserRequest) -> PayoutList:
    """All that may go back the way it came; somebody of the school decides, as over a refund."""
    made = actions.request_payout(user_id=request.user.pk, actor_id=request.user.pk)
    return PayoutList(items=[refund_out(refund) for refund in made])


@router.post("/orders/{no}/use-balance", response=OrderOut, auth=signed_in_api)
@idempotent(replay=False)
def use_balance(request: UserRequest, no: str) -> OrderOut:
    """As much of the balance as the order takes; what is left to pay is ``total_fen - balance_fen``."""
    actions.use_balance(order_no=no, buyer_id=request.user.pk)
    return order_out(queries.order_of(request.user.pk, no))


@router.get("/studio/learners/{int:user_id}/wallet", response=WalletOut, auth=staff_api("orders.read"))
def wallet_of(request: UserRequest, user_id: int, cursor: str = "") -> WalletOut:
    del request
    return wallet_out(person(user_id).pk, cursor)


@router.post("/studio/learners/{int:user_id}/payout", response=PayoutList, auth=staff_api("refunds.decide"))
@idempotent()
def ask_payout_for(request: UserRequest, user_id: int) -> PayoutList:
    """On a learner's word; it is decided like theirs."""
    made = actions.request_payout(user_id=person(user_id).pk, actor_id=request.user.pk)
    return PayoutList(items=[refund_out(refund) for refund in made])

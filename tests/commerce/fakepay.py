"""A payment channel in memory: an adapter of the port, as WeChat Pay is one, with a switch for every trouble."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils.functional import Promise

from tests import make
from zhiyu.commerce.actions import confirm_payment, settle_refund
from zhiyu.commerce.models import Order, Refund
from zhiyu.commerce.payments import (
    Bill,
    Browser,
    PaymentState,
    PaymentStatus,
    PayOrder,
    PayStart,
    ProviderPermanent,
    RefundOrder,
    RefundState,
    provider,
)
from zhiyu.kernel.clock import now


@dataclass
class FakePay:
    """``trouble`` maps a method's name to the error its calls raise."""

    label: str | Promise = "微信支付"
    app: str | Promise = "微信"
    methods: frozenset[str] = frozenset({"native", "jsapi", "h5"})
    ready: bool = True
    opened: dict[str, PayOrder] = field(default_factory=dict)
    paid: dict[str, PaymentState] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    refunds: dict[str, RefundState] = field(default_factory=dict)
    given_back: dict[str, int] = field(default_factory=dict)
    bills: dict[date, Bill] = field(default_factory=dict)
    trouble: dict[str, Exception] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    refund_answer: str = "processing"
    cashier: str = ""
    inside: bool = False

    def note(self, call: str, no: str) -> None:
        """``inside`` remembers a call made in a transaction, other than the test's own."""
        self.calls.append(call)
        self.inside = self.inside or len(connection.savepoint_ids) > 0
        if call in self.trouble:
            raise self.trouble[call]
        del no

    def method_for(self, browser: Browser) -> str | None:
        return {Browser.WECHAT: "jsapi", Browser.PHONE: "h5"}.get(browser, "native")

    def start(self, order: PayOrder) -> PayStart:
        self.note("start", order.out_trade_no)
        self.opened[order.out_trade_no] = order
        if order.method == "h5":
            spoils = (now() + timedelta(minutes=5)).isoformat()
            page = f"https://wx.test/checkmweb?prepay_id={order.out_trade_no}"
            return PayStart(out_trade_no=order.out_trade_no, h5_url=page, good_until=spoils)
        code = f"weixin://wxpay/{order.out_trade_no}"
        return PayStart(out_trade_no=order.out_trade_no, code_url=code, cashier_url=self.cashier)

    def query(self, out_trade_no: str) -> PaymentState:
        self.note("query", out_trade_no)
        if out_trade_no in self.paid:
            return self.paid[out_trade_no]
        known = PaymentStatus.CLOSED if out_trade_no in self.closed else PaymentStatus.PENDING
        return PaymentState(out_trade_no=out_trade_no, status=known)

    def close(self, out_trade_no: str) -> None:
        self.note("close", out_trade_no)
        if out_trade_no in self.paid:
            raise ProviderPermanent("paid")
        self.closed.add(out_trade_no)

    def refund(self, order: RefundOrder) -> RefundState:
        self.note("refund", order.no)
        known = RefundState(no=order.no, status=self.refund_answer, reference=f"ref-{order.no}")
        self.refunds.setdefault(order.no, known)
        self.given_back[order.no] = order.refund_fen
        return self.refunds[order.no]

    def query_refund(self, order: RefundOrder) -> RefundState:
        self.note("query_refund", order.no)
        return self.refunds.get(order.no, RefundState(no=order.no, status="missing"))

    def bill(self, day: date) -> Bill | None:
        self.note("bill", day.isoformat())
        return self.bills.get(day)

    def take(self, out_trade_no: str, *, fen: int) -> PaymentState:
        """Somebody pays; nobody is told yet."""
        reference = f"tx-{out_trade_no}"
        state = PaymentState(
            out_trade_no=out_trade_no,
            status=PaymentStatus.PAID,
            reference=reference,
            paid_fen=fen,
            paid_at=now(),
        )
        return self.paid.setdefault(out_trade_no, state)


@dataclass
class PagePay(FakePay):
    """One whose own page is opened, with the way back as a part of its address."""

    methods: frozenset[str] = frozenset({"page_test"})

    def method_for(self, browser: Browser) -> str | None:
        return None if browser is Browser.WECHAT else "page_test"

    def start(self, order: PayOrder) -> PayStart:
        self.note("start", order.out_trade_no)
        self.opened[order.out_trade_no] = order
        page = f"https://page.test/{order.out_trade_no}"
        return PayStart(out_trade_no=order.out_trade_no, page_url=page, back=order.client.back)


def channel(name: str = "wechat") -> FakePay:
    made = provider(name)
    assert isinstance(made, FakePay)
    return made


def tell(state: PaymentState, **other: Any) -> Order:
    """The channel's notification arrives."""
    said = {"reference": state.reference, "paid_fen": state.paid_fen, "paid_at": state.paid_at or now(), **other}
    return confirm_payment(out_trade_no=state.out_trade_no, provider="wechat", **said)


def pay(order: Order) -> Order:
    """Somebody pays an order in one go, and we hear of it."""
    attempt = make.attempt(order)
    return tell(channel().take(attempt.out_trade_no, fen=attempt.amount_fen))


def give_back(refund: Refund, status: str = "succeeded") -> Refund:
    """The channel's word on a refund arrives."""
    return settle_refund(no=refund.no, provider="wechat", status=status, reference=f"ref-{refund.no}")

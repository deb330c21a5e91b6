"""Alipay behind the commerce port: its pages for desks and phones, queries, closing, refunds, bills."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiyu.commerce.payments import (
    Bill,
    Browser,
    PaymentState,
    PaymentStatus,
    PayOrder,
    PayStart,
    ProviderPermanent,
    ProviderRetryable,
    ProviderUnknown,
    RefundOrder,
    RefundState,
)
from zhiyu.integrations.alipay.account import DEFAULT, Account, account
from zhiyu.integrations.alipay.actions import moment
from zhiyu.integrations.alipay.amounts import to_fen, to_yuan
from zhiyu.integrations.alipay.bills import bill_of, ready_at
from zhiyu.integrations.alipay.gateway import LOOPBACK, NotThere
from zhiyu.kernel.clock import SHANGHAI, now

METHODS: Final = {Browser.PHONE: "alipay_wap", Browser.DESKTOP: "alipay_page"}
"""WeChat's own browser does not open Alipay."""
CALLS: Final = {"alipay_wap": "alipay.trade.wap.pay", "alipay_page": "alipay.trade.page.pay"}
PRODUCTS: Final = {"alipay_wap": "QUICK_WAP_WAY", "alipay_page": "FAST_INSTANT_TRADE_PAY"}
SHORTEST: Final = timedelta(seconds=70)
SUBJECT_LIMIT: Final = 128
REASON_LIMIT: Final = 80
UNLIKED: Final = str.maketrans({"/": "／", "=": "＝", "&": "＆", ",": "，", '"': "”", "#": "＃"})
STATES: Final = {
    "TRADE_SUCCESS": PaymentStatus.PAID,
    "TRADE_FINISHED": PaymentStatus.PAID,
    "TRADE_CLOSED": PaymentStatus.CLOSED,
    "WAIT_BUYER_PAY": PaymentStatus.PENDING,
}


class Alipay:
    """Implements ``PaymentProvider``. Holds nothing: keys and connections belong to the account."""

    label: str | Promise = _("支付宝")
    app: str | Promise = _("支付宝")
    methods = frozenset(CALLS)

    @property
    def ready(self) -> bool:
        return bool(settings.ALIPAY["app_id"])

    def method_for(self, browser: Browser) -> str | None:
        return METHODS.get(browser)

    def start(self, order: PayOrder) -> PayStart:
        """Only signed here. Alipay hears of it when the browser opens the page, and not after ``time_expire``."""
        expires = max(order.expires_at, now() + SHORTEST).astimezone(SHANGHAI)
        content = {
            "out_trade_no": order.out_trade_no,
            "total_amount": to_yuan(order.total_fen),
            "subject": subject(order.description),
            "product_code": PRODUCTS[order.method],
            "time_expire": f"{expires:%Y-%m-%d %H:%M:%S}",
        }
        back = order.client.back or settings.PUBLIC_URL
        if order.method == "alipay_wap":
            content["quit_url"] = back
        page = ours().gateway.page(CALLS[order.method], content, notify_url=notify_url(), return_url=back)
        return PayStart(out_trade_no=order.out_trade_no, page_url=page, back=order.client.back)

    def query(self, out_trade_no: str) -> PaymentState:
        try:
            said = ours().gateway.ask("alipay.trade.query", {"out_trade_no": out_trade_no})
        except NotThere:
            return PaymentState(out_trade_no=out_trade_no, status=PaymentStatus.MISSING)
        with legible():
            return payment_state(out_trade_no, said)

    def close(self, out_trade_no: str) -> None:
        """Never heard of is as good as closed: a page opened after that brings late money, which goes back by itself.

        Paid is not closed, nor is what Alipay calls a wrong status: query then.
        """
        try:
            ours().gateway.ask("alipay.trade.close", {"out_trade_no": out_trade_no})
        except NotThere:
            return

    def refund(self, order: RefundOrder) -> RefundState:
        """Done when it is answered. Asked for again Alipay moves nothing, and says only that: then it is looked up."""
        content = {
            "out_trade_no": order.out_trade_no,
            "trade_no": order.reference,
            "refund_amount": to_yuan(order.refund_fen),
            "refund_reason": order.reason[:REASON_LIMIT],
            "out_request_no": order.no,
        }
        try:
            said = ours().gateway.ask("alipay.trade.refund", {name: value for name, value in content.items() if value})
        except NotThere as error:  # a payment of this second is not yet known to Alipay's refunds
            raise ProviderRetryable(str(error)) from error
        with legible():
            if said["out_trade_no"] != order.out_trade_no or to_fen(said["refund_fee"]) < order.refund_fen:
                raise ProviderUnknown("the answer speaks of another refund")
        if said.get("fund_change") == "Y":
            return RefundState(no=order.no, status="succeeded")
        found = self.query_refund(order)
        return found if found.status != "missing" else RefundState(no=order.no, status="processing")

    def query_refund(self, order: RefundOrder) -> RefundState:
        """Without a status Alipay has not given anything back under this number: it may be asked for again."""
        content = {"out_trade_no": order.out_trade_no, "out_request_no": order.no}
        try:
            said = ours().gateway.ask("alipay.trade.fastpay.refund.query", content)
        except NotThere:
            return RefundState(no=order.no, status="missing")
        if said.get("refund_status") != "REFUND_SUCCESS":
            return RefundState(no=order.no, status="missing")
        with legible():
            told = (said["out_trade_no"], said["out_request_no"], to_fen(said["refund_amount"]))
        if told != (order.out_trade_no, order.no, order.refund_fen):
            raise ProviderUnknown("the answer speaks of another refund")
        return RefundState(no=order.no, status="succeeded")

    def bill(self, day: date) -> Bill | None:
        asked = {"bill_type": "trade", "bill_date": day.isoformat()}
        try:
            said = ours().gateway.ask("alipay.data.dataservice.bill.downloadurl.query", asked)
        except NotThere as error:
            if now() < ready_at(day):
                raise ProviderRetryable(str(error)) from error
            return None
        with legible():
            address = str(said["bill_download_url"])
        return bill_of(day, ours().gateway.file(address), seller_id=ours().seller_id)


def ours() -> Account:
    try:
        found = account()
    except (OSError, ValueError, TypeError) as error:
        raise ProviderPermanent(f"Alipay's keys cannot be read: {error}") from error
    if found is None:
        raise ProviderPermanent("Alipay is not set up: ALIPAY_APP_ID is empty")
    return found


def notify_url() -> str:
    """Where Alipay reports: over https; the simulator, and only in the demo, takes plain loopback."""
    address = settings.PUBLIC_URL + reverse("alipay:notify", kwargs={"name": DEFAULT})
    parts = urlsplit(address)
    if parts.scheme != "https" and not (settings.DEMO and parts.hostname in LOOPBACK):
        raise ProviderPermanent("Alipay needs ZHIYU_URL to begin with https://")
    return address


def subject(text: str) -> str:
    """One line without the signs that Alipay refuses, or that part the fields of its bills."""
    return " ".join(text.translate(UNLIKED).split())[:SUBJECT_LIMIT]


@contextmanager
def legible() -> Iterator[None]:
    """An answer without what it must say tells us nothing; it is no fault of ours to die of."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProviderUnknown(f"the answer makes no sense: {error!r}") from error


def payment_state(out_trade_no: str, said: dict[str, Any]) -> PaymentState:
    """What a trade says, once it is certain to speak of ours. Closed is unpaid, or given back whole by hand."""
    if said["out_trade_no"] != out_trade_no:
        raise ProviderUnknown("the answer speaks of another trade")
    status = STATES.get(str(said["trade_status"]), PaymentStatus.PENDING)
    if status is not PaymentStatus.PAID:
        return PaymentState(out_trade_no=out_trade_no, status=status)
    if not said["trade_no"]:
        raise ProviderUnknown("paid, but without a number")
    return PaymentState(
        out_trade_no=out_trade_no,
        status=status,
        reference=str(said["trade_no"]),
        paid_fen=to_fen(said["total_amount"]),
        paid_at=moment(said["send_pay_date"]),
    )

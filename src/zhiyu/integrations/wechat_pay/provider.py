"""WeChat Pay behind the commerce port: Native, JSAPI and H5 orders, queries, closing, refunds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiyu.accounts.queries import openid_of
from zhiyu.commerce.errors import OpenidNeeded
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
from zhiyu.integrations.wechat_pay.account import DEFAULT, Account, account
from zhiyu.integrations.wechat_pay.bills import bill_of, ready_at
from zhiyu.kernel.clock import now
from zhiyu.wechat.errors import NotThere, Permanent, Retryable, Unknown, WeChatError
from zhiyu.wechat.pay import GivingBack, Purchase

NAME: Final = "wechat"
SHORTEST: Final = timedelta(seconds=70)
TRADE_STATES: Final = {
    "SUCCESS": PaymentStatus.PAID,
    "REFUND": PaymentStatus.PAID,
    "CLOSED": PaymentStatus.CLOSED,
    "REVOKED": PaymentStatus.CLOSED,
}
REFUND_STATES: Final = {
    "SUCCESS": "succeeded",
    "PROCESSING": "processing",
    "ABNORMAL": "abnormal",
    "CLOSED": "closed",
}
UNSIGNED: Final = 401
"""WeChat does not take our signature: our clock or our keys are wrong, which says nothing of the order in hand."""
METHODS: Final = {Browser.WECHAT: "jsapi", Browser.PHONE: "h5", Browser.DESKTOP: "native"}
H5_OPENS_FOR: Final = timedelta(minutes=4, seconds=30)
"""WeChat's page opens for five minutes; whoever taps in the last moment should still find it."""
LOOPBACK: Final = {"127.0.0.1", "localhost", "::1"}


class WeChatPay:
    """Implements ``PaymentProvider``. Holds nothing: keys and connections belong to the account."""

    label: str | Promise = _("微信支付")
    app: str | Promise = _("微信")
    methods = frozenset({"native", "jsapi", "h5"})

    @property
    def ready(self) -> bool:
        return bool(settings.WECHAT_PAY["mchid"])

    def method_for(self, browser: Browser) -> str | None:
        return METHODS[browser]

    def start(self, order: PayOrder) -> PayStart:
        """Asked twice, word for word, when the first answer is lost: to WeChat it is the same order."""
        with translated():
            purchase = purchase_of(order)
        try:
            with translated():
                return begin(order, purchase)
        except ProviderUnknown:
            with translated():
                return begin(order, purchase)

    def query(self, out_trade_no: str) -> PaymentState:
        with translated():
            try:
                said = ours().pay.query(out_trade_no)
            except NotThere:
                return PaymentState(out_trade_no=out_trade_no, status=PaymentStatus.MISSING)
            return payment_state(ours(), out_trade_no, said)

    def close(self, out_trade_no: str) -> None:
        """Closed already, or never heard of, is as good as closed. Paid is not: query then."""
        with translated():
            try:
                ours().pay.close(out_trade_no)
            except NotThere:
                return
            except Permanent as error:
                if error.code != "ORDER_CLOSED":
                    raise

    def refund(self, order: RefundOrder) -> RefundState:
        with translated():
            back = GivingBack(
                out_refund_no=order.no,
                out_trade_no=order.out_trade_no,
                transaction_id=order.reference,
                refund_fen=order.refund_fen,
                total_fen=order.total_fen,
                reason=order.reason,
                notify_url=notify_url(),
            )
            try:
                return refund_state(order.no, ours().pay.refund(back))
            except NotThere as error:  # a payment of this minute is not yet known to WeChat's refunds
                raise ProviderRetryable(str(error)) from error

    def query_refund(self, order: RefundOrder) -> RefundState:
        with translated():
            try:
                return refund_state(order.no, ours().pay.query_refund(order.no))
            except NotThere:
                return RefundState(no=order.no, status="missing")

    def bill(self, day: date) -> Bill | None:
        with translated():
            try:
                return bill_of(day, ours().pay.trades(day), mchid=ours().pay.mchid)
            except NotThere as error:
                if now() < ready_at(day):
                    raise ProviderRetryable(str(error)) from error
                return None


def purchase_of(order: PayOrder) -> Purchase:
    return Purchase(
        out_trade_no=order.out_trade_no,
        description=order.description,
        total_fen=order.total_fen,
        notify_url=notify_url(),
        expires_at=max(order.expires_at, now() + SHORTEST),
    )


def begin(order: PayOrder, purchase: Purchase) -> PayStart:
    pay, no = ours().pay, order.out_trade_no
    if order.method == "native":
        with legible():
            code = pay.native(purchase)
        return PayStart(out_trade_no=no, code_url=code, cashier_url=cashier_url(code_url=code))
    if order.method == "jsapi":
        openid = openid_for(order)
        with legible():
            parameters = pay.jsapi(purchase, openid=openid)
        prepay_id = parameters["package"].removeprefix("prepay_id=")
        return PayStart(out_trade_no=no, parameters=parameters, cashier_url=cashier_url(prepay_id=prepay_id))
    if order.method == "h5":
        spoils = (now() + H5_OPENS_FOR).isoformat()
        with legible():
            page = pay.h5(purchase, client_ip=order.client.address or "127.0.0.1")
        return PayStart(out_trade_no=no, h5_url=page, good_until=spoils)
    raise ProviderPermanent(f"WeChat Pay has no method {order.method!r}")


def openid_for(order: PayOrder) -> str:
    """The buyer as our app knows them in WeChat; whoever never logged in there cannot pay there."""
    openid = openid_of(order.buyer_id, ours().pay.appid)
    if openid is None:
        raise OpenidNeeded
    return openid


@contextmanager
def translated() -> Iterator[None]:
    """WeChat's errors as the port's. The kind survives, and so does WeChat's own word for the log."""
    try:
        yield
    except Retryable as error:
        raise ProviderRetryable(str(error)) from error
    except Unknown as error:
        raise ProviderUnknown(str(error)) from error
    except WeChatError as error:
        if error.status == UNSIGNED:
            raise ProviderRetryable(str(error)) from error
        raise ProviderPermanent(str(error)) from error


def ours() -> Account:
    found = account()
    if found is None:
        raise ProviderPermanent("WeChat Pay is not set up: WECHAT_PAY_MCHID is empty")
    return found


def notify_url() -> str:
    """Where WeChat reports. It insists on https; the simulator, and only in the demo, takes plain loopback."""
    address = settings.PUBLIC_URL + reverse("wechat_pay:notify", kwargs={"name": DEFAULT})
    parts = urlsplit(address)
    if parts.scheme != "https" and not (settings.DEMO and parts.hostname in LOOPBACK):
        raise ProviderPermanent("WeChat Pay needs ZHIYU_URL to begin with https://")
    return address


def cashier_url(**code: str) -> str:
    """The simulator's payment sheet; a page adds where it shall lead back to."""
    if not settings.WECHAT_SIMULATOR_URL:
        return ""
    return f"{settings.WECHAT_SIMULATOR_URL}/cashier?{urlencode(code)}"


@contextmanager
def legible() -> Iterator[None]:
    """An answer without what it must say tells us nothing; it is no fault of ours to die of."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProviderUnknown(f"the answer makes no sense: {error!r}") from error


def payment_state(ours: Account, out_trade_no: str, said: dict[str, Any]) -> PaymentState:
    """What a transaction says, once it is certain to speak of our order. Only a paid one says an amount for sure."""
    if (said.get("mchid"), said.get("appid")) != (ours.pay.mchid, ours.pay.appid):
        raise ProviderUnknown("the answer speaks of another merchant")
    if said.get("out_trade_no") != out_trade_no or not said.get("trade_state"):
        raise ProviderUnknown("the answer speaks of another order")
    status = TRADE_STATES.get(str(said["trade_state"]), PaymentStatus.PENDING)
    if status is not PaymentStatus.PAID:
        return PaymentState(out_trade_no=out_trade_no, status=status)
    with legible():
        return paid_state(out_trade_no, said)


def paid_state(out_trade_no: str, said: dict[str, Any]) -> PaymentState:
    if said["amount"].get("currency", "CNY") != "CNY" or not said["transaction_id"]:
        raise ProviderUnknown("paid, but not in yuan or without a number")
    return PaymentState(
        out_trade_no=out_trade_no,
        status=PaymentStatus.PAID,
        reference=str(said["transaction_id"]),
        paid_fen=int(said["amount"]["total"]),
        paid_at=datetime.fromisoformat(said["success_time"]),
    )


def refund_state(no: str, said: dict[str, Any]) -> RefundState:
    status = REFUND_STATES.get(str(said.get("status")))
    if status is None or said.get("out_refund_no") != no:
        raise ProviderUnknown("the answer speaks of another refund")
    return RefundState(no=no, status=status, reference=str(said.get("refund_id") or ""))

"""A bank transfer behind the commerce port: slow, by hand, and without a commission."""

from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiyu.commerce.models import PaymentAttempt
from zhiyu.commerce.payments import (
    Bill,
    BillRow,
    Browser,
    PaymentState,
    PaymentStatus,
    PayOrder,
    PayStart,
    ProviderPermanent,
    RefundOrder,
    RefundState,
)
from zhiyu.commerce.statements import day_span
from zhiyu.integrations.transfer import actions, queries
from zhiyu.integrations.transfer.models import Return, Transfer

METHOD = "transfer"
State = Transfer.State
STATES = {
    State.OPEN: PaymentStatus.PENDING,
    State.SENT: PaymentStatus.PENDING,
    State.TAKEN: PaymentStatus.PAID,
    State.CLOSED: PaymentStatus.CLOSED,
}


class BankTransfer:
    """Implements ``PaymentProvider``. Its page is the school's own, its word that of whoever reads the bank's."""

    label: str | Promise = _("银行转账")
    app: str | Promise = _("转账说明")
    methods = frozenset({METHOD})

    @property
    def ready(self) -> bool:
        return queries.offered()

    def method_for(self, browser: Browser) -> str | None:
        del browser
        return METHOD

    def start(self, order: PayOrder) -> PayStart:
        actions.open_transfer(out_trade_no=order.out_trade_no)
        no = PaymentAttempt.objects.values_list("order__no", flat=True).get(out_trade_no=order.out_trade_no)
        return PayStart(out_trade_no=order.out_trade_no, page_url=reverse("transfer:pay", args=[no]))

    def query(self, out_trade_no: str) -> PaymentState:
        found = Transfer.objects.filter(attempt__out_trade_no=out_trade_no).first()
        if found is None:
            return PaymentState(out_trade_no=out_trade_no, status=PaymentStatus.MISSING)
        return PaymentState(
            out_trade_no=out_trade_no,
            status=STATES[State(found.state)],
            reference=found.reference,
            paid_fen=found.paid_fen,
            paid_at=found.taken_at,
        )

    def close(self, out_trade_no: str) -> None:
        if not actions.shut_transfer(out_trade_no=out_trade_no):
            raise ProviderPermanent("a slip waits for somebody's look, or the money is here")

    def refund(self, order: RefundOrder) -> RefundState:
        asked = actions.ask_return(no=order.no, out_trade_no=order.out_trade_no, amount_fen=order.refund_fen)
        return state_of(asked)

    def query_refund(self, order: RefundOrder) -> RefundState:
        found = Return.objects.filter(no=order.no).first()
        return state_of(found) if found else RefundState(no=order.no, status="missing")

    def bill(self, day: date) -> Bill | None:
        """What people said of that day: the bank's own list stays with the bank."""
        span = day_span(day)
        taken = [
            BillRow(
                kind="payment",
                out_no=one.attempt.out_trade_no,
                reference=one.reference,
                amount_fen=one.paid_fen,
                fee_fen=0,
                at=one.taken_at,
            )
            for one in queries.taken_between(*span)
            if one.taken_at
        ]
        returned = [
            BillRow(
                kind="refund",
                out_no=one.no,
                reference=one.reference,
                amount_fen=one.amount_fen,
                fee_fen=0,
                at=one.sent_at,
            )
            for one in queries.returned_between(*span)
            if one.sent_at
        ]
        if not taken and not returned:
            return None
        return Bill(
            day=day,
            rows=(*taken, *returned),
            total_fen=sum(one.amount_fen for one in taken),
            refund_fen=sum(one.amount_fen for one in returned),
            fee_fen=0,
        )


def state_of(one: Return) -> RefundState:
    return RefundState(no=one.no, status="succeeded" if one.sent_at else "processing", reference=one.reference)

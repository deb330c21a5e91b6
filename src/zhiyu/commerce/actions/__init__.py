"""What can be done with orders and refunds. Every action locks the order's row first."""

from zhiyu.commerce.actions.billing import check_bill, fetch_bills, take_bill
from zhiyu.commerce.actions.closing import (
    cancel_order,
    close_expired,
    close_order,
    close_other_attempts,
    close_unless_unsure,
    keep_open,
)
from zhiyu.commerce.actions.exchanging import (
    SeenExchange,
    ask_exchange,
    decide_exchange,
    offer_exchange,
    take_exchange,
)
from zhiyu.commerce.actions.fulfilment import deliver
from zhiyu.commerce.actions.matching import match_bills, settle_difference
from zhiyu.commerce.actions.orders import MOST_FOR_OTHERS, Origin, Seen, free_own, place_for_others, place_order
from zhiyu.commerce.actions.paying import begin_attempt, confirm_payment
from zhiyu.commerce.actions.payouts import request_payout
from zhiyu.commerce.actions.presales import call_off, change_terms, settle_deposit, tend_presales
from zhiyu.commerce.actions.previews import RefundPreview, preview_of, preview_refund, undo_of, usage_of
from zhiyu.commerce.actions.reconciling import reconcile_payments, reconcile_refunds
from zhiyu.commerce.actions.refunds import approve_refund, reject_refund, request_refund, return_untaken
from zhiyu.commerce.actions.rules import AfterSaleRules, after_sale_rules, save_after_sale_rules
from zhiyu.commerce.actions.settling import ask_channel, retry_refund, settle_refund
from zhiyu.commerce.actions.spending import use_balance
from zhiyu.commerce.actions.starting import start_payment
from zhiyu.commerce.actions.suspending import clear_suspended, return_suspended, suspend_payment
from zhiyu.commerce.actions.unsticking import ask_again, settle_outside

__all__ = [
    "MOST_FOR_OTHERS",
    "AfterSaleRules",
    "Origin",
    "RefundPreview",
    "Seen",
    "SeenExchange",
    "after_sale_rules",
    "approve_refund",
    "ask_again",
    "ask_channel",
    "ask_exchange",
    "begin_attempt",
    "call_off",
    "cancel_order",
    "change_terms",
    "check_bill",
    "clear_suspended",
    "close_expired",
    "close_order",
    "close_other_attempts",
    "close_unless_unsure",
    "confirm_payment",
    "decide_exchange",
    "deliver",
    "fetch_bills",
    "free_own",
    "keep_open",
    "match_bills",
    "offer_exchange",
    "place_for_others",
    "place_order",
    "preview_of",
    "preview_refund",
    "reconcile_payments",
    "reconcile_refunds",
    "reject_refund",
    "request_payout",
    "request_refund",
    "retry_refund",
    "return_suspended",
    "return_untaken",
    "save_after_sale_rules",
    "settle_deposit",
    "settle_difference",
    "settle_outside",
    "settle_refund",
    "start_payment",
    "suspend_payment",
    "take_bill",
    "take_exchange",
    "tend_presales",
    "undo_of",
    "usage_of",
    "use_balance",
]

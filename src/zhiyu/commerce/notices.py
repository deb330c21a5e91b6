"""What buyers and the people at the desk are told about orders and refunds, and in which words."""

from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiyu.accounts.permissions import holders
from zhiyu.commerce.models import Order, OrderLine, Payment, Refund
from zhiyu.messaging.actions import tell
from zhiyu.messaging.templates import Facts, Template, Topic, register
from zhiyu.ui.wording import money

Status = Refund.Status
SAMPLE: Facts = {"order": "202611280000000001", "title": "七天写作营", "count": 1, "amount_fen": 19_900}


def order_page(facts: Facts) -> str:
    return reverse("commerce:my_order", kwargs={"no": facts["order"]})


def refund_page(facts: Facts) -> str:
    return reverse("commerce:studio_refund", kwargs={"refund_id": facts["refund"]})


def cause_words(facts: Facts) -> Mapping[str, str]:
    return {"cause": str(Refund.Reason(str(facts["cause"])).label)}


def suspense_words(facts: Facts) -> Mapping[str, str]:
    if facts["amount_fen"] == facts["asked_fen"]:
        return {"why": gettext("这个订单已经关闭")}
    return {"why": gettext("和订单要付的 %(asked)s 不一样") % {"asked": money(int(facts["asked_fen"]))}}


TEMPLATES = [
    Template(
        name="commerce.order_paid",
        topic=Topic.ORDERS,
        icon="circle-check",
        title=_("付款成功"),
        text=_("%(title)s已付款 %(amount)s，点开看订单。"),
        sms=_("你买的%(title)s已付款%(amount)s，登录学堂在订单里查看。"),
        link=order_page,
        sample=SAMPLE,
    ),
    Template(
        name="commerce.refund_requested",
        topic=Topic.AFTER_SALE,
        icon="undo-2",
        title=_("收到你的退款申请"),
        text=_("%(title)s的退款 %(amount)s 在等老师看，有了结果马上告诉你。"),
        link=order_page,
        sample=SAMPLE,
    ),
    Template(
        name="commerce.refund_approved",
        topic=Topic.AFTER_SALE,
        icon="undo-2",
        title=_("退款已同意"),
        text=_("%(title)s的退款 %(amount)s 正在原路退回，多数几分钟就到，银行慢的要一两天。"),
        link=order_page,
        sample=SAMPLE,
    ),
    Template(
        name="commerce.refund_done",
        topic=Topic.AFTER_SALE,
        icon="wallet",
        title=_("退款已到账"),
        text=_("%(title)s的退款 %(amount)s 已经退到你付款的账户。"),
        sms=_("%(title)s的退款%(amount)s已经退到你付款的账户，请查收。"),
        link=order_page,
        sample=SAMPLE,
    ),
    Template(
        name="commerce.refund_to_balance",
        topic=Topic.AFTER_SALE,
        icon="wallet",
        title=_("退到余额了"),
        text=_("%(title)s的 %(amount)s 已经在你的余额里，买别的时可以直接用，也可以申请退回原来的付款方式。"),
        sms=_("%(title)s的%(amount)s已经退到你在学堂的余额，登录后在我的余额里查看。"),
        link=order_page,
        sample=SAMPLE,
    ),
    Template(
        name="commerce.refund_rejected",
        topic=Topic.AFTER_SALE,
        icon="circle-alert",
        title=_("退款没有通过"),
        text=_("%(title)s的退款申请没有通过：%(reason)s"),
        sms=_("%(title)s的退款申请没有通过，原因请登录学堂在订单里查看。"),
        link=order_page,
        sample={**SAMPLE, "reason": "课程已学完大半，按约定不能退。"},
    ),
    Template(
        name="commerce.money_going_back",
        topic=Topic.AFTER_SALE,
        icon="wallet",
        title=_("有一笔钱要退给你"),
        text=_("%(cause)s，收到的 %(amount)s 会原路退回，你不用做什么。"),
        sms=_("%(cause)s，收到的%(amount)s会原路退回，你不用做什么。"),
        link=order_page,
        sample={"order": "202611280000000001", "cause": Refund.Reason.PAID_TOO_LATE.value, "amount_fen": 19_900},
        says=cause_words,
    ),
    Template(
        name="commerce.payment_suspended",
        topic=Topic.AFTER_SALE,
        icon="wallet",
        title=_("收到一笔要核对的付款"),
        text=_("收到 %(amount)s，%(why)s。钱先替你放着，老师核对后会退给你，或者和你商量。你不用再付，也不用做什么。"),
        link=order_page,
        sample={"order": "202611280000000001", "amount_fen": 19_800, "asked_fen": 19_900},
        says=suspense_words,
    ),
    Template(
        name="commerce.refund_waiting",
        topic=Topic.TO_DO,
        icon="undo-2",
        title=_("有一笔退款等你处理"),
        text=_("%(title)s，要退 %(amount)s。"),
        link=refund_page,
        sample={**SAMPLE, "refund": 1},
    ),
]


def register_templates() -> None:
    register(*TEMPLATES)


def facts_of(order: Order, amount_fen: int) -> dict[str, str | int]:
    titles = list(OrderLine.objects.filter(order=order).order_by("pk").values_list("title", flat=True))
    return {"order": order.no, "title": titles[0], "count": len(titles), "amount_fen": amount_fen}


def facts_of_refund(refund: Refund) -> dict[str, str | int]:
    titles = list(refund.lines.order_by("pk").values_list("line__title", flat=True))
    if refund.stray or not titles:
        return facts_of(refund.order, refund.amount_fen)
    return {"order": refund.order.no, "title": titles[0], "count": len(titles), "amount_fen": refund.amount_fen}


def refund_of(refund_id: int) -> Refund:
    return Refund.objects.select_related("order").get(pk=refund_id)


@transaction.atomic
def tell_paid(*, order_id: int) -> None:
    """Who took something free has just seen that they have it."""
    order = Order.objects.get(pk=order_id)
    if order.total_fen:
        facts = facts_of(order, order.total_fen)
        tell(recipient_id=order.buyer_id, template="commerce.order_paid", facts=facts, key=f"order:{order.no}:paid")


@transaction.atomic
def tell_suspended(*, payment_id: int) -> None:
    """What somebody has dealt with meanwhile has had its own word."""
    payment = Payment.objects.select_related("order", "attempt").get(pk=payment_id)
    if payment.cleared_at is not None:
        return
    asked = payment.attempt.amount_fen if payment.attempt else payment.order.total_fen
    facts: Facts = {"order": payment.order.no, "amount_fen": payment.amount_fen, "asked_fen": asked}
    key = f"payment:{payment.pk}:suspended"
    tell(recipient_id=payment.order.buyer_id, template="commerce.payment_suspended", facts=facts, key=key)


@transaction.atomic
def tell_refund_requested(*, refund_id: int) -> None:
    """What was decided at once, or meanwhile, waits for nobody."""
    refund = refund_of(refund_id)
    if refund.status != Status.REQUESTED:
        return
    facts, key = facts_of_refund(refund), f"refund:{refund.no}:requested"
    tell(recipient_id=refund.order.buyer_id, template="commerce.refund_requested", facts=facts, key=key)
    for person in holders("refunds.decide"):
        waiting = {**facts, "refund": refund.pk}
        tell(recipient_id=person, template="commerce.refund_waiting", facts=waiting, key=f"{key}:{person}")


@transaction.atomic
def tell_refund_approved(*, refund_id: int) -> None:
    """Once for the same money: what follows a number that the channel closed was told of with the first."""
    refund = refund_of(refund_id)
    if refund.follows_id or not refund.channel_fen:
        return
    facts = {**facts_of_refund(refund), "amount_fen": refund.channel_fen}
    if refund.stray:
        template = "commerce.money_going_back"
        facts = {"order": refund.order.no, "cause": refund.reason, "amount_fen": refund.amount_fen}
    else:
        template = "commerce.refund_approved"
    tell(recipient_id=refund.order.buyer_id, template=template, facts=facts, key=f"refund:{refund.no}:approved")


@transaction.atomic
def tell_refund_rejected(*, refund_id: int) -> None:
    refund = refund_of(refund_id)
    facts = {**facts_of_refund(refund), "reason": refund.note}
    key = f"refund:{refund.no}:rejected"
    tell(recipient_id=refund.order.buyer_id, template="commerce.refund_rejected", facts=facts, key=key)


@transaction.atomic
def tell_refund_settled(*, refund_id: int) -> None:
    """Abnormal and closed are the school's to mend: the buyer hears when the money is back."""
    refund = refund_of(refund_id)
    if refund.status != Status.SUCCEEDED:
        return
    shares = [("done", refund.channel_fen), ("to_balance", refund.amount_fen - refund.channel_fen)]
    for how, fen in shares:
        if fen:
            facts = {**facts_of_refund(refund), "amount_fen": fen}
            key, template = f"refund:{refund.no}:{how}", f"commerce.refund_{how}"
            tell(recipient_id=refund.order.buyer_id, template=template, facts=facts, key=key)

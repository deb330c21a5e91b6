"""What buyers and the bookkeeper are told about invoices, and in which words."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyu.accounts.permissions import holders
from zhiyu.invoices.models import Invoice
from zhiyu.messaging.actions import tell
from zhiyu.messaging.templates import Facts, Template, Topic, register

SAMPLE: Facts = {"order": "202611280000000001", "invoice": 1, "amount_fen": 19_900}


def order_page(facts: Facts) -> str:
    return reverse("invoices:of_order", kwargs={"no": facts["order"]})


def desk_page(facts: Facts) -> str:
    return reverse("invoices:studio_invoice", kwargs={"invoice_id": facts["invoice"]})


TEMPLATES = [
    Template(
        name="invoices.issued",
        topic=Topic.INVOICES,
        icon="file-text",
        title=_("发票开好了"),
        text=_("订单 %(order)s 的发票开好了，金额 %(amount)s，点开就能查看和下载。"),
        sms=_("你申请的发票开好了，金额%(amount)s，登录学堂在我的发票里下载。"),
        link=order_page,
        sample=SAMPLE,
    ),
    Template(
        name="invoices.rejected",
        topic=Topic.INVOICES,
        icon="circle-alert",
        title=_("发票没有开成"),
        text=_("订单 %(order)s 的发票没有开成，改好以后可以再申请。原因：%(reason)s"),
        sms=_("你申请的%(amount)s发票没有开成，原因请登录学堂在我的发票里查看，改好可以再申请。"),
        link=order_page,
        sample={**SAMPLE, "reason": "公司名称和税号对不上。"},
    ),
    Template(
        name="invoices.waiting",
        topic=Topic.TO_DO,
        icon="file-text",
        title=_("有一张发票等你开"),
        text=_("订单 %(order)s，金额 %(amount)s。"),
        link=desk_page,
        sample=SAMPLE,
    ),
    Template(
        name="invoices.red_needed",
        topic=Topic.TO_DO,
        icon="undo-2",
        title=_("有一张发票要红冲"),
        text=_("订单 %(order)s 退了款或开错了，要冲掉 %(amount)s。"),
        link=desk_page,
        sample=SAMPLE,
    ),
]


def register_templates() -> None:
    register(*TEMPLATES)


def found(invoice_id: int) -> tuple[Invoice, dict[str, str | int]]:
    invoice = Invoice.objects.select_related("order").get(pk=invoice_id)
    return invoice, {"order": invoice.order.no, "invoice": invoice.pk, "amount_fen": invoice.amount_fen}


@transaction.atomic
def tell_applied(*, invoice_id: int) -> None:
    """Taken back or begun meanwhile, it waits for nobody."""
    invoice, facts = found(invoice_id)
    if invoice.status == Invoice.Status.APPLIED:
        tell_desk("invoices.waiting", facts, f"invoice:{invoice.no}:waiting")


@transaction.atomic
def tell_red_needed(*, invoice_id: int) -> None:
    """Each time that there is more of it."""
    invoice, facts = found(invoice_id)
    reversals = list(invoice.reversals.all())
    waiting = next((one for one in reversals if one.done_at is None), None)
    if waiting is not None:
        so_far = sum(one.amount_fen for one in reversals)
        key = f"invoice:{invoice.no}:red:{so_far}"
        tell_desk("invoices.red_needed", {**facts, "amount_fen": waiting.amount_fen}, key)


def tell_desk(template: str, facts: Facts, key: str) -> None:
    for person in holders("money.settle"):
        tell(recipient_id=person, template=template, facts=facts, key=f"{key}:{person}")


@transaction.atomic
def tell_issued(*, invoice_id: int) -> None:
    invoice, facts = found(invoice_id)
    key = f"invoice:{invoice.no}:issued"
    tell(recipient_id=invoice.order.buyer_id, template="invoices.issued", facts=facts, key=key)


@transaction.atomic
def tell_rejected(*, invoice_id: int) -> None:
    invoice, facts = found(invoice_id)
    key, why = f"invoice:{invoice.no}:rejected", {**facts, "reason": invoice.note}
    tell(recipient_id=invoice.order.buyer_id, template="invoices.rejected", facts=why, key=key)

"""Our part in a refund, by commerce's Undo port."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhiyu.commerce.models import OrderLine
from zhiyu.commerce.undo import UndoItem
from zhiyu.invoices.actions.reversing import fit_to_kept
from zhiyu.invoices.models import Invoice, InvoiceLine
from zhiyu.kernel.money import yuan


class TakesBack:
    def preview(self, line: OrderLine) -> Sequence[UndoItem]:
        held = InvoiceLine.objects.filter(line=line, live=True).select_related("invoice").first()
        if held is None:
            return []
        said = {"name": held.title, "number": held.invoice.number, "price": f"¥{yuan(held.amount_fen - held.red_fen)}"}
        if held.invoice.status == Invoice.Status.APPLIED:
            text = _("《%(name)s》的发票申请会取消。")
        elif held.invoice.status == Invoice.Status.ISSUING:
            text = _("《%(name)s》的发票正在开，不用再开；已经开出的要红冲 %(price)s。")
        else:
            text = _("发票 %(number)s 要红冲《%(name)s》的 %(price)s。")
        return [UndoItem(kind="invoice", text=text % said)]

    def apply(self, line: OrderLine) -> None:
        fit_to_kept(line=line)

"""What invoices keep about a person: the book of titles goes with them, invoices stay as the tax law asks."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiyu.accounts.belongings import Belonging
from zhiyu.invoices.models import Invoice, Kind, Title

KEPT = [Invoice.Status.ISSUED, Invoice.Status.RED_NEEDED, Invoice.Status.REVERSED]
SHOWN = ("kind", "name", "tax_no", "address", "phone", "bank", "account", "email")


def stops(user_id: int) -> Sequence[str]:
    waiting = Invoice.objects.filter(order__buyer=user_id, status__in=Invoice.OPEN).exists()
    return [_("有一张发票还在开，开好或取消以后再注销。")] if waiting else []


def lost(user_id: int) -> Sequence[str]:
    count = Title.objects.filter(owner=user_id).count()
    return [ngettext("%(n)s 个发票抬头", "%(n)s 个发票抬头", count) % {"n": count}] if count else []


def kept(user_id: int) -> Sequence[str]:
    count = Invoice.objects.filter(order__buyer=user_id, status__in=KEPT).count()
    words = ngettext("%(n)s 张开过的发票，按税法保存", "%(n)s 张开过的发票，按税法保存", count)
    return [words % {"n": count}] if count else []


def export(user_id: int) -> dict[str, Any]:
    titles = Title.objects.filter(owner=user_id).order_by("pk")
    invoices = Invoice.objects.filter(order__buyer=user_id).select_related("order").order_by("pk")
    return {
        "titles": list(titles.values(*SHOWN, "created_at")),
        "invoices": [
            {
                "no": one.no,
                "order": one.order.no,
                "status": one.status,
                "number": one.number,
                "amount_fen": one.amount_fen,
                "applied_at": one.applied_at,
                "issued_on": one.issued_on,
                **{name: getattr(one, name) for name in SHOWN},
            }
            for one in invoices
        ],
    }


def forget(user_id: int) -> None:
    """Of what was issued the number, the sum, and a company's name stay; nothing leads to the person any more."""
    Title.objects.filter(owner=user_id).delete()
    mine = Invoice.objects.filter(order__buyer=user_id)
    mine.update(address="", phone="", bank="", account="", email="")
    mine.filter(kind=Kind.PERSON).update(name=_("已注销"))
    mine.exclude(status__in=KEPT).update(name=_("已注销"), tax_no="")


INVOICES = Belonging(key="invoices", export=export, lost=lost, kept=kept, stops=stops, forget=forget)

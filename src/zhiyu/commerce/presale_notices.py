"""What who paid a deposit is told: that the balance can be paid, and that it soon cannot any more."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyu.catalog.models import PreSale
from zhiyu.messaging.actions import tell
from zhiyu.messaging.templates import Facts, Template, Topic, register
from zhiyu.promotions.credits import open_deposits

LAST_CALL = timedelta(days=1)
SAMPLE: Facts = {
    "title": "七天写作营",
    "product": "course",
    "until_at": "2026-12-05T20:00:00+08:00",
    "worth_fen": 20_000,
}


def checkout(facts: Facts) -> str:
    return reverse("commerce:checkout", kwargs={"code": facts["product"]})


def register_presale_templates() -> None:
    register(
        Template(
            name="commerce.balance_open",
            topic=Topic.ORDERS,
            icon="wallet",
            title=_("可以付尾款了"),
            text=_("%(title)s现在可以付尾款，你的定金抵 %(worth)s。%(until)s 截止，付清马上就能学。"),
            sms=_("%(title)s可以付尾款了，定金抵%(worth)s，%(until)s截止，登录学堂付款。"),
            link=checkout,
            sample=SAMPLE,
        ),
        Template(
            name="commerce.balance_ends",
            topic=Topic.ORDERS,
            icon="clock",
            title=_("尾款快截止了"),
            text=_("%(title)s的尾款 %(until)s 截止，你的定金抵 %(worth)s。不想要了也不用管，按付定金时的约定处理。"),
            sms=_("%(title)s的尾款%(until)s截止，定金抵%(worth)s，登录学堂付款。"),
            link=checkout,
            sample=SAMPLE,
        ),
    )


def tell_balance(sale: PreSale, template: str) -> None:
    facts: Facts = {
        "title": sale.product.title,
        "product": sale.product.code,
        "until_at": sale.pays_until.isoformat(),
        "worth_fen": sale.worth_fen,
    }
    for credit in open_deposits(sale.deposit_id):
        key = f"presale:{sale.pk}:{template}:{credit.pk}"
        tell(recipient_id=credit.user_id, template=template, facts=facts, key=key)

"""What screening keeps about a person: what they wrote goes with the account; that they asked, and the answer, stay."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiyu.accounts.belongings import Belonging
from zhiyu.kernel.clock import now
from zhiyu.platform.idempotency import forget_answers_about
from zhiyu.screening.models import Application
from zhiyu.screening.queries import live_of


def lost(user_id: int) -> Sequence[str]:
    return [_("《%(title)s》的申请，注销后作废") % {"title": one.product.title} for one in live_of(user_id)]


def export(user_id: int) -> list[dict[str, Any]]:
    mine = Application.objects.filter(applicant=user_id).select_related("product").order_by("pk")
    return [
        {
            "product": one.product.code,
            "title": one.product.title,
            "status": one.status,
            "answers": one.answers,
            "words": one.words,
            "sent_at": one.sent_at,
            "decided_at": one.decided_at,
            "pay_until": one.pay_until,
        }
        for one in mine
    ]


def forget(user_id: int) -> None:
    mine = Application.objects.filter(applicant=user_id)
    mine.filter(status__in=Application.LIVE).update(status=Application.Status.WITHDRAWN, ended_at=now())
    mine.update(answers=[], words="")
    forget_answers_about(user_id, holding="answers")


APPLICATIONS = Belonging(key="applications", export=export, lost=lost, forget=forget)

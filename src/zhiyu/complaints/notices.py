"""Who is told of complaints: the people of the school, and a sender who has an account."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyu.accounts.permissions import holders
from zhiyu.complaints.models import Complaint
from zhiyu.messaging.actions import tell
from zhiyu.messaging.templates import Facts, Template, Topic, register


def own_page(facts: Facts) -> str:
    return reverse("complaints:complaint", kwargs={"code": facts["code"]})


def desk_page(facts: Facts) -> str:
    return reverse("complaints:desk", kwargs={"complaint_id": facts["complaint"]})


TEMPLATES = [
    Template(
        name="complaints.answered",
        topic=Topic.AFTER_SALE,
        icon="message-square",
        title=_("你的投诉有答复了"),
        text=_("学堂答复了你的投诉，点开看。"),
        sms="",
        link=own_page,
        sample={"code": "sample"},
    ),
    Template(
        name="complaints.waiting",
        topic=Topic.TO_DO,
        icon="flag",
        title=_("有一份投诉等你核实"),
        text=_("%(until)s前要答复，先看内容再决定。"),
        sms="",
        link=desk_page,
        sample={"complaint": 1, "until_at": "2026-12-05T20:00:00+08:00"},
    ),
]


def register_templates() -> None:
    register(*TEMPLATES)


@transaction.atomic
def tell_school(*, complaint_id: int, what: str) -> None:
    """What is over by now waits for nobody."""
    one = Complaint.objects.get(pk=complaint_id)
    if not one.is_open:
        return
    facts: Facts = {"complaint": one.pk, "until_at": one.due_at.isoformat()}
    for person in holders("complaints.decide"):
        key = f"complaint:{one.pk}:{what}:{person}"
        tell(recipient_id=person, template="complaints.waiting", facts=facts, key=key)


@transaction.atomic
def tell_sender(*, complaint_id: int, what: str) -> None:
    """``what`` names the question or the decision, each of which is told once."""
    one = Complaint.objects.get(pk=complaint_id)
    if one.sender_id is None:
        return
    key = f"complaint:{one.pk}:{what or one.status}"
    tell(recipient_id=one.sender_id, template="complaints.answered", facts={"code": one.code}, key=key)

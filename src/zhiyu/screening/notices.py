"""What applicants and the people at the desk are told about applications, and in which words.

Facts hold what it is about and until when; what the teacher wrote stands on the application, where its owner reads it.
"""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyu.accounts.permissions import holders
from zhiyu.messaging.actions import tell
from zhiyu.messaging.templates import Facts, Template, Topic, register
from zhiyu.screening.models import Application
from zhiyu.screening.queries import approvals_ending

Status = Application.Status
LAST_CALL = timedelta(days=1)
SAMPLE: Facts = {"code": "xie-zuo-ying", "title": "七天写作营", "application": 1}


def own_page(facts: Facts) -> str:
    return reverse("storefront:apply", kwargs={"code": facts["code"]})


def desk_page(facts: Facts) -> str:
    return reverse("studio:application", kwargs={"application_id": facts["application"]})


TEMPLATES = [
    Template(
        name="screening.approved",
        topic=Topic.APPLICATIONS,
        icon="circle-check",
        title=_("申请通过了"),
        text=_("你申请的%(title)s通过了，%(until)s前付款就能开始，点开看老师的话。"),
        sms=_("你申请的%(title)s通过了，%(until)s前付款有效，登录学堂在我的申请里付款。"),
        link=own_page,
        sample={**SAMPLE, "until_at": "2026-12-05T20:00:00+08:00"},
    ),
    Template(
        name="screening.ends",
        topic=Topic.APPLICATIONS,
        icon="clock",
        title=_("明天就过了付款的时间"),
        text=_("你申请的%(title)s已经通过，%(until)s前付款有效，过了要重新申请。"),
        sms=_("你申请的%(title)s已经通过，%(until)s前付款有效，过了要重新申请，登录学堂在我的申请里付款。"),
        link=own_page,
        sample={**SAMPLE, "until_at": "2026-12-05T20:00:00+08:00"},
    ),
    Template(
        name="screening.declined",
        topic=Topic.APPLICATIONS,
        icon="info",
        title=_("申请有结果了"),
        text=_("你申请的%(title)s这次没有通过，点开看老师的话。"),
        sms=_("你申请的%(title)s这次没有通过，登录学堂在我的申请里看老师的话。"),
        link=own_page,
        sample=SAMPLE,
    ),
    Template(
        name="screening.waiting",
        topic=Topic.TO_DO,
        icon="clipboard-list",
        title=_("有一份申请等你看"),
        text=_("有人申请%(title)s，看过回答再决定。"),
        link=desk_page,
        sample=SAMPLE,
    ),
]


def register_templates() -> None:
    register(*TEMPLATES)


def facts_of(one: Application) -> dict[str, str | int]:
    return {"code": one.product.code, "title": one.product.title, "application": one.pk}


def application_of(application_id: int) -> Application:
    return Application.objects.select_related("product").get(pk=application_id)


@transaction.atomic
def tell_sent(*, application_id: int) -> None:
    """What was decided or withdrawn meanwhile waits for nobody."""
    one = application_of(application_id)
    if one.status != Status.SENT:
        return
    for person in holders("applications.decide"):
        key = f"application:{one.pk}:sent:{person}"
        tell(recipient_id=person, template="screening.waiting", facts=facts_of(one), key=key)


@transaction.atomic
def tell_approved(*, application_id: int) -> None:
    """Who has paid already, or let it go, has seen it."""
    one = application_of(application_id)
    if one.status == Status.APPROVED and one.pay_until is not None:
        facts = {**facts_of(one), "until_at": one.pay_until.isoformat()}
        key = f"application:{one.pk}:approved"
        tell(recipient_id=one.applicant_id, template="screening.approved", facts=facts, key=key)


@transaction.atomic
def tell_ending() -> None:
    """Once, a day before: who may pay and has ordered nothing on it."""
    for one in approvals_ending(LAST_CALL):
        assert one.pay_until is not None  # noqa: S101 -- an approval has it, which the database holds
        facts = {**facts_of(one), "until_at": one.pay_until.isoformat()}
        tell(recipient_id=one.applicant_id, template="screening.ends", facts=facts, key=f"application:{one.pk}:ends")


@transaction.atomic
def tell_declined(*, application_id: int) -> None:
    one = application_of(application_id)
    key = f"application:{one.pk}:declined"
    tell(recipient_id=one.applicant_id, template="screening.declined", facts=facts_of(one), key=key)

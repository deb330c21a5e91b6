"""Who made a work is told when the school keeps it from others, and when it no longer does."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyu.messaging.actions import tell
from zhiyu.messaging.templates import Facts, Template, Topic, register
from zhiyu.works.models import Work


def own_page(facts: Facts) -> str:
    return reverse("works:own", kwargs={"code": facts["code"]})


TEMPLATES = [
    Template(
        name="works.hidden",
        topic=Topic.WORKS,
        icon="eye-off",
        title=_("一件作品暂时只有你看得到"),
        text=_("学堂把《%(title)s》收起来了：%(reason)s。原图和作品都还在，觉得不对可以联系客服。"),
        sms="",
        link=own_page,
        sample={"code": "sample", "title": "雨后的窗台", "reason": "有人投诉，正在核实"},
    ),
    Template(
        name="works.shown",
        topic=Topic.WORKS,
        icon="eye",
        title=_("一件作品又可以看了"),
        text=_("学堂把《%(title)s》放回来了，看得到的人和以前一样。"),
        sms="",
        link=own_page,
        sample={"code": "sample", "title": "雨后的窗台"},
    ),
]


def register_templates() -> None:
    register(*TEMPLATES)


@transaction.atomic
def tell_owner(*, work_id: int, template: str, at: str) -> None:
    """What was taken back meanwhile is nobody's news."""
    one = Work.objects.filter(pk=work_id).first()
    if one is None:
        return
    facts: Facts = {"code": one.code, "title": one.title}
    if template == "works.hidden":
        facts = {**facts, "reason": one.hidden_because}
    tell(recipient_id=one.owner_id, template=template, facts=facts, key=f"work:{work_id}:{template}:{at}")

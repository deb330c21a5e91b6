"""What the two of an appointment are told, and in which words. ``grant`` is 0 for the learner."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyu.messaging.templates import Facts, Template, Topic, register

SAMPLE: Facts = {"title": "一对一批改", "starts_at": "2026-12-06T20:00:00+08:00", "grant": 0}


def place(facts: Facts) -> str:
    if not facts["grant"]:
        return reverse("coaching:mine")
    return reverse("coaching:holder", kwargs={"grant_id": facts["grant"]})


TEMPLATES = [
    Template(
        name="coaching.planned",
        topic=Topic.APPOINTMENTS,
        icon="calendar",
        title=_("约好了一次服务"),
        text=_("%(title)s约在%(starts)s。"),
        sms=_("%(title)s约在%(starts)s，登录学堂看怎么进入。"),
        link=place,
        sample=SAMPLE,
    ),
    Template(
        name="coaching.moved",
        topic=Topic.APPOINTMENTS,
        icon="calendar",
        title=_("一次服务的预约改了"),
        text=_("%(title)s现在约在%(starts)s，时间或地点有改动，请看一眼。"),
        sms=_("%(title)s的预约改了，现在是%(starts)s，请留意。"),
        link=place,
        sample=SAMPLE,
    ),
    Template(
        name="coaching.called_off",
        topic=Topic.APPOINTMENTS,
        icon="calendar",
        title=_("一次服务的预约取消了"),
        text=_("原定%(starts)s的%(title)s取消了，次数还在，可以再约。"),
        sms=_("原定%(starts)s的%(title)s取消了，次数还在，可以再约。"),
        link=place,
        sample=SAMPLE,
    ),
    Template(
        name="coaching.given_back",
        topic=Topic.APPOINTMENTS,
        icon="calendar",
        title=_("一次服务的预约取消了"),
        text=_("原定%(starts)s的%(title)s取消了：买的次数已经退回，不用再来。"),
        sms=_("原定%(starts)s的%(title)s取消了，买的次数已经退回。"),
        link=place,
        sample=SAMPLE,
    ),
    Template(
        name="coaching.soon",
        topic=Topic.APPOINTMENTS,
        icon="video",
        title=_("约好的服务快开始了"),
        text=_("%(title)s%(starts)s开始，现在可以进入了。"),
        sms=_("%(title)s%(starts)s开始，登录学堂就能进入。"),
        link=place,
        sample=SAMPLE,
    ),
]


def register_templates() -> None:
    register(*TEMPLATES)

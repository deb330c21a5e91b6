"""What those who may watch a class are told, and in which words."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyu.messaging.templates import Facts, Template, Topic, register

SAMPLE: Facts = {"class": 1, "title": "写作答疑", "starts_at": "2026-12-06T20:00:00+08:00"}


def room(facts: Facts) -> str:
    return reverse("live:watch", kwargs={"class_id": facts["class"]})


TEMPLATES = [
    Template(
        name="live.day",
        topic=Topic.CLASSES,
        icon="calendar",
        title=_("有一场直播快到了"),
        text=_("%(title)s%(starts)s开始，到时候点开就能进。"),
        link=room,
        sample=SAMPLE,
    ),
    Template(
        name="live.soon",
        topic=Topic.CLASSES,
        icon="radio",
        title=_("直播马上开始"),
        text=_("%(title)s%(starts)s开始，现在可以进直播间等着了。"),
        sms=_("%(title)s%(starts)s开始直播，登录学堂进入直播间。"),
        link=room,
        sample=SAMPLE,
    ),
    Template(
        name="live.moved",
        topic=Topic.CLASSES,
        icon="calendar",
        title=_("直播改时间了"),
        text=_("%(title)s改到%(starts)s开始。"),
        sms=_("%(title)s的直播改到%(starts)s开始，请留意。"),
        link=room,
        sample=SAMPLE,
    ),
    Template(
        name="live.called_off",
        topic=Topic.CLASSES,
        icon="calendar",
        title=_("一场直播取消了"),
        text=_("原定%(starts)s的%(title)s取消了。"),
        sms=_("原定%(starts)s的直播%(title)s取消了。"),
        link=room,
        sample=SAMPLE,
    ),
]


def register_templates() -> None:
    register(*TEMPLATES)

"""What those with a seat, or in the line for one, are told."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyu.messaging.templates import Facts, Template, Topic, register

SAMPLE: Facts = {
    "class": 1,
    "title": "周末面对面",
    "starts_at": "2026-12-06T14:00:00+08:00",
    "place": "长宁区愚园路 300 号 2 楼",
}


def page(facts: Facts) -> str:
    return reverse("onsite:class", kwargs={"class_id": facts["class"]})


TEMPLATES = [
    Template(
        name="onsite.seat",
        topic=Topic.CLASSES,
        icon="circle-check",
        title=_("排到座位了"),
        text=_("%(title)s有人让出座位，现在是你的了：%(starts)s，%(place)s。来不了请让给别人。"),
        sms=_("%(title)s排到座位了，%(starts)s见。来不了请登录学堂让出座位。"),
        link=page,
        sample=SAMPLE,
    ),
    Template(
        name="onsite.lost",
        topic=Topic.CLASSES,
        icon="calendar",
        title=_("线下课不再为你留位了"),
        text=_("%(starts)s的%(title)s不再为你留座或排队：这门课现在对你没有开放（退掉、到期或暂停）。"),
        link=page,
        sample=SAMPLE,
    ),
    Template(
        name="onsite.day",
        topic=Topic.CLASSES,
        icon="calendar",
        title=_("有一堂线下课快到了"),
        text=_("%(title)s%(starts)s开始，在%(place)s。来不了请让出座位，让给别人。"),
        link=page,
        sample=SAMPLE,
    ),
    Template(
        name="onsite.soon",
        topic=Topic.CLASSES,
        icon="calendar",
        title=_("今天有线下课"),
        text=_("%(title)s%(starts)s开始，在%(place)s。到了用手机扫老师屏幕上的二维码签到。"),
        sms=_("%(title)s%(starts)s开始，地点见学堂里的课程页。"),
        link=page,
        sample=SAMPLE,
    ),
    Template(
        name="onsite.moved",
        topic=Topic.CLASSES,
        icon="calendar",
        title=_("线下课改时间了"),
        text=_("%(title)s改到%(starts)s开始，在%(place)s。来不了请让出座位。"),
        sms=_("%(title)s改到%(starts)s开始，请留意。"),
        link=page,
        sample=SAMPLE,
    ),
    Template(
        name="onsite.place",
        topic=Topic.CLASSES,
        icon="compass",
        title=_("线下课换地方了"),
        text=_("%(starts)s的%(title)s换到%(place)s，别走错了。"),
        sms=_("%(starts)s的%(title)s换了地方，请登录学堂看新地址。"),
        link=page,
        sample=SAMPLE,
    ),
    Template(
        name="onsite.called_off",
        topic=Topic.CLASSES,
        icon="calendar",
        title=_("一堂线下课取消了"),
        text=_("原定%(starts)s在%(place)s的%(title)s取消了，不用过去。"),
        sms=_("原定%(starts)s的%(title)s取消了，不用过去。"),
        link=page,
        sample=SAMPLE,
    ),
]


def register_templates() -> None:
    register(*TEMPLATES)

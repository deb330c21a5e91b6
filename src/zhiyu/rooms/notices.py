"""What a winner is told."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from zhiyu.messaging.templates import Facts, Template, Topic, register

WON: Final = "rooms.won"


def page_of_draw(facts: Facts) -> str:
    return reverse("rooms:draw", kwargs={"room_id": facts["room"], "draw_id": facts["draw"]})


def register_templates() -> None:
    register(
        Template(
            name=WON,
            topic=Topic.CLASSES,
            icon="gift",
            title=lazy("你中奖了"),
            text=lazy("直播间抽奖“%(title)s”，你的号码 %(number)s 中了。老师会联系你；点开看怎么抽的。"),
            link=page_of_draw,
            sample={"title": "签名书一本", "number": 12, "room": 1, "draw": 1},
        )
    )

"""What the studio tells a learner by itself, and in which words."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.clock import now
from zhiyu.messaging.actions import tell
from zhiyu.messaging.templates import Facts, Template, Topic, register

SHARED = "studio.devices_looked_at"


def devices_page(_facts: Facts) -> str:
    return reverse("accounts:devices")


def register_templates() -> None:
    register(
        Template(
            name=SHARED,
            topic=Topic.ORDERS,
            icon="smartphone",
            title=_("看看你的设备"),
            text=_("你的账号最近在好几台设备或好几个地方学课。如果都是你，不用管。有不认识的，让它退出登录。"),
            link=devices_page,
            sample={},
        )
    )


def ask_about_devices(user_id: int) -> bool:
    """Once a day, however often it is wanted; whether it was said just now."""
    key = f"plays:{user_id}:{now():%Y-%m-%d}"
    return tell(recipient_id=user_id, template=SHARED, facts={}, key=key) is not None

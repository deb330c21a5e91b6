"""The nine people of the demo school and what each is there to show."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiyu.accounts.models import User


@dataclass(frozen=True)
class DemoPerson:
    phone: str
    role: str | Promise
    purpose: str | Promise


DEMO_PEOPLE = [
    DemoPerson("13800000001", _("校长"), _("看全部：课程、订单、学员、设置")),
    DemoPerson("13800000002", _("运营"), _("处理订单和退款，编辑课程")),
    DemoPerson("13800000003", _("教练"), _("暂以学员身份体验")),
    DemoPerson("13800000004", _("分销员"), _("暂以学员身份体验")),
    DemoPerson("13800000005", _("新学员"), _("什么都没买：试看、下单、退款")),
    DemoPerson("13800000006", _("新学员"), _("什么都没买：再来一个买家")),
    DemoPerson("13800000007", _("新学员"), _("什么都没买：再来一个买家")),
    DemoPerson("13800000008", _("老学员"), _("买过课，正在学")),
    DemoPerson("13800000009", _("老学员"), _("买过课，有退款记录")),
]


def demo_logins(users: dict[str, User]) -> list[tuple[DemoPerson, User]]:
    """Those of the nine who are here; ``users`` by phone."""
    return [(person, users[person.phone]) for person in DEMO_PEOPLE if person.phone in users]

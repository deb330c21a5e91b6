"""Who belongs in a membership's group now, and who is to be taken out of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhiyu.access.memberships import Member, members_of
from zhiyu.accounts.models import User
from zhiyu.kernel.sheets import Cell


@dataclass(frozen=True)
class GroupMember:
    user: User
    member: Member


def group_members(plan_id: int) -> tuple[list[GroupMember], list[GroupMember]]:
    """Those who should be in, the nearest end first; those who should not be any more, the last to leave first."""
    found = members_of(plan_id)
    people = User.objects.in_bulk([one.user_id for one in found])
    known = [GroupMember(people[one.user_id], one) for one in found]
    return [one for one in known if one.member.held], [one for one in known if not one.member.held]


def member_rows(plan_id: int) -> Iterator[list[Cell]]:
    """The list whole, for a spreadsheet."""
    yield [_("称呼"), _("手机"), _("应在群里"), _("最早加入"), _("到期")]
    inside, outside = group_members(plan_id)
    for one in [*inside, *outside]:
        state = _("在") if one.member.held else _("请移出")
        yield [one.user.name, one.user.masked_phone, state, one.member.since, one.member.until]

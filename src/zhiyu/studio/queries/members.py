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


@dataclass(frozen=True)
class Group:
    """``inside``: who should be in, the nearest end first. ``paused``: who stays, and goes on later, the soonest first.
    ``outside``: who should not be in any more, the last to leave first.
    """

    inside: list[GroupMember]
    paused: list[GroupMember]
    outside: list[GroupMember]


def group_members(plan_id: int) -> Group:
    found = members_of(plan_id)
    people = User.objects.in_bulk([one.user_id for one in found])
    known = [GroupMember(people[one.user_id], one) for one in found]
    return Group(
        inside=[one for one in known if one.member.held],
        paused=[one for one in known if one.member.paused_until],
        outside=[one for one in known if not (one.member.held or one.member.paused_until)],
    )


def member_rows(plan_id: int) -> Iterator[list[Cell]]:
    """The list whole, for a spreadsheet."""
    yield [_("称呼"), _("手机"), _("应在群里"), _("最早加入"), _("到期"), _("暂停到")]
    found = group_members(plan_id)
    for state, people in ((_("在"), found.inside), (_("已暂停"), found.paused), (_("请移出"), found.outside)):
        for one in people:
            known = one.member
            yield [one.user.name, one.user.masked_phone, state, known.since, known.until, known.paused_until]

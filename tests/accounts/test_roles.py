"""Roles and what they open."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests import make
from tests.together import together
from zhiyu.accounts.actions import ensure_user, give_role, reveal_phone, take_role
from zhiyu.accounts.errors import LastOwner, NobodyWithPhone
from zhiyu.accounts.models import RoleGrant, User
from zhiyu.accounts.permissions import SCOPES, can, is_staff, scopes
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.platform.models import AuditEntry


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("owner", {x for found in SCOPES.values() for x in found}),
        (
            "operator",
            {
                *("catalog.edit", "prices.edit", "orders.read", "refunds.decide", "learners.read", "health.read"),
                *("sessions.give", "rooms.host", "tips.read", "applications.decide", "complaints.decide"),
            },
        ),
        ("finance", {"orders.read", "refunds.decide", "money.read", "money.settle", "tips.read", "evidence.export"}),
        ("creator", {"catalog.edit", "sessions.give", "rooms.host", "tips.read", "applications.decide"}),
        (None, set()),
    ],
)
def test_each_role_opens_exactly_its_scopes(role: str | None, may: set[str]) -> None:
    user = make.user(role=role)
    assert scopes(user) == may
    assert is_staff(user) is bool(role)


@pytest.mark.django_db
def test_roles_are_asked_of_the_database_once_a_request(django_assert_num_queries: object) -> None:
    user = User.objects.get(pk=make.user(role="finance").pk)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert can(user, "money.read")
        assert not can(user, "settings.edit")
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert not can(AnonymousUser(), "money.read")


@pytest.mark.django_db
def test_a_role_is_given_once_and_written_down() -> None:
    owner, someone = make.user(role="owner"), make.user()
    assert someone.phone
    for _ in range(2):
        give_role(actor_id=owner.pk, phone=f"+86 {someone.phone}", role="operator")

    assert list(RoleGrant.objects.filter(user=someone).values_list("role", "granted_by")) == [("operator", owner.pk)]
    (entry,) = AuditEntry.objects.filter(action="role.given")
    assert (entry.actor_id, entry.target, entry.detail) == (owner.pk, f"user:{someone.pk}", {"role": "operator"})


@pytest.mark.django_db
def test_a_role_goes_only_to_someone_known_and_only_a_real_one() -> None:
    owner, someone = make.user(role="owner"), make.user()
    with pytest.raises(NobodyWithPhone):
        give_role(actor_id=owner.pk, phone="13700000000", role="operator")
    with pytest.raises(Invalid):
        give_role(actor_id=owner.pk, phone=someone.phone or "", role="king")
    assert RoleGrant.objects.count() == 1


@pytest.mark.django_db
def test_the_last_owner_stays() -> None:
    owner = make.user(role="owner")
    with pytest.raises(LastOwner):
        take_role(actor_id=owner.pk, user_id=owner.pk, role="owner")
    with pytest.raises(NotFound):
        take_role(actor_id=owner.pk, user_id=owner.pk, role="finance")
    assert RoleGrant.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_owners_removing_each_other_at_once_leave_one() -> None:
    owners = [make.user(role="owner"), make.user(role="owner")]

    def remove(n: int) -> None:
        take_role(actor_id=owners[n].pk, user_id=owners[1 - n].pk, role="owner")

    answers = together(2, remove)

    assert sorted(type(x).__name__ for x in answers) == ["LastOwner", "NoneType"]
    assert RoleGrant.objects.count() == 1


@pytest.mark.django_db
def test_ensuring_a_person_twice_changes_nothing() -> None:
    first = ensure_user(phone="138 0000 0001", name="林知", roles=["owner"])
    second = ensure_user(phone="13800000001", name="别的名字", roles=["owner"])
    assert (first.pk, second.name) == (second.pk, "林知")
    assert RoleGrant.objects.count() == 1


@pytest.mark.django_db
def test_every_look_at_a_whole_number_is_written_down() -> None:
    staff, someone = make.user(role="operator"), make.user()
    assert reveal_phone(actor_id=staff.pk, user_id=someone.pk) == someone.phone
    (entry,) = AuditEntry.objects.all()
    assert (entry.action, entry.actor_id, entry.target) == ("phone.revealed", staff.pk, f"user:{someone.pk}")
    assert someone.phone not in str(entry.detail)

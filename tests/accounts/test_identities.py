"""People whom an outside provider vouches for."""

import pytest

from tests import make
from tests.together import together
from zhiyu.accounts.actions import link_identity, login_by_identity
from zhiyu.accounts.errors import AgreementsNotAccepted, IdentityTaken
from zhiyu.accounts.models import Identity, User
from zhiyu.accounts.queries import openid_of, user_by_identity

CURRENT = ["terms@2", "privacy@3"]


def wechat(subject: str, *, app_id: str = "wx1", union_id: str = "", name: str = "") -> Identity:
    return Identity(provider="wechat", app_id=app_id, subject=subject, union_id=union_id, name=name)


def enter(identity: Identity, accepted: list[str] | None = None) -> User:
    wanted = CURRENT if accepted is None else accepted
    return login_by_identity(identity=identity, accepted=wanted, address=None, user_agent="")


@pytest.mark.django_db
def test_a_stranger_gets_an_account_and_comes_back_to_it() -> None:
    user = enter(wechat("openid-1", name="小满"))
    assert (user.phone, user.name) == (None, "小满")
    assert enter(wechat("openid-1"), accepted=[]) == user
    assert openid_of(user.pk, "wx1") == "openid-1"
    assert openid_of(user.pk, "wx2") is None


@pytest.mark.django_db
def test_a_stranger_who_accepts_nothing_leaves_no_trace() -> None:
    with pytest.raises(AgreementsNotAccepted):
        enter(wechat("openid-1"), accepted=[])
    assert not User.objects.exists()
    assert not Identity.objects.exists()


@pytest.mark.django_db
def test_one_union_id_is_one_person_across_apps() -> None:
    user = enter(wechat("openid-1", union_id="u-1"))
    assert enter(wechat("mini-9", app_id="wx2", union_id="u-1")) == user
    assert Identity.objects.filter(user=user).count() == 2


@pytest.mark.django_db
def test_linking_twice_is_linking_once_and_learns_the_name() -> None:
    user = make.user()
    key = {"provider": "wechat", "app_id": "wx1", "subject": "openid-1"}
    link_identity(user=user, **key)
    link_identity(user=user, **key, name="小满")
    assert list(Identity.objects.values_list("user", "name")) == [(user.pk, "小满")]
    assert user_by_identity(**key) == user


@pytest.mark.django_db
def test_an_identity_of_somebody_else_is_not_taken_over() -> None:
    owner, other = make.user(), make.user()
    key = {"provider": "wechat", "app_id": "wx1", "subject": "openid-1"}
    link_identity(user=owner, **key)
    with pytest.raises(IdentityTaken):
        link_identity(user=other, **key)
    assert user_by_identity(**key) == owner


@pytest.mark.django_db(transaction=True)
def test_the_same_stranger_arriving_many_times_at_once_is_one_person() -> None:
    people = together(5, lambda _: enter(wechat("openid-1")))
    assert len({one.pk for one in people if isinstance(one, User)}) == 1
    assert User.objects.count() == Identity.objects.count() == 1

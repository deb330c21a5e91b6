"""Signs that an account is shared: counted from its plays, shown with them, and never acted on by themselves."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import make
from zhiyu.accounts.actions import issue_token
from zhiyu.accounts.models import Device, User
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.clock import now
from zhiyu.media.models import Play, Reviewed
from zhiyu.messaging.models import Message
from zhiyu.platform.actions import save_school
from zhiyu.platform.models import AuditEntry
from zhiyu.platform.school import school
from zhiyu.studio.queries import risks

pytestmark = pytest.mark.django_db
PAGE = "/studio/learners/plays"


@pytest.fixture
def staff(client: Client) -> Client:
    make.login(client, make.user(role="operator"))
    return client


def play(user: User, *, minutes_ago: float = 30, taken: float = 600, **other: object) -> Play:
    began = now() - timedelta(minutes=minutes_ago)
    values = {"lesson_id": 1, "keys": 1, "network": "1.2.0.0/16", "media_ms": 60_000}
    nonce = Play.objects.count() + 1
    last = began + timedelta(seconds=taken)
    return Play.objects.create(user=user, nonce=nonce, began_at=began, last_at=last, **(values | other))


def devices(user: User, count: int) -> list[Device]:
    return [issue_token(user=user, user_agent="iPhone", address=None)[1] for _ in range(count)]


def signs(user: User) -> set[str]:
    found = risks(user.pk)
    names = ("many_devices", "many_networks", "many_lessons", "fast")
    return {name for one in found for name in names if getattr(one, name)}


def test_each_sign_has_a_bar_and_what_is_usual_is_none() -> None:
    usual, sharing, roaming, racing, taking = (make.user() for _ in range(5))
    for device in devices(usual, 3):
        play(usual, device=device, network=f"{device.pk % 3}.0.0.0/16", lesson_id=device.pk)
    for device in devices(sharing, 6):
        play(sharing, device=device, minutes_ago=60 * 24)
    for n in range(4):
        play(roaming, network=f"{n}.0.0.0/16", minutes_ago=10 + 30 * n)
    for n in range(8):
        play(racing, lesson_id=n, minutes_ago=5 * n + 1)
    play(taking, media_ms=40 * 60_000, taken=600)
    found = {person: signs(person) for person in (usual, sharing, roaming, racing, taking)}
    assert found == {
        usual: set(),
        sharing: {"many_devices"},
        roaming: {"many_networks"},
        racing: {"many_lessons"},
        taking: {"fast"},
    }


@pytest.mark.parametrize(("allowed", "bar"), [(5, 6), (2, 3), (0, 4)])
def test_devices_are_a_sign_from_beyond_what_the_school_allows(staff: Client, allowed: int, bar: int) -> None:
    save_school(actor_id=None, device_limit=allowed)
    within, beyond = make.user(name="够用"), make.user(name="多了")
    for user, count in ((within, bar - 1), (beyond, bar)):
        for device in devices(user, count):
            play(user, device=device, minutes_ago=60 * 24)
    assert (signs(within), signs(beyond)) == (set(), {"many_devices"})
    text = staff.get(PAGE).content.decode()
    assert ("够用" in text, "多了" in text, f"设备 {bar} 台" in text) == (False, True, True)


def test_what_lies_apart_in_time_or_gave_no_key_is_no_sign() -> None:
    user = make.user()
    for n in range(8):
        play(user, network=f"{n}.0.0.0/16", lesson_id=n, minutes_ago=125 * n)
        play(user, lesson_id=100 + n, keys=0)
    play(user, media_ms=9 * 60_000, taken=1)
    for device in devices(user, 5):
        play(user, device=device, minutes_ago=60 * 24 * 8)
    assert signs(user) == set()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_lists_people_and_leads_to_their_plays(
    staff: Client, count: int, django_assert_num_queries: object
) -> None:
    course = make.course()
    lesson = Lesson.objects.filter(chapter__course=course).earliest("pk")
    people = [make.user(name=f"共用{n}") for n in range(count)]
    for user in people:
        for device in devices(user, 6):
            play(user, device=device, lesson_id=lesson.pk)
    staff.get(PAGE)
    with django_assert_num_queries(5):  # type: ignore[operator]
        text = staff.get(PAGE).content.decode()
    assert text.count("person-link") == count
    assert f"/studio/learners/{people[0].pk}/plays" in text
    with django_assert_num_queries(9):  # type: ignore[operator]
        text = staff.get(f"/studio/learners/{people[0].pk}/plays").content.decode()
    assert text.count(lesson.title) == 6
    assert "6 台设备" in text


def test_where_nothing_is_seen_the_page_says_what_would_be(staff: Client) -> None:
    user = make.user()
    assert "没有看到迹象" in staff.get(PAGE).content.decode()
    assert "最近 7 天没有播放" in staff.get(f"/studio/learners/{user.pk}/plays").content.decode()
    assert staff.get("/studio/learners/999999/plays").status_code == 404


def test_a_line_is_written_once_a_day_and_blames_nobody(staff: Client) -> None:
    user = make.user()
    for _ in range(2):
        assert staff.post(f"/studio/learners/{user.pk}/plays/write").status_code == 302
    (message,) = Message.objects.all()
    assert (message.recipient_id, message.template) == (user.pk, "studio.devices_looked_at")
    assert "如果都是你，不用管" in message_page(user)


def message_page(user: User) -> str:
    client = Client()
    make.login(client, user)
    return client.get("/me/messages").content.decode()


def test_all_devices_are_signed_out_and_told_why(staff: Client) -> None:
    user, other = make.user(), make.user()
    devices(user, 2), devices(other, 1)
    for _ in range(2):
        assert staff.post(f"/studio/learners/{user.pk}/plays/sign-out").status_code == 302
    ended = Device.objects.filter(user=user)
    assert {(one.signed_out_at is not None, one.ended_because) for one in ended} == {(True, "school")}
    assert Device.objects.get(user=other).signed_out_at is None
    assert AuditEntry.objects.filter(action="devices.ended", target=f"user:{user.pk}").count() == 2


def test_what_was_left_so_is_no_sign_until_there_are_new_plays(staff: Client) -> None:
    user = make.user()
    for device in devices(user, 6):
        play(user, device=device)
    for _ in range(2):
        assert staff.post(f"/studio/learners/{user.pk}/plays/leave").status_code == 302
    assert Reviewed.objects.count() == 1
    assert signs(user) == set()
    for device in devices(user, 6):
        play(user, device=device, minutes_ago=-1)
    assert signs(user) == {"many_devices"}


def test_the_owner_says_how_many_devices_and_players(client: Client) -> None:
    make.login(client, make.user(role="owner"))
    page = "/studio/settings/protection"
    assert "从下一次打开课时起算" in client.get(page).content.decode()
    assert client.post(page, {"device_limit": "3", "player_limit": "0"}).status_code == 302
    now_set = school()
    assert (now_set.device_limit, now_set.player_limit, now_set.film_mark) == (3, 0, False)
    for typed in ({"device_limit": "-1", "player_limit": "1"}, {"device_limit": "x", "player_limit": ""}):
        assert client.post(page, typed).status_code == 422

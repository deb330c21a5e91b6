"""What was bought plays on so many devices, at so many players at once, and no faster than anybody watches."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from tests.access.viewers import PHONE, addresses, app, ask_ticket, browser, status, ticket
from tests.commerce.clock import standing_at
from tests.media import packed
from tests.pace import examples
from tests.together import together
from zhiyu.access.actions import grant
from zhiyu.access.models import Consumption
from zhiyu.accounts.actions import issue_token
from zhiyu.accounts.models import Device, User
from zhiyu.catalog.actions import edit_course
from zhiyu.catalog.models import Course, Lesson
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError
from zhiyu.media import files
from zhiyu.media.actions import begin_play, give_key, keep_seat, leave_seat, tidy
from zhiyu.media.belongings import export, forget
from zhiyu.media.errors import PlayingElsewhere
from zhiyu.media.models import Pace, Play
from zhiyu.platform.actions import save_school

pytestmark = pytest.mark.django_db
A_PC = "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0"


def later(**passed: float) -> None:
    """As if so much time had passed since everything that happened to plays."""
    for play in Play.objects.all():
        for name in ("opened_at", "began_at", "last_at", "holds_until"):
            if at := getattr(play, name):
                setattr(play, name, at - timedelta(**passed))
        play.save()
    Pace.objects.update(at=F("at") - timedelta(**passed))


def code(client: Client, address: str, **parameters: str) -> str:
    answer = client.get(address, parameters)
    return "" if answer.status_code == 200 else str(answer.json()["code"])


def seat(address: str) -> str:
    return address.replace("index.m3u8", "seat")


def test_a_play_of_what_was_bought_is_one_row_and_others_leave_none(owner: User, video: Lesson) -> None:
    client = app(owner)
    address = ticket(client, video)
    for client_, lesson in ((browser(), video), (browser(make.user()), video)):
        ticket(client_, lesson)
    found = addresses(address)
    for name in ("first key", "first key", "last key"):
        assert status(client, found[name]) == 200
    (play,) = Play.objects.all()
    assert (play.user, play.device, play.lesson_id, play.network) == (
        owner,
        Device.objects.get(user=owner),
        video.pk,
        "127.0.0.0/16",
    )
    assert (play.keys, play.media_ms, play.plain, play.last_key) == (3, 40_000, True, "720p/3")


def test_an_address_for_plain_keys_is_opened_soon_and_once(owner: User, video: Lesson) -> None:
    client = app(owner)
    late, used = (ask_ticket(client, video).json()["playlist_url"] for _ in range(2))
    assert code(client, addresses(used)["first key"]) == "ticket_refused"
    assert [code(client, used) for _ in range(2)] == ["", ""]
    later(seconds=91)
    assert (code(client, late), code(client, used)) == ("ticket_used", "ticket_used")
    assert code(client, addresses(late)["first key"]) == "ticket_refused"
    assert code(client, addresses(used)["first key"]) == ""
    assert code(client, addresses(used)["rendition"]) == ""


def test_a_player_that_opens_sealed_keys_gets_no_others_and_may_read_again(owner: User, video: Lesson) -> None:
    client = app(owner)
    answer = client.post(f"/api/v1/lessons/{video.pk}/ticket?unwraps=true").json()
    assert answer["wrapped"] is True
    later(seconds=600)
    assert code(client, answer["playlist_url"]) == ""
    assert code(client, addresses(answer["playlist_url"])["first key"]) == "key_must_be_wrapped"


def test_a_phones_own_player_shows_no_login_and_is_the_first_to_open(
    course: Course, owner: User, video: Lesson
) -> None:
    mini = app(owner)
    asked = f"/api/v1/lessons/{video.pk}/ticket?carries=true"
    address = mini.post(asked).json()["playlist_url"]
    player, thief = Client(headers={"User-Agent": "AppleCoreMedia/1.0"}), Client(headers={"User-Agent": "Lavf/61"})
    found = addresses(address)
    assert {status(player, found[name]) for name in found if name != "playlist"} == {403}
    assert {status(player, one) for one in found.values()} == {200}
    assert {status(thief, one) for name, one in found.items() if name != "playlist"} == {403}
    assert code(thief, address) == "ticket_used"
    assert player.get(address, REMOTE_ADDR="9.9.9.9").status_code == 410
    assert player.get(found["first segment"], REMOTE_ADDR="9.9.9.9").status_code == 403
    Device.objects.filter(user=owner).update(signed_out_at=now())
    assert {code(player, found[name]) for name in ("playlist", "rendition", "first key")} == {"ticket_refused"}
    edit_course(course_id=course.pk, actor_id=None, wrapped_keys=True)
    assert app(owner).post(asked).json()["code"] == "key_must_be_wrapped"
    assert Client().post(asked).json()["wrapped"] is True


@pytest.mark.parametrize("bought", [True, False])
def test_what_everybody_may_see_takes_no_place_where_its_player_shows_no_login(
    owner: User,
    video: Lesson,
    bought: bool,  # noqa: FBT001
) -> None:
    """A free lesson of an owner, and a preview of who bought nothing: on no matter how many devices."""
    save_school(actor_id=None, device_limit=1, player_limit=1)
    Lesson.objects.filter(pk=video.pk).update(free=bought)
    person, player = owner if bought else make.user(), Client(headers={"User-Agent": "AppleCoreMedia/1.0"})
    for _device in range(2):
        answer = app(person).post(f"/api/v1/lessons/{video.pk}/ticket?carries=true").json()
        found = addresses(answer["playlist_url"], last_key=0, last_segment=4)
        assert (answer["seat_url"], answer["elsewhere"], answer["places_left"]) == (None, None, None)
        assert {status(player, one) for one in found.values()} == {200}
        assert status(browser(), answer["playlist_url"]) == 410
    Lesson.objects.filter(pk=video.pk).update(free=False)
    grant(user_id=person.pk, product_id=video.chapter.course.product_id, source="order_line:9")
    answer = ask_ticket(app(person), video).json()
    assert (answer["elsewhere"], answer["places_left"]) == (None, 0)


@pytest.mark.parametrize("name", files.ENDINGS)
def test_a_book_is_read_while_another_device_plays(course: Course, owner: User, video: Lesson, name: str) -> None:
    book = Lesson.objects.create(
        chapter=course.chapters.get(), title="诗", kind="book", position=11, asset=packed.whole(name, kind="book")
    )
    phone, pc = browser(owner), browser(owner, agent=A_PC)
    assert ask_ticket(phone, book).json()["seat_url"] is None
    answer = ask_ticket(pc, video).json()
    assert (answer["elsewhere"], status(pc, answer["playlist_url"])) == (None, 200)
    assert status(pc, addresses(answer["playlist_url"])["first key"]) == 200
    assert ask_ticket(phone, book).json()["elsewhere"] is None


def test_keys_come_no_faster_than_four_times_as_one_watches(owner: User, video: Lesson) -> None:
    Lesson.objects.filter(pk=video.pk).update(asset=packed.asset(segments=400, preview=0))
    client = app(owner)
    base, other = (ticket(client, video).replace("index.m3u8", "720p/key/") for _ in range(2))
    with standing_at(now()):
        given = [status(client, f"{base}{n}") for n in range(24)]
        assert given == [200] * 22 + [429] * 2
        assert client.get(f"{base}22").json()["retry_after"] == 5
    assert status(client, f"{other}30") == 429
    later(seconds=11)
    assert [status(client, f"{other}{n}") for n in (30, 30, 31)] == [200, 200, 429]
    assert Play.objects.get(keys=22).media_ms == 22 * 40_000


def test_a_second_player_waits_until_it_takes_the_place(owner: User, video: Lesson) -> None:
    phone, pc = browser(owner), browser(owner, agent=A_PC)
    first = ticket(phone, video)
    assert status(phone, addresses(first)["first key"]) == 200
    answer = ask_ticket(pc, video).json()
    second = answer["playlist_url"]
    assert answer["elsewhere"] == "iPhone · 微信"
    assert status(pc, second) == 200
    refused = pc.get(addresses(second)["first key"]).json()
    assert (refused["code"], refused["device"]) == ("playing_elsewhere", "iPhone · 微信")
    assert pc.post(seat(second)).status_code == 409
    for _ in range(2):
        assert pc.post(seat(second) + "?take=1").status_code == 204
    assert status(pc, addresses(second)["first key"]) == 200
    assert code(phone, addresses(first)["last key"]) == "playing_elsewhere"
    assert phone.post(seat(first)).status_code == 409
    assert pc.delete(seat(second)).status_code == 204
    assert phone.post(seat(first)).status_code == 204
    assert code(phone, addresses(first)["last key"]) == ""


def test_a_player_that_fell_silent_keeps_nobody_away(owner: User, video: Lesson) -> None:
    phone, pc = browser(owner), browser(owner, agent=A_PC)
    assert status(phone, addresses(ticket(phone, video))["first key"]) == 200
    later(seconds=61)
    answer = ask_ticket(pc, video).json()
    assert answer["elsewhere"] is None
    assert status(pc, answer["playlist_url"]) == 200
    assert status(pc, addresses(answer["playlist_url"])["first key"]) == 200


@pytest.mark.parametrize(("limit", "wanted"), [(0, 200), (2, 200), (1, 409)])
def test_the_school_says_how_many_play_at_once(owner: User, video: Lesson, limit: int, wanted: int) -> None:
    save_school(actor_id=None, player_limit=limit)
    for client in (browser(owner), browser(owner, agent=A_PC)):
        found = addresses(ticket(client, video))
    assert status(client, found["first key"]) == wanted


def test_a_device_too_many_is_told_of_the_others_and_counts_no_opening(owner: User, video: Lesson) -> None:
    save_school(actor_id=None, device_limit=2, player_limit=0)
    left = [ask_ticket(browser(owner, agent=agent), video).json()["places_left"] for agent in (PHONE, A_PC)]
    assert left == [1, 0]
    Consumption.objects.all().delete()
    third = browser(owner)
    refused = ask_ticket(third, video)
    assert (refused.status_code, refused.json()["code"], refused.json()["limit"]) == (409, "devices_full", 2)
    phone, pc = refused.json()["devices"]
    assert (phone["name"], pc["name"]) == ("iPhone · 微信", "Windows · Chrome")
    assert not Consumption.objects.exists()
    third.get("/me/devices")
    assert third.delete(f"/api/v1/me/devices/{phone['id']}").status_code == 204
    assert [ask_ticket(third, video).json()["places_left"] for _ in range(2)] == [0, None]


def test_a_school_that_allows_fewer_devices_now_says_how_many_must_go(owner: User, video: Lesson) -> None:
    save_school(actor_id=None, device_limit=5, player_limit=0)
    for agent in (PHONE, A_PC, PHONE, A_PC):
        assert ask_ticket(browser(owner, agent=agent), video).status_code == 200
    save_school(actor_id=None, device_limit=2)
    fifth = browser(owner)
    said = []
    while (refused := ask_ticket(fifth, video)).status_code == 409:
        told = refused.json()
        said.append((told["remove"], len(told["devices"]), "移走一台" in told["detail"], "移走 3 台" in told["detail"]))
        assert fifth.delete(f"/api/v1/me/devices/{told['devices'][0]['id']}").status_code == 204
    assert said == [(3, 4, False, True), (2, 3, False, False), (1, 2, True, False)]


def test_devices_that_only_look_around_take_no_place(owner: User, video: Lesson) -> None:
    save_school(actor_id=None, device_limit=1)
    for _ in range(3):
        browser(owner).get("/me/devices")
    assert ask_ticket(browser(owner), video).status_code == 200


def test_a_play_is_nobody_elses_to_keep_or_to_take(owner: User, video: Lesson) -> None:
    address = ticket(browser(owner), video)
    for thief in (browser(), browser(make.user()), browser(owner)):
        for asked in (thief.post, thief.delete):
            assert asked(seat(address) + "?take=1").status_code == 403
    assert Play.objects.filter(holds_until__gt=now()).count() == 1


def a_play(user: User, device: Device) -> Play:
    at = now()
    nonce = Play.objects.count() + 1
    play = Play(nonce=nonce, user=user, device=device, lesson_id=1, opened_at=at, began_at=at, last_at=at)
    begin_play(play, seat=True)
    return play


def devices(user: User, count: int) -> list[Device]:
    return [issue_token(user=user, user_agent=f"{n}", address=None)[1] for n in range(count)]


@given(
    st.lists(
        st.tuples(st.sampled_from(["begin", "key", "keep", "take", "leave", "wait"]), st.integers(0, 3)), max_size=14
    ),
    st.integers(1, 3),
)
@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_never_do_more_players_hold_a_place_than_may(db: None, steps: list[tuple[str, int]], limit: int) -> None:
    del db
    Play.objects.all().delete()
    save_school(actor_id=None, player_limit=limit, device_limit=0)
    user = make.user()
    mine = devices(user, 4)
    made: dict[int, Play] = {}
    act = {
        "key": lambda play: give_key(nonce=play.nonce, key="720p/0", media_ms=40_000),
        "keep": lambda play: keep_seat(nonce=play.nonce),
        "take": lambda play: keep_seat(nonce=play.nonce, take=True),
        "leave": lambda play: leave_seat(nonce=play.nonce),
    }
    for what, who in steps:
        if what == "wait":
            later(seconds=30)
        elif what == "begin" or who not in made:
            made[who] = a_play(user, mine[who])
        else:
            try:
                act[what](made[who])
            except PlayingElsewhere:
                assert len(holders()) == limit
        assert len(holders()) <= limit


def holders() -> set[int]:
    return set(Play.objects.filter(holds_until__gt=timezone.now()).values_list("device", flat=True))


@pytest.mark.django_db(transaction=True)
def test_of_many_devices_at_once_one_plays_and_so_many_get_a_place() -> None:
    save_school(actor_id=None, player_limit=1, device_limit=3)
    user = make.user()
    mine = devices(user, 6)
    at = now()

    def begin(n: int) -> int:
        play = Play(nonce=n, user=user, device=mine[n], lesson_id=1, opened_at=at, began_at=at, last_at=at)
        begin_play(play, seat=True)
        return n

    begun = [one for one in together(6, begin) if not isinstance(one, DomainError)]
    assert len(begun) == 3
    Play.objects.update(holds_until=None)

    def ask(n: int) -> int:
        give_key(nonce=begun[n % 3], key=f"720p/{n}", media_ms=1000)
        return begun[n % 3]

    for _ in range(5):
        given = {one for one in together(6, ask) if not isinstance(one, DomainError)}
        assert len(given) == 1
        assert holders() == {mine[given.pop()].pk}
        Play.objects.update(holds_until=now() - timedelta(seconds=1))

    together(3, lambda n: keep_seat(nonce=begun[n], take=True))
    assert len(holders()) == 1

    save_school(actor_id=None, player_limit=0)
    together(6, lambda n: give_key(nonce=begun[n % 3], key=f"1080p/{n}", media_ms=400_000))
    assert sum(Play.objects.filter(last_key__startswith="1080p").values_list("media_ms", flat=True)) < 900_000


def test_plays_go_with_their_person_and_after_half_a_year(owner: User, video: Lesson) -> None:
    ticket(app(owner), video)
    (row,) = export(owner.pk)
    assert (row["lesson"], row["network"]) == (video.pk, "127.0.0.0/16")
    later(days=181)
    tidy()
    assert not Play.objects.exists()
    ticket(app(owner), video)
    forget(owner.pk)
    assert export(owner.pk) == []

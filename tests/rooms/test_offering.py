"""A product in the room: its real price, a real deal with a real end, and what came of it."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from tests import make
from tests.commerce.clock import standing_at
from tests.commerce.fakepay import pay
from tests.rooms.scene import Scene, key, on_air
from zhiyu.access.models import Grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Product
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Forbidden, Invalid, NotFound
from zhiyu.promotions.models import Deal
from zhiyu.rooms import actions, queries
from zhiyu.rooms.actions import limited_of
from zhiyu.rooms.models import Card


@pytest.fixture(autouse=True)
def pay_channel(settings: Settings) -> None:
    settings.PAYMENT_PROVIDERS = {"wechat": "tests.commerce.fakepay.FakePay"}


def shown(scene: Scene, *, price_fen: int | None = None, by: User | None = None, once: str = "") -> Card:
    other = make.course(price_fen=19_900, title="写作年课")
    limited = limited_of(price_fen=price_fen, minutes=15 if price_fen is not None else None, stock=2)
    return actions.show_card(
        room_id=scene.room,
        product_id=other.product_id,
        limited=limited,
        key=once or key(),
        actor=by or scene.host,
    )


@pytest.mark.django_db
def test_a_limited_offer_is_a_deal_that_ends_and_every_page_asks_the_same_price() -> None:
    scene = on_air()
    card = shown(scene, price_fen=9_900)
    deal = Deal.objects.get()
    assert (deal.state, deal.kind, deal.price_fen, deal.stock) == ("on", "flash", 9_900, 2)
    told = queries.card_shown(scene.room)
    assert told is not None
    assert (told.list_fen, told.total_fen, told.ends_at, told.left) == (19_900, 9_900, deal.ends_at, 2)
    order = make.order(buyer=scene.learner, of=card.product)
    assert order.total_fen == 9_900
    with standing_at(now() + timedelta(minutes=16)):
        told = queries.card_shown(scene.room)
        assert told is not None
        assert (told.total_fen, told.ends_at) == (19_900, None)


@pytest.mark.django_db
def test_sent_twice_a_card_is_shown_once_and_the_next_takes_its_place() -> None:
    scene, once = on_air(), key()
    first = shown(scene, price_fen=9_900, once=once)
    assert shown(scene, price_fen=9_900, once=once) == first
    second = shown(scene)
    assert (Deal.objects.count(), Card.objects.filter(down_at=None).get()) == (1, second)
    for _twice in range(2):
        actions.take_card_down(card_id=second.pk, actor_id=scene.host.pk)
    assert queries.card_shown(scene.room) is None
    assert Deal.objects.get().state == "on"  # it was promised until its end


@pytest.mark.django_db
def test_who_may_not_set_prices_holds_up_what_is_sold_and_makes_no_offer() -> None:
    scene = on_air()
    creator = make.user(role="creator")
    shown(scene, by=creator)
    with pytest.raises(Forbidden):
        shown(scene, price_fen=9_900, by=creator)
    for wrong in ({"price_fen": 100, "minutes": None}, {"price_fen": None, "minutes": 5}):
        with pytest.raises(Invalid):
            limited_of(stock=None, **wrong)
    with pytest.raises(Invalid, match="比标价低"):
        shown(scene, price_fen=19_900)
    with pytest.raises(NotFound):
        actions.show_card(room_id=scene.room, product_id=0, limited=None, key=key(), actor=scene.host)


@pytest.mark.django_db
def test_only_what_is_sold_by_itself_is_held_up(client: Client) -> None:
    scene = on_air()
    gift, part = make.course(price_fen=0), make.course(price_fen=19_900)
    Product.objects.filter(pk=part.product_id).update(sold_alone=False)
    path, host = f"/api/v1/studio/rooms/{scene.room}/cards", make.bearer(scene.host)
    for one in (gift.product, part.product):
        with pytest.raises(NotFound):
            actions.show_card(room_id=scene.room, product_id=one.pk, limited=None, key=key(), actor=scene.host)
        sent = {"product": one.code, "key": key()}
        assert client.post(path, sent, "application/json", headers=host).status_code == 404
    assert queries.card_shown(scene.room) is None


@pytest.mark.django_db
def test_what_people_of_the_room_bought_while_it_was_up_is_counted_for_its_card() -> None:
    scene = on_air()
    card = shown(scene, price_fen=9_900)
    pay(make.order(buyer=scene.learner, of=card.product))
    pay(make.order(buyer=make.user(), of=card.product))
    make.order(buyer=scene.another(), of=card.product)
    assert [(one.card, one.orders, one.fen) for one in queries.cards_sold(scene.room)] == [(card, 1, 9_900)]


@pytest.mark.django_db
def test_the_forms_of_the_host_make_what_they_say_once(client: Client) -> None:
    scene = on_air()
    other = make.course(price_fen=19_900, title="写作年课")
    client.force_login(scene.host)
    path = f"/studio/rooms/{scene.room}"
    sent = {"key": key(), "product": other.product_id, "price_fen": "99", "minutes": "15"}
    for _twice in range(2):
        assert client.post(f"{path}/card", sent).headers["Location"] == path
    poll = {"key": key(), "title": "听得懂吗", "option_1": "懂", "option_2": "不懂"}
    assert client.post(f"{path}/poll", poll).status_code == 302
    draw = {"key": key(), "title": "书", "places": "1", "among": "present"}
    assert client.post(f"{path}/draw", draw).status_code == 302
    page = client.get(path).content.decode()
    for words in ("写作年课", "结束投票", "现在开奖", "限时"):
        assert words in page
    assert (Card.objects.count(), Deal.objects.get().price_fen) == (1, 9_900)
    for name, wrong, words in (
        ("card", {**sent, "key": key(), "price_fen": "199"}, "比标价低"),
        ("poll", {**poll, "key": key(), "option_2": ""}, "至少写两个"),
        ("draw", {**draw, "key": key(), "title": ""}, "请写下奖品"),
    ):
        refused = client.post(f"{path}/{name}", wrong)
        assert refused.status_code == 422
        assert words in refused.content.decode()


@pytest.mark.django_db
def test_the_twins_show_and_take_down(client: Client) -> None:
    scene = on_air()
    other = make.course(price_fen=19_900)
    host, path = make.bearer(scene.host), f"/api/v1/studio/rooms/{scene.room}/cards"
    sent = {"product": other.product.code, "price_fen": 9_900, "minutes": 10, "key": key()}
    made = client.post(path, sent, "application/json", headers=host)
    assert made.status_code == 201
    assert queries.card_shown(scene.room) is not None
    client.post(f"/api/v1/studio/cards/{made.json()['id']}/down", headers=host)
    assert queries.card_shown(scene.room) is None


@pytest.mark.django_db
def test_of_what_can_be_held_up_a_room_says_what_the_caller_has(client: Client) -> None:
    scene = on_air()
    courses = make.course(price_fen=9_900), make.course(price_fen=9_900)
    (one, other), both = (course.product for course in courses), make.bundle(*courses).product
    path, me = f"/api/v1/rooms/{scene.room}", make.bearer(scene.learner)

    def has() -> set[str]:
        return set(client.get(path, headers=me).json()["owned"]) - {scene.course.product.code}

    assert has() == set()
    pay(make.order(buyer=scene.learner, of=one))
    assert has() == {one.code}
    pay(make.order(buyer=scene.learner, of=other))
    assert has() == {one.code, other.code, both.code}
    assert client.get(path, headers=make.bearer(scene.another())).json()["owned"] == [scene.course.product.code]
    # What ends can be renewed, so it is no reason to take the way to buy away.
    Grant.objects.filter(user=scene.learner, product=one).update(valid_until=now() + timedelta(days=300))
    assert has() == {other.code}

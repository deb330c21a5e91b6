"""One small school with everything a route can name, and everybody who might knock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.test import Client

from tests import make
from tests.access import viewers
from tests.onsite import scene
from tests.records.made import recorded
from tests.security.furniture import (
    after,
    applications,
    catalogue,
    complaints,
    evening,
    gifts,
    invoices,
    leaks,
    media,
    messages,
    moving_in,
    noted,
    offers,
    orders,
    rooms,
    services,
    taken_home,
    transfers,
    writings,
)
from tests.security.state import fingerprint, undone, writes
from tests.works.made import for_the_table
from zhiyu.access.actions import grant
from zhiyu.accounts.actions import issue_token, sign_out_device
from zhiyu.accounts.models import Device, RoleGrant, User
from zhiyu.catalog.models import Course
from zhiyu.kernel.clock import now
from zhiyu.onsite.actions import book
from zhiyu.platform.models import Delivery, Event
from zhiyu.platform.school import school
from zhiyu.ui.cover_art import DESIGNS

AGENT = "Mozilla/5.0 (iPhone) MicroMessenger/8.0.68"

NOBODY = ("anonymous", "signed out", "expired")

LEARNERS = ("buyer", "stranger")

STAFF = tuple(RoleGrant.Role.values)

CALLERS = (*NOBODY, *LEARNERS, *STAFF)


@dataclass
class World:
    """``values`` fills the placeholders of every address; ``people`` holds the known callers."""

    people: dict[str, User]
    course: Course
    values: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, Client] = field(default_factory=dict)
    apps: dict[str, Client] = field(default_factory=dict)

    rows: dict[str, str] = field(default_factory=dict)
    written: dict[str, int] = field(default_factory=dict)

    visits: dict[tuple[str, str], Any] = field(default_factory=dict)

    def client(self, caller: str, address: str) -> Client:
        return (self.apps if address.startswith("/api/") else self.pages)[caller]


def browser(user: User | None = None) -> Client:
    client = Client(headers={"User-Agent": AGENT})
    if user:
        make.login(client, user)
    return client


def app(token: str) -> Client:
    return Client(headers={"User-Agent": AGENT, "Authorization": f"Bearer {token}"})


def token_of(user: User) -> tuple[str, Device]:
    return issue_token(user=user, user_agent=AGENT, address="127.0.0.1")


def signed_out(user: User) -> Client:
    token, device = token_of(user)
    sign_out_device(user=user, device_id=device.pk)
    return app(token)


def expired(user: User) -> Client:
    token, device = token_of(user)
    Device.objects.filter(pk=device.pk).update(expires_at=now() - timedelta(seconds=1))
    return app(token)


def build() -> World:
    """Everything here belongs to ``buyer`` or to the school's owner; the rest of the callers are strangers to it."""
    people = {"buyer": make.user(name="林晓"), "stranger": make.user(name="陌生人")}
    school()  # its row is made by the first look at it
    people |= {role: make.user(role=role) for role in STAFF}
    buyer, owner = people["buyer"], people["owner"]
    course = make.course(lessons=14, title="水彩入门")
    world = World(people=people, course=course)
    world.values = {**catalogue(course), **media(course, owner), **people_of(world), **platform()}
    world.values |= orders(buyer, course)
    world.values |= offers(course)
    world.values |= writings(buyer) | after(course, world.values["asset_id"])
    world.values |= applications(buyer) | moving_in(owner) | complaints() | leaks(buyer, owner)
    world.values |= invoices(buyer) | recorded(buyer, course) | for_the_table(buyer, course)
    world.values |= transfers(buyer, owner)
    world.values |= messages(buyer) | noted(buyer, world.values["book"])
    world.values |= gifts(buyer)
    world.values |= services(buyer, owner, picture_id=world.values["asset_id"]) | evening(buyer, owner)
    world.values |= rooms(course, buyer, owner) | at_a_place(buyer)
    doors(world)
    taken_home(course, buyer)
    world.values |= tickets_of(world)
    world.rows, world.written = fingerprint(), writes()
    return world


def at_a_place(buyer: User) -> dict[str, Any]:
    """A class whose door is open; the buyer has a seat."""
    one = scene.planned(make.course(title="面授"), minutes_until=60)
    grant(user_id=buyer.pk, product_id=one.lesson.chapter.course.product_id, source="test:onsite")
    seat = book(class_id=one.pk, user_id=buyer.pk)
    found = {"onsite_id": one.pk, "onsite_seat_id": seat.pk, "onsite_lesson_id": one.lesson_id}
    return found | {"buyer_phone": buyer.phone}


@contextmanager
def nothing_kept(world: World) -> Iterator[None]:
    """One try: rows and cookies are afterwards what they were."""
    clients = [*world.pages.values(), *world.apps.values()]
    kept = [dict(client.cookies) for client in clients]
    try:
        with undone():
            yield
            transaction.set_rollback(True)
    finally:
        for client, cookies in zip(clients, kept, strict=True):
            client.cookies = SimpleCookie()
            client.cookies.update(cookies)


def doors(world: World) -> None:
    gone, late = signed_out(world.people["owner"]), expired(world.people["owner"])
    world.pages |= {"anonymous": browser(), "signed out": gone, "expired": late}
    world.apps |= {"anonymous": browser(), "signed out": gone, "expired": late}
    for name, user in world.people.items():
        world.pages[name] = browser(user)
        world.apps[name] = app(token_of(user)[0])
    # However long the tries take, nobody's device is due to be noted anew.
    Device.objects.update(last_seen_at=now() + timedelta(days=1))


def people_of(world: World) -> dict[str, Any]:
    _token, device = token_of(world.people["buyer"])
    return {
        "user_id": world.people["creator"].pk,
        "role": "creator",
        "device_id": device.pk,
        "key": "terms",
        "phone": world.people["stranger"].phone,
    }


def platform() -> dict[str, Any]:
    event = Event.objects.create(name="commerce.order_paid", payload={})
    parked = Delivery.objects.create(event=event, handler="learning.none", state=Delivery.State.PARKED)
    nothing = dict.fromkeys(("statement_id", "difference_id", "backup_id", "factor_id", "job_id", "pk"), 4_040_404)
    return nothing | {
        "kind": "refund",
        "delivery_id": parked.pk,
        "on": now().date().isoformat(),
        "hue": 158,
        "design": next(iter(DESIGNS)),
    }


def tickets_of(world: World) -> dict[str, str]:
    """The buyer's own whole tickets for the film and the document, from the browser that the matrix uses for them."""
    grant(user_id=world.people["buyer"].pk, product_id=world.course.product_id, source="order_line:matrix")
    tickets = [viewers.ticket(world.pages["buyer"], world.values[name]) for name in ("video", "paper", "book")]
    film, document, book = (address.split("/")[3] for address in tickets)
    sealed = world.pages["buyer"].post(f"/api/v1/lessons/{world.values['video'].pk}/ticket?unwraps=true").json()
    address = f"/api/v1/lessons/{world.values['drill_id']}/exercise/open"
    opened = world.pages["buyer"].post(address, {"part": "index"}, content_type="application/json").json()
    found = {"ticket": film, "paper_ticket": document, "book_ticket": book}
    page = world.pages["buyer"].get(f"/lessons/{world.values['pictured'].pk}").content.decode()
    found["text_ticket"] = page.partition("/media/hls/")[2].partition("/")[0]
    found |= {"drill_ticket": opened["url"].split("/")[3], "drill_session": opened["session"]}
    return found | {"sealed_ticket": sealed["playlist_url"].split("/")[3]}

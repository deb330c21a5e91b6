"""Every page under the browser checks: who looks, a name, and how to find its address. Page owners add theirs here."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from playwright.sync_api import APIRequestContext

from zhiyu.demo.giving import DEMO_CODE
from zhiyu.kernel.clock import day_start


class Places:
    """Addresses in the demo school, asked of its own API as the person who looks."""

    def __init__(self, api: APIRequestContext) -> None:
        self.api = api

    def ask(self, path: str) -> Any:
        answer = self.api.get(f"/api/v1{path}")
        assert answer.ok, f"{path}: {answer.status} {answer.text()[:300]}"
        return answer.json()

    @cached_property
    def courses(self) -> list[dict[str, Any]]:
        """Those that stay: what the stories put on sale for a moment costs one fen."""
        listed = self.ask("/courses")["items"]
        return [self.ask(f"/courses/{item['slug']}") for item in listed if item["price_fen"] != 1]

    @cached_property
    def plan(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("/plans/lin-zhi-hui-yuan")
        return found

    @property
    def variant(self) -> str:
        return str(self.plan["choices"][-1]["product"])

    @cached_property
    def bundle(self) -> str:
        return str(self.ask("/bundles")["items"][0]["product"])

    @cached_property
    def record(self) -> str:
        return str(self.ask("/me/records")["items"][0]["number"])

    @cached_property
    def work(self) -> str:
        return str(self.ask("/me/works")["items"][0]["code"])

    @property
    def learner(self) -> str:
        return f"/studio/learners/{self.ask('/studio/learners')['items'][0]['id']}"

    @cached_property
    def ebook(self) -> str:
        return str(self.ask("/ebooks")["items"][0]["slug"])

    @cached_property
    def article(self) -> str:
        return next(str(one["slug"]) for one in self.ask("/articles")["items"] if one["price_fen"])

    @property
    def single(self) -> str:
        lessons = [x for course in self.courses for chapter in course["chapters"] for x in chapter["lessons"]]
        return next(str(lesson["alone"]["product"]) for lesson in lessons if lesson["alone"])

    @cached_property
    def column(self) -> dict[str, Any]:
        return next(course for course in self.courses if course["plans"] and not course["sold_alone"])

    def campaign(self, state: str) -> dict[str, Any]:
        return next(one for one in self.ask("/studio/campaigns")["items"] if one["state"] == state)

    @cached_property
    def package(self) -> str:
        return str(self.ask("/packages")["items"][0]["product"])

    @cached_property
    def asking(self) -> str:
        """What is bought by application."""
        return str(self.ask("/packages")["items"][-1]["product"])

    @property
    def asking_page(self) -> str:
        return self.first("/studio/products?kind=service", r"/studio/packages/\d+")

    @property
    def group(self) -> str:
        """The membership made last is the one that sells a group."""
        return self.first("/studio/products?kind=plan", r"/studio/plans/\d+")

    @property
    def live(self) -> str:
        return self.first("/studio/live", r"/studio/live/\d+").removeprefix("/studio")

    @property
    def meeting(self) -> str:
        return self.first("/studio/onsite", r"/studio/onsite/\d+")

    @property
    def met(self) -> int:
        """The class of the first lesson at a place; the learner knows no studio."""
        return int(self.ask(f"/lessons/{self.lesson('onsite')}/onsite")["id"])

    @property
    def booked(self) -> str:
        held = self.first("/studio/sessions", r"/studio/sessions/\d+")
        return self.first(held, r"/studio/appointments/\d+")

    @property
    def intake(self) -> str:
        return self.first("/studio/products?kind=intake", r"/studio/intakes/\d+")

    @cached_property
    def presold(self) -> dict[str, Any]:
        return next(course for course in self.courses if course["presale"])

    @cached_property
    def paid_course(self) -> dict[str, Any]:
        return next(course for course in self.courses if course["quote"]["total_fen"] and course["sold_alone"])

    @cached_property
    def free_course(self) -> dict[str, Any]:
        return next(course for course in self.courses if not course["quote"]["total_fen"])

    def lesson(self, kind: str, *, free: bool = False) -> int:
        return next(
            int(lesson["id"])
            for course in self.courses
            for chapter in course["chapters"]
            for lesson in chapter["lessons"]
            if lesson["kind"] == kind and (lesson["free"] or not free)
        )

    @property
    def subtitled(self) -> int:
        lessons = [x for course in self.courses for chapter in course["chapters"] for x in chapter["lessons"]]
        return next(int(lesson["id"]) for lesson in lessons if lesson["title"] == "窗边的光")

    def first(self, page: str, pattern: str) -> str:
        """The first link of a list whose address has this shape: what a reader would click."""
        html = self.api.get(page).text()
        found = re.search(rf'href="({pattern})"', html)
        assert found, f"{page} links to no {pattern}"
        return found[1]

    @cached_property
    def live_lesson(self) -> int:
        """That of ``room``."""
        chapters = self.ask("/courses/live-evenings")["chapters"]
        return [int(one["id"]) for chapter in chapters for one in chapter["lessons"] if one["kind"] == "live"][-1]

    @cached_property
    def room(self) -> int:
        """Of the class that comes last: no film, so somebody has spoken there."""
        return int(re.findall(r'href="/studio/live/(\d+)"', self.api.get("/studio/live").text())[-1])

    def order(self, *statuses: str) -> str:
        return next(str(order["no"]) for order in self.ask("/orders")["items"] if order["status"] in statuses)


@dataclass(frozen=True)
class Look:
    role: str
    name: str
    address: Callable[[Places], str]
    status: int = 200


def at(path: str) -> Callable[[Places], str]:
    return lambda _: path


def a_course(tail: str) -> Callable[[Places], str]:
    """One that no other test edits: the studio lists first what was changed last."""
    return lambda places: places.first("/studio/courses?query=手机拍家人", r"/studio/courses/\d+") + tail


REFUND = r"/studio/refunds/\d+"
WELCOME = r"/studio/products/\d+/welcome"
GIVEN = r"/me/gifts/\d+"
BATCH = r"/studio/codes/\d+"
INVOICE = r"/studio/invoices/\d+"


def by_bank(places: Places) -> str:
    waiting = next(one for one in places.ask("/orders?status=pending")["items"] if "睡前" in str(one["lines"]))
    return f"/orders/{waiting['no']}/transfer"


PAGES = [
    # ui
    Look("anonymous", "styleguide", at("/styleguide/")),
    Look("anonymous", "not found", at("/courses/there-is-no-such-course"), status=404),
    # accounts
    Look("newcomer", "no right to the studio", at("/studio/"), status=403),
    Look("anonymous", "login", at("/login")),
    Look("anonymous", "terms", at("/agreements/terms")),
    Look("anonymous", "privacy", at("/agreements/privacy")),
    Look("learner", "devices", at("/me/devices")),
    Look("learner", "my settings", at("/me/settings")),
    Look("anonymous", "login by password", at("/login/password")),
    Look("anonymous", "password forgotten", at("/login/forgotten")),
    Look("anonymous", "wechat join", at("/integrations/wechat-oa/join")),
    Look("anonymous", "wechat refused", at("/integrations/wechat-oa/callback?state=none"), status=400),
    Look("learner", "login and security", at("/me/security")),
    Look("learner", "another phone", at("/me/phone")),
    Look("learner", "a mailbox", at("/me/email")),
    Look("learner", "an authenticator app", at("/me/security/totp")),
    Look("learner", "recovery codes", at("/me/security/codes")),
    Look("learner", "is it you", at("/me/confirm")),
    Look("learner", "leaving", at("/me/close")),
    Look("owner", "leaving, owner", at("/me/close")),
    # storefront
    Look("anonymous", "home", at("/")),
    Look("anonymous", "search", at("/search?query=课")),
    Look("anonymous", "search without result", at("/search?query=查无此物")),
    Look("anonymous", "course", lambda places: f"/courses/{places.paid_course['slug']}"),
    Look("learner", "course", lambda places: f"/courses/{places.paid_course['slug']}"),
    Look("newcomer", "free course", lambda places: f"/courses/{places.free_course['slug']}"),
    Look("anonymous", "video lesson", lambda places: f"/lessons/{places.lesson('video')}"),
    Look("learner", "video lesson that may be downloaded", lambda places: f"/lessons/{places.subtitled}"),
    Look("newcomer", "locked article", lambda places: f"/lessons/{places.lesson('article')}"),
    Look("anonymous", "free video lesson", lambda places: f"/lessons/{places.lesson('video', free=True)}"),
    Look("learner", "document lesson", lambda places: f"/lessons/{places.lesson('document')}"),
    Look("learner", "courseware", lambda places: f"/lessons/{places.lesson('exercise')}"),
    Look("owner", "scores of courseware", lambda places: f"/studio/lessons/{places.lesson('exercise')}/scores"),
    Look("learner", "audio lesson", lambda places: f"/lessons/{places.lesson('audio')}"),
    Look("learner", "me", at("/me/")),
    Look("learner", "my learning", at("/me/learning")),
    Look("learner", "my records", at("/me/records")),
    Look("newcomer", "my records, empty", at("/me/records")),
    Look("learner", "a record on paper", lambda places: f"/records/{places.record}/paper"),
    Look("learner", "a record as anybody sees it", lambda places: f"/records/{places.record}"),
    Look("anonymous", "to check a record", at("/records")),
    Look("owner", "records of a learner", lambda places: f"{places.learner}/records"),
    Look("regular", "my favourites", at("/me/favourites")),
    Look("newcomer", "my favourites, empty", at("/me/favourites")),
    Look("newcomer", "my learning, empty", at("/me/learning")),
    Look("anonymous", "a course by intakes", at("/courses/family-letters")),
    Look("owner", "intakes", lambda places: places.first(places.intake, r"/studio/courses/\d+/intakes")),
    Look("owner", "an intake", lambda places: places.intake),
    Look("learner", "a service, bought", lambda places: f"/packages/{places.package}"),
    Look("learner", "a paid group, a member", at("/plans/zao-qi-xie-zuo-qun")),
    Look("learner", "thank the teacher", lambda places: f"/lessons/{places.lesson('video', free=True)}/thanks"),
    Look("owner", "leaks", at("/studio/traces")),
    Look("owner", "moving in", at("/studio/imports")),
    Look("owner", "what came", lambda places: places.first("/studio/imports", r"/studio/imports/\d+")),
    Look("owner", "live classes", at("/studio/live")),
    Look("owner", "a live class", lambda places: places.first("/studio/live", r"/studio/live/\d+")),
    Look("owner", "to plan a class", at("/studio/live/new")),
    Look("owner", "to show a film", at("/studio/live/premiere")),
    Look("owner", "how to go live", at("/studio/live/guide")),
    Look("owner", "a class that is waited for", lambda places: places.live),
    Look("anonymous", "a class to come", lambda places: f"/lessons/{places.lesson('live')}"),
    Look("owner", "classes at a place", at("/studio/onsite")),
    Look("owner", "classes at a place, past", at("/studio/onsite?scope=past")),
    Look("owner", "to plan a class at a place", at("/studio/onsite/new")),
    Look("owner", "a class at a place", lambda places: places.meeting),
    Look("owner", "to change a class at a place", lambda places: f"{places.meeting}/edit"),
    Look("owner", "the code at the door", lambda places: f"{places.meeting}/door"),
    Look("anonymous", "a lesson at a place", lambda places: f"/lessons/{places.lesson('onsite')}"),
    Look("learner", "a lesson at a place, booked", lambda places: f"/lessons/{places.lesson('onsite')}"),
    Look("learner", "an old code", lambda places: f"/onsite/{places.met}/here?code=0"),
    Look("owner", "sessions", at("/studio/sessions")),
    Look("owner", "whose sessions", lambda places: places.first("/studio/sessions", r"/studio/sessions/\d+")),
    Look("learner", "my sessions", at("/me/sessions")),
    Look("newcomer", "my sessions, none", at("/me/sessions")),
    Look("learner", "a room for two", lambda places: places.first("/me/sessions", r"/sessions/\d+/room")),
    Look("owner", "an appointment", lambda places: places.booked),
    Look("owner", "tips", at("/studio/tips")),
    Look("learner", "a live room", lambda places: places.first(f"/lessons/{places.live_lesson}", r"/live/\d+")),
    Look("owner", "the host's screen", lambda places: f"/studio/rooms/{places.room}"),
    Look("owner", "a product for the room", lambda places: f"/studio/rooms/{places.room}/card"),
    Look("owner", "a poll for the room", lambda places: f"/studio/rooms/{places.room}/poll"),
    Look("owner", "a draw for the room", lambda places: f"/studio/rooms/{places.room}/draw"),
    Look("owner", "who was in the room", lambda places: f"/studio/rooms/{places.room}/people"),
    Look("owner", "words that wait", at("/studio/rooms/words")),
    Look("owner", "a group", lambda places: places.group + "/group"),
    Look("owner", "in the group", lambda places: places.group + "/members"),
    Look("anonymous", "membership", lambda places: f"/plans/{places.plan['slug']}"),
    Look("learner", "membership, a member", lambda places: f"/plans/{places.plan['slug']}"),
    Look("anonymous", "a column", lambda places: f"/courses/{places.column['slug']}"),
    Look("anonymous", "bundle", lambda places: f"/bundles/{places.bundle}"),
    Look("learner", "bundle, a part owned", lambda places: f"/bundles/{places.bundle}"),
    Look("newcomer", "checkout of a bundle", lambda places: f"/checkout/{places.bundle}"),
    Look("newcomer", "checkout of a membership", lambda places: f"/checkout/{places.variant}"),
    Look("anonymous", "an article", lambda places: f"/articles/{places.article}"),
    Look("anonymous", "an e-book", lambda places: f"/ebooks/{places.ebook}"),
    Look("learner", "an e-book, a member", lambda places: f"/ebooks/{places.ebook}"),
    Look(
        "anonymous",
        "a book, its first chapter",
        lambda places: places.first(f"/ebooks/{places.ebook}", r"/lessons/\d+"),
    ),
    Look("learner", "a book, all of it", lambda places: places.first(f"/ebooks/{places.ebook}", r"/lessons/\d+")),
    Look("anonymous", "pictures, the first of a set", lambda places: f"/lessons/{places.lesson('photos')}"),
    Look("owner", "pictures of a set in its lesson", lambda places: f"/studio/lessons/{places.lesson('photos')}"),
    Look("learner", "words in a knowledge base", at("/courses/linzhi-notes/find?query=两分钟")),
    Look("newcomer", "checkout of a lesson", lambda places: f"/checkout/{places.single}"),
    # commerce
    Look("newcomer", "checkout", lambda places: f"/checkout/{places.paid_course['slug']}"),
    Look("learner", "my orders", at("/me/orders")),
    Look("newcomer", "my orders, empty", at("/me/orders")),
    Look("learner", "my order", lambda places: f"/me/orders/{places.order('paid', 'refunded', 'partly_refunded')}"),
    Look("owner", "orders", at("/studio/orders")),
    Look("owner", "order", lambda places: places.first("/studio/orders", r"/studio/orders/\d+")),
    Look("owner", "orders without result", at("/studio/orders?query=查无此单")),
    Look("owner", "refunds", at("/studio/refunds")),
    Look("owner", "refund to decide", lambda places: places.first("/studio/refunds?status=requested", REFUND)),
    Look("owner", "refund done", lambda places: places.first("/studio/refunds?status=succeeded", REFUND)),
    Look("owner", "stuck orders", at("/studio/orders/stuck")),
    Look("owner", "bills", at("/studio/bills")),
    Look("learner", "paid", lambda places: f"/orders/{places.order('paid')}/done"),
    Look("learner", "giving back", lambda places: f"/me/orders/{places.order('paid')}/refund"),
    Look("learner", "my balance", at("/me/wallet")),
    Look("newcomer", "my balance, empty", at("/me/wallet")),
    Look("learner", "exchanging", lambda places: f"/me/orders/{places.order('paid')}/exchange"),
    Look("learner", "pausing", lambda places: f"/me/memberships/{places.plan['slug']}/pause"),
    Look("owner", "refund rules", at("/studio/settings/refunds")),
    Look("owner", "refund rates", at("/studio/refunds/rates")),
    # messaging
    Look("learner", "my messages", at("/me/messages")),
    Look("newcomer", "my messages, empty", at("/me/messages")),
    Look("learner", "what comes by text", at("/me/messages/choices")),
    Look("owner", "messages", at("/studio/messages")),
    Look("owner", "a message's words", at("/studio/messages/templates/commerce.refund_done")),
    Look("owner", "texts sent", at("/studio/messages/sends")),
    # invoices
    Look("learner", "my invoices", at("/me/invoices")),
    Look("newcomer", "my invoices, empty", at("/me/invoices")),
    Look("learner", "titles", at("/me/invoices/titles")),
    Look("newcomer", "titles, empty", at("/me/invoices/titles")),
    Look("learner", "new title", at("/me/invoices/titles/new")),
    Look("learner", "a title", lambda places: places.first("/me/invoices/titles", r"/me/invoices/titles/\d+")),
    Look("learner", "invoices of an order", lambda places: f"/me/orders/{places.order('paid')}/invoice"),
    Look("owner", "invoices", at("/studio/invoices")),
    Look("owner", "invoices without result", at("/studio/invoices?query=查无此票")),
    Look("owner", "invoice that waits", lambda places: places.first("/studio/invoices?status=applied", INVOICE)),
    Look("owner", "invoice issued", lambda places: places.first("/studio/invoices?status=issued", INVOICE)),
    Look("owner", "invoice to reverse", lambda places: places.first("/studio/invoices?status=red_needed", INVOICE)),
    Look("owner", "invoice settings", at("/studio/invoices/seller")),
    # gifts
    Look("newcomer", "redeem", at("/redeem")),
    Look("newcomer", "what a code opens", at(f"/redeem?code={DEMO_CODE}")),
    Look("newcomer", "give", lambda places: f"/gifts/give/{places.paid_course['slug']}"),
    Look("giver", "my gifts", at("/me/gifts")),
    Look("giver", "gifts of an order", lambda places: places.first("/me/gifts", GIVEN)),
    Look("giver", "gift card", lambda p: p.first(p.first("/me/gifts", GIVEN), r"http[^\"]+/gifts/[\w-]{20,}")),
    Look("owner", "codes", at("/studio/codes")),
    Look("owner", "new codes", at("/studio/codes/new")),
    Look("owner", "batch of codes", lambda places: places.first("/studio/codes", BATCH)),
    Look("owner", "cards of codes", lambda p: f"{p.first('/studio/codes', BATCH)}/cards"),
    Look("owner", "gifts", at("/studio/gifts")),
    # catalog
    Look("owner", "products", at("/studio/products")),
    Look("owner", "new product", at("/studio/products/new")),
    Look("owner", "new membership", at("/studio/plans/new")),
    Look("owner", "new bundle", at("/studio/bundles/new")),
    Look("owner", "new article", at("/studio/articles/new")),
    Look("owner", "an e-book", lambda places: places.first("/studio/products?kind=ebook", r"/studio/writings/\d+")),
    Look(
        "owner",
        "after payment",
        lambda places: places.first(a_course("/price")(places), r"/studio/products/\d+/welcome"),
    ),
    Look("owner", "tiers", at("/studio/tiers")),
    Look("owner", "who went on", lambda places: places.first("/studio/tiers", r"/studio/tiers/\d+/people")),
    Look("owner", "an article", lambda places: places.first("/studio/products?kind=article", r"/studio/writings/\d+")),
    Look("owner", "a bundle", lambda places: places.first("/studio/products?kind=bundle", r"/studio/bundles/\d+")),
    Look("owner", "a membership", lambda places: places.first("/studio/products?kind=plan", r"/studio/plans/\d+")),
    Look("owner", "courses", at("/studio/courses")),
    Look("owner", "new course", at("/studio/courses/new")),
    Look("owner", "categories", at("/studio/courses/categories")),
    Look("owner", "outline", a_course("")),
    Look("owner", "introduction", a_course("/intro")),
    Look("owner", "price", a_course("/price")),
    Look("owner", "publish check", a_course("/publish")),
    Look("owner", "course preview", a_course("/preview")),
    Look("owner", "lesson editor", lambda places: f"/studio/lessons/{places.lesson('video')}"),
    Look("owner", "subtitles", lambda places: f"/studio/lessons/{places.lesson('video')}/subtitles"),
    Look("owner", "subtitle editor", lambda places: f"/studio/lessons/{places.subtitled}/subtitles/zh-Hans"),
    Look("owner", "article editor", lambda places: f"/studio/lessons/{places.lesson('article')}"),
    # studio
    Look("owner", "studio home", at("/studio/")),
    Look("operator", "studio home, operator", at("/studio/")),
    Look("owner", "a day's money", lambda _: f"/studio/days/{day_start().date()}"),
    Look("regular", "pay by bank", by_bank),
    Look("owner", "transfers", at("/studio/transfers")),
    Look(
        "owner",
        "a transfer",
        lambda places: f"/studio/transfers/{places.ask('/studio/transfers')['items'][0]['id']}",
    ),
    Look("owner", "the bank account", at("/studio/transfers/account")),
    Look("owner", "find", at("/studio/find?query=摄影")),
    Look("owner", "learners", at("/studio/learners")),
    Look("owner", "learners, none found", at("/studio/learners?query=查无此人")),
    Look("owner", "a learner", lambda places: places.learner),
    Look("owner", "signs of sharing", at("/studio/learners/plays")),
    Look("owner", "plays", lambda p: p.first("/studio/learners/plays", r"/studio/learners/\d+/plays")),
    Look("owner", "protection", at("/studio/settings/protection")),
    Look("owner", "school settings", at("/studio/settings")),
    Look("owner", "team", at("/studio/settings/team")),
    Look("owner", "access log", at("/studio/settings/access-log")),
    Look(
        "owner",
        "another phone for a learner",
        lambda places: f"{places.learner}/move-phone",
    ),
    Look("owner", "payment settings", at("/studio/settings/payment")),
    Look("owner", "backups", at("/studio/settings/backups")),
    Look("owner", "alipay's certificates", at("/studio/settings/payment/alipay")),
    Look("owner", "health", at("/studio/health")),
    # complaints
    Look("anonymous", "complaining", at("/complaints/new")),
    Look("newcomer", "my complaints, empty", at("/me/complaints")),
    Look("owner", "complaints", at("/studio/complaints")),
    Look("owner", "a complaint", lambda p: p.first("/studio/complaints", r"/studio/complaints/\d+")),
    # works
    Look("learner", "my works", at("/me/works")),
    Look("newcomer", "my works, empty", at("/me/works")),
    Look("learner", "a new work", at("/me/works/new")),
    Look("learner", "a work of mine", lambda places: f"/me/works/{places.work}"),
    Look("learner", "finding my works", at("/me/works/searches")),
    Look("learner", "works of fellow learners", at("/courses/phone-family-photos/works")),
    Look("learner", "a work as others see it", lambda places: f"/works/{places.work}"),
    Look("owner", "works of learners", at("/studio/works")),
    Look("owner", "a work of a learner", lambda p: p.first("/studio/works", r"/studio/works/\d+")),
    # screening
    Look("newcomer", "applying", lambda places: f"/apply/{places.asking}"),
    Look("learner", "an application, approved", lambda places: f"/apply/{places.asking}"),
    Look("learner", "my applications", at("/me/applications")),
    Look(
        "owner", "what is asked", lambda places: places.first(places.asking_page, r"/studio/products/\d+/application")
    ),
    Look("owner", "applications", at("/studio/applications")),
    Look("owner", "an application", lambda p: p.first("/studio/applications", r"/studio/applications/\d+")),
    # deals and coupons
    Look("owner", "deals", at("/studio/deals")),
    Look("owner", "a new deal", at("/studio/deals/new")),
    Look("owner", "a new flash sale", at("/studio/deals/new/flash")),
    Look("owner", "a new spend-and-save", at("/studio/deals/new/spend")),
    Look("owner", "a new coupon", at("/studio/deals/new/coupon")),
    Look("owner", "what counts towards what", at("/studio/deals/new/counting")),
    Look("owner", "pre-sales", at("/studio/presales")),
    Look("owner", "a new pre-sale", at("/studio/presales/new")),
    Look("owner", "a pre-sale", lambda places: f"/studio/presales/{places.ask('/studio/presales')['items'][0]['id']}"),
    Look("newcomer", "a course in pre-sale", lambda places: f"/courses/{places.presold['slug']}"),
    Look(
        "owner",
        "a pre-sale's terms",
        lambda places: f"/studio/presales/{places.ask('/studio/presales')['items'][0]['id']}/terms",
    ),
    Look("newcomer", "checkout of a deposit", lambda places: f"/checkout/{places.presold['presale']['deposit']}"),
    Look("owner", "a deal", lambda places: f"/studio/deals/{places.ask('/studio/deals')['items'][0]['id']}"),
    Look("owner", "a coupon", lambda places: f"/studio/coupons/{places.ask('/studio/coupons')['items'][0]['id']}"),
    Look("owner", "who pays what", at("/studio/prices?who=newcomer&product=calm-before-sleep")),
    # campaigns
    Look("owner", "campaigns", at("/studio/campaigns")),
    Look("owner", "a campaign's template", at("/studio/campaigns/new/618")),
    Look("owner", "a campaign that runs", lambda places: f"/studio/campaigns/{places.campaign('running')['id']}"),
    Look("owner", "a campaign's draft", lambda places: f"/studio/campaigns/{places.campaign('draft')['id']}"),
    Look("owner", "changing a campaign", lambda places: f"/studio/campaigns/{places.campaign('draft')['id']}/edit"),
    Look("anonymous", "a topic page", lambda places: f"/topics/{places.ask('/topics')['items'][0]['slug']}"),
    Look("regular", "my coupons", at("/me/coupons")),
    Look("newcomer", "checkout with a coupon", at("/checkout/calm-before-sleep?coupon=")),
]

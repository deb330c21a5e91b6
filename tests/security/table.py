"""Who may do what, one line a route. A route that is missing here fails the matrix by name.

``can`` says for each caller what they meet: ``open``, ``login`` (a page's way to the login, 401 elsewhere),
``forbidden`` or ``missing``. ``also`` are statuses that count as open for this line: a rule's answer to a valid call.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.security.world import CALLERS, LEARNERS, NOBODY, STAFF

Verdicts = dict[str, str]
OPEN, LOGIN, FORBIDDEN, MISSING = "open", "login", "forbidden", "missing"


def verdicts(default: str, **other: str) -> Verdicts:
    return dict.fromkeys(CALLERS, default) | other


EVERYONE = verdicts(OPEN)
NONE = verdicts(MISSING)
SIGNED_IN = EVERYONE | dict.fromkeys(NOBODY, LOGIN)
BUYER = verdicts(MISSING, buyer=OPEN) | dict.fromkeys(NOBODY, LOGIN)
OWNED = verdicts(FORBIDDEN, buyer=OPEN) | dict.fromkeys(NOBODY, LOGIN)
HOLDER = verdicts(FORBIDDEN, buyer=OPEN)
READER = HOLDER | dict.fromkeys(("owner", "operator", "creator"), OPEN)


def staff(roles: str) -> Verdicts:
    """Only these roles; the rest of the people are told no, nobody at all is sent to the login."""
    shut = dict.fromkeys(NOBODY, LOGIN) | dict.fromkeys((*LEARNERS, *STAFF), FORBIDDEN)
    return shut | dict.fromkeys(roles.split(), OPEN)


ANY_STAFF = staff("owner operator finance creator")
EDITORS = staff("owner operator creator")
MONEY = staff("owner operator finance")
PEOPLE = staff("owner operator")
BOOKS = staff("owner finance")
OWNER = staff("owner")
# To all others it does not exist.
GROUP_SETTERS = verdicts(MISSING) | dict.fromkeys(NOBODY, LOGIN) | dict.fromkeys(("owner", "operator", "creator"), OPEN)
THANKS = (
    verdicts(MISSING, buyer=OPEN) | dict.fromkeys(NOBODY, LOGIN) | dict.fromkeys(("owner", "operator", "creator"), OPEN)
)
UPLOADER = EDITORS | dict.fromkeys(("operator", "creator"), MISSING)


@dataclass(frozen=True)
class Route:
    methods: str
    pattern: str
    can: Verdicts
    body: Mapping[str, Any] = field(default_factory=dict)
    at: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    also: tuple[int, ...] = ()

    def __str__(self) -> str:
        return self.pattern


# The call is let in and then finds nothing of that number, or no code that was just sent.
ABSENT, UNPROVED = (404,), (409, 422)
TITLE = {"title": "新的名字"}
TUS = {"Tus-Resumable": "1.0.0"}
CREATION = TUS | {"Upload-Length": "10", "Upload-Metadata": "filename YS5tcDQ="}
BYTES = TUS | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
LESSON = {
    "title": "新的名字",
    "kind": "article",
    "stage": "basic",
    "rule": "watched",
    "rule_percent": "90",
    "body": "x",
}
INTAKE = {
    "starts_on": "2099-02-01",
    "ends_on": "2099-03-01",
    "sells_from": "2099-01-01",
    "sells_until": "2099-01-31",
    "price": "199",
    "seats": "30",
}
PACKAGE = {
    "title": "新的名字",
    "sessions": "3",
    "days": "90",
    "price": "300",
    "refund_days": "7",
    "refund_percent": "30",
}
DELIVERY = {"seen": 1, "given_on": "2026-01-01"}
PLAN = {
    "title": "新的名字",
    "scope": "all",
    "year_price": "365",
    "days": "7",
    "refund_days": "7",
    "refund_percent": "10",
}
BUNDLE = {
    "title": "新的名字",
    "parts": ["{part_id}", "{other_part_id}"],
    "price": "150",
    "refund_days": "7",
    "refund_percent": "30",
}
SOLD = {"title": "新的名字", "price": "9.90", "refund_days": "7", "cover_design": "{design}", "cover_hue": "10"}
ARTICLE, EBOOK = SOLD | {"body": "正文"}, SOLD | {"book": "{pdf_id}"}
WELCOME = {"text": "谢谢你来", "caption": "加入学习群", "group_code": "{asset_id}"}
WRITING = {"course_id": "writing_id"}
PRICE = {"price": "9.90", "refund_days": "7", "refund_percent": "20"}
INTRO = {"title": "新的名字", "code": "new-name", "cover_design": "{design}", "cover_hue": "10"}
SCHOOL = {"name": "新的名字", "hue": "10"}
ORDER = {"lines": [{"product": "{slug}"}], "shown_total_fen": 9900, "accepted": ["{term}"]}
PAID = {"no": "pending_no"}
TRANSFER = {"no": "transfer_no"}
TAKEN = {"paid": "99", "reference": "B1"}
VIDEO = {"lesson_id": "video_id"}
DRAFT = {"course_id": "draft_id"}
DEAL = {"title": "新的活动", "percent": "80"}
DISCOUNT = {"kind": "deal_kind"}
COUPON = {"title": "新的券", "takes": "percent", "percent": "80", "how": "claim", "per_person": "1"}
ISSUING, ISSUED, RED = ({"invoice_id": f"{state}_invoice_id"} for state in ("issuing", "issued", "red"))
GIVEN = {"no": "gift_no"}
GIVING = {"quantity": "1", "shown_total_fen": "9900", "accepted": "{term}"}
GIFT = {"product": "{slug}", "shown_total_fen": 9900, "accepted": ["{term}"]}
BATCH = {"product": "{slug}", "title": "新的一批", "size": 2}
BATCH_FORM = {"product": "{product_id}", "size": "2", "per_person": "1"}
TITLE_PERSON = {"kind": "person", "name": "林晓"}
SELLER_JSON = {"offered": True, "item": "信息技术服务", "tax_code": "3" * 19, "rate_bp": 300}
SELLER = SELLER_JSON | {"offered": "on", "rate_bp": "300"}

TEMPLATE = {"name": "template"}

PAGES = [
    # platform, ui
    Route("GET", "healthz", EVERYONE, also=(503,)),
    Route("GET", "metrics", NONE),
    Route("POST", "ui/preferences", EVERYONE, {"theme": "dark"}),
    Route("GET", "favicon.ico", EVERYONE),
    Route("GET", "ui/brand/<int:hue>.css", EVERYONE),
    Route("GET", "ui/covers/<slug:design>/<int:hue>.svg", EVERYONE),
    Route("GET", "styleguide/", EVERYONE),
    Route("GET", "styleguide", EVERYONE),
    # accounts
    Route("GET POST", "login", EVERYONE, {"phone": "13912345678"}),
    Route("GET POST", "login/code", EVERYONE, {"code": "123456"}),
    Route("POST", "login/demo", EVERYONE, {"phone": "13800000001"}),
    Route("POST", "logout", EVERYONE),
    Route("GET", "agreements/<str:key>", EVERYONE),
    Route("GET", "me/devices", SIGNED_IN),
    Route("POST", "me/devices/<int:device_id>/sign-out", BUYER),
    Route("GET POST", "me/settings", SIGNED_IN, {"name": "新名", "text_size": "large", "language": "en"}),
    Route("GET POST", "setup", EVERYONE, {"token": "wrong"}, also=(409,)),
    Route("GET POST", "setup/code", EVERYONE, {"code": "123456"}),
    # accounts: other ways in, proof of the person, change of phone and mail, leaving
    Route("GET POST", "login/password", EVERYONE, {"email": "a@b.test", "password": "x"}, also=(422,)),
    Route("GET POST", "login/forgotten", EVERYONE, {"email": "a@b.test"}, also=(422,)),
    Route("GET POST", "login/forgotten/code", EVERYONE, {"code": "123456"}, also=(422,)),
    Route("POST", "login/passkey", EVERYONE, also=(422,)),
    Route("GET POST", "login/factor", EVERYONE, {"code": "123456"}, also=(422,)),
    Route("POST", "login/factor/passkey", EVERYONE, also=(422,)),
    Route("GET POST", "me/confirm", SIGNED_IN, {"secret": "wrong"}, also=(422,)),
    Route("POST", "me/confirm/passkey", SIGNED_IN, also=(422,)),
    Route("GET POST", "me/phone", SIGNED_IN, {"phone": "13912345678"}, also=UNPROVED),
    Route("GET POST", "me/phone/code", SIGNED_IN, {"code": "123456"}, also=UNPROVED),
    Route("GET POST", "me/email", SIGNED_IN, {"email": "a@b.test"}, also=UNPROVED),
    Route("GET POST", "me/email/code", SIGNED_IN, {"code": "123456"}, also=UNPROVED),
    Route("POST", "me/email/unbind", SIGNED_IN),
    Route("GET POST", "me/password", SIGNED_IN, {"password": "correct horse battery"}, also=UNPROVED),
    Route("GET", "me/security", SIGNED_IN),
    Route("GET POST", "me/security/totp", SIGNED_IN, {"code": "123456"}, also=UNPROVED),
    Route("POST", "me/security/passkeys", SIGNED_IN, also=UNPROVED),
    Route("GET POST", "me/security/codes", SIGNED_IN),
    Route("POST", "me/security/<int:factor_id>/remove", SIGNED_IN, also=ABSENT),
    Route("GET POST", "me/close", SIGNED_IN, {"sure": "on"}, also=UNPROVED),
    Route("POST", "me/close/undo", SIGNED_IN, also=UNPROVED),
    Route("POST", "me/export", SIGNED_IN, also=UNPROVED),
    # media
    Route("POST OPTIONS", "media/uploads", EDITORS, headers=CREATION),
    Route("GET HEAD PATCH DELETE", "media/uploads/<uuid:upload_id>", UPLOADER, headers=BYTES),
    Route("GET", "media/assets/<uuid:asset_id>/image", EVERYONE),
    Route("GET", "media/assets/<uuid:asset_id>/poster", EVERYONE, at={"asset_id": "film_id"}),
    Route("GET", "media/assets/<uuid:asset_id>/state", EDITORS),
    Route("POST", "media/assets/<uuid:asset_id>/package", EDITORS, at={"asset_id": "failed_id"}),
    Route("GET", "media/hls/<slug:ticket>/index.m3u8", HOLDER),
    Route("GET", "media/hls/<slug:ticket>/<slug:name>/key/<int:epoch>", HOLDER),
    Route("GET", "media/hls/<slug:ticket>/<slug:name>/<int:number>.ts", HOLDER),
    # catalog
    Route("GET", "studio/products", EDITORS),
    Route("GET", "studio/products/new", EDITORS),
    Route("GET POST", "studio/plans/new", EDITORS, PLAN),
    Route("GET POST", "studio/plans/<int:plan_id>", EDITORS, PLAN),
    Route("GET", "studio/plans/<int:plan_id>/preview", EDITORS),
    Route("POST", "studio/plans/<int:plan_id>/publish", EDITORS, at={"plan_id": "draft_plan_id"}),
    Route("POST", "studio/plans/<int:plan_id>/unpublish", EDITORS),
    Route("GET POST", "studio/bundles/new", EDITORS, BUNDLE),
    Route("GET POST", "studio/bundles/<int:bundle_id>", EDITORS, BUNDLE),
    Route("GET", "studio/bundles/<int:bundle_id>/preview", EDITORS),
    Route("POST", "studio/bundles/<int:bundle_id>/publish", EDITORS, at={"bundle_id": "draft_bundle_id"}),
    Route("POST", "studio/bundles/<int:bundle_id>/unpublish", EDITORS),
    Route("GET POST", "studio/articles/new", EDITORS, ARTICLE),
    Route("GET POST", "studio/ebooks/new", EDITORS, EBOOK),
    Route("GET POST", "studio/writings/<int:course_id>", EDITORS, ARTICLE, at=WRITING),
    Route("GET", "studio/writings/<int:course_id>/preview", EDITORS, at=WRITING),
    Route("POST", "studio/writings/<int:course_id>/publish", EDITORS, at={"course_id": "draft_writing_id"}),
    Route("POST", "studio/writings/<int:course_id>/unpublish", EDITORS, at=WRITING),
    Route("GET POST", "studio/products/welcome", EDITORS, WELCOME),
    Route("GET POST", "studio/products/<int:product_id>/welcome", EDITORS, WELCOME),
    Route("GET", "studio/courses/<int:course_id>/intakes", EDITORS),
    Route("GET POST", "studio/courses/<int:course_id>/intakes/new", EDITORS, INTAKE),
    Route("GET POST", "studio/intakes/<int:intake_id>", EDITORS, INTAKE),
    Route("POST", "studio/intakes/<int:intake_id>/publish", EDITORS, at={"intake_id": "draft_intake_id"}),
    Route("POST", "studio/intakes/<int:intake_id>/close", EDITORS),
    Route("GET POST", "studio/packages/new", EDITORS, PACKAGE),
    Route("GET POST", "studio/packages/<int:package_id>", EDITORS, PACKAGE),
    Route("GET", "studio/packages/<int:package_id>/preview", EDITORS),
    Route("POST", "studio/packages/<int:package_id>/publish", EDITORS, at={"package_id": "draft_package_id"}),
    Route("POST", "studio/packages/<int:package_id>/unpublish", EDITORS),
    Route("GET POST", "studio/plans/<int:plan_id>/group", EDITORS, {"name": "早起群"}),
    Route("GET", "studio/courses", EDITORS),
    Route("GET POST", "studio/courses/new", EDITORS, TITLE),
    Route("POST", "studio/courses/new/proposal", EDITORS, {"outline": "一章\n  一节"}),
    Route("GET POST", "studio/courses/categories", EDITORS, {"name": "新类"}),
    Route("POST", "studio/courses/categories/<int:category_id>", EDITORS, {"name": "新类"}),
    Route("GET", "studio/courses/<int:course_id>", EDITORS),
    Route("POST", "studio/courses/<int:course_id>/chapters", EDITORS, TITLE),
    Route("POST", "studio/courses/<int:course_id>/files", EDITORS, {"name": "课.mp4", "kind": "video"}),
    Route("GET POST", "studio/courses/<int:course_id>/intro", EDITORS, INTRO),
    Route("GET POST", "studio/courses/<int:course_id>/price", EDITORS, PRICE),
    Route("GET", "studio/courses/<int:course_id>/refund-rule", EDITORS),
    Route("GET POST", "studio/courses/<int:course_id>/publish", EDITORS, at=DRAFT),
    Route("POST", "studio/courses/<int:course_id>/unpublish", EDITORS),
    Route("GET", "studio/courses/<int:course_id>/preview", EDITORS),
    Route("GET", "studio/courses/<int:course_id>/qr.<str:form>", EDITORS),
    Route("POST", "studio/chapters/<int:chapter_id>/rename", EDITORS, TITLE),
    Route("POST", "studio/chapters/<int:chapter_id>/move", EDITORS, {"position": "1"}),
    Route("POST", "studio/chapters/<int:chapter_id>/remove", EDITORS, at={"chapter_id": "spare_chapter_id"}),
    Route("POST", "studio/chapters/<int:chapter_id>/lessons", EDITORS, TITLE),
    Route("POST", "studio/lessons/preview", EDITORS, {"body": "# x"}),
    Route("GET POST", "studio/lessons/<int:lesson_id>", EDITORS, LESSON),
    Route("POST", "studio/lessons/<int:lesson_id>/move", EDITORS, {"position": "0"}),
    Route("POST", "studio/lessons/<int:lesson_id>/shift", EDITORS, {"step": "-1"}),
    Route("POST", "studio/lessons/<int:lesson_id>/remove", EDITORS),
    Route("GET", "studio/lessons/<int:lesson_id>/state", EDITORS),
    Route("GET POST", "studio/lessons/<int:lesson_id>/media", EDITORS, {"asset": "{film_id}"}, at=VIDEO),
    Route("POST", "studio/lessons/<int:lesson_id>/attachments", EDITORS, {"asset": "{pdf_id}"}),
    Route("POST", "studio/attachments/<int:attachment_id>/remove", EDITORS),
    # integrations
    Route("GET", "integrations/wechat-oa/login", NONE),
    Route("GET POST", "integrations/wechat-oa/join", EVERYONE),
    Route("GET", "integrations/wechat-oa/callback", EVERYONE, also=(400,)),
    Route("POST", "integrations/alipay/<slug:name>/notify", NONE),
    Route("POST", "integrations/wechat-pay/<slug:name>/notify", NONE),
    # storefront
    Route("GET", "", EVERYONE),
    Route("GET", "search", EVERYONE),
    Route("GET", "courses/<slug:slug>", EVERYONE),
    Route("POST", "courses/<slug:slug>/favourite", SIGNED_IN, {"on": "1"}),
    Route("POST", "courses/<slug:slug>/take", SIGNED_IN, at={"slug": "free_slug"}),
    Route("GET", "courses/<slug:slug>/continue", SIGNED_IN),
    Route("GET", "articles/<slug:slug>", EVERYONE, at={"slug": "article_slug"}),
    Route("GET", "ebooks/<slug:slug>", EVERYONE, at={"slug": "ebook_slug"}),
    Route("GET", "group/<slug:code>/code", BUYER),
    Route("GET", "lessons/<int:lesson_id>/book", READER, at={"lesson_id": "book_id"}),
    Route("GET", "bundles/<slug:slug>", EVERYONE, at={"slug": "bundle_slug"}),
    Route("GET", "plans/<slug:slug>", EVERYONE, at={"slug": "plan_slug"}),
    Route("GET", "plans/<slug:slug>/group-qr", GROUP_SETTERS, at={"slug": "group_slug"}),
    Route("GET", "packages/<slug:slug>", EVERYONE, at={"slug": "package_slug"}),
    Route("GET", "lessons/<int:lesson_id>", EVERYONE),
    Route("POST", "lessons/<int:lesson_id>/complete", OWNED),
    Route("GET", "lessons/<int:lesson_id>/files/<int:attachment_id>", READER),
    Route("GET", "me", SIGNED_IN),
    Route("GET", "me/", SIGNED_IN),
    Route("GET", "me/learning", SIGNED_IN),
    Route("GET", "me/favourites", SIGNED_IN),
    Route("GET", "robots.txt", EVERYONE),
    Route("GET", "sitemap.xml", EVERYONE),
    # commerce
    Route("GET POST", "checkout/<slug:code>", SIGNED_IN, {"shown_total_fen": "9900", "accepted": "{term}"}),
    Route("GET", "orders/<str:no>/pay", BUYER, at=PAID),
    Route("GET", "orders/<str:no>/state", BUYER),
    Route("GET POST", "orders/<str:no>/transfer", BUYER, {"payer": "林晓"}, at=TRANSFER, also=(422,)),
    Route("GET", "studio/transfers", BOOKS),
    Route("GET POST", "studio/transfers/account", OWNER, {"holder": "学堂", "bank": "银行", "number": "1"}),
    Route("GET POST", "studio/transfers/<int:transfer_id>", BOOKS, TAKEN),
    Route("GET", "studio/transfers/<int:transfer_id>/slip", BOOKS),
    Route("POST", "studio/transfers/<int:transfer_id>/refuse", BOOKS, {"reason": "没有查到"}),
    Route("POST", "studio/transfers/returns/<int:return_id>", BOOKS, {"reference": "R1"}, also=ABSENT),
    Route("GET", "orders/<str:no>/done", BUYER),
    Route("POST", "orders/<str:no>/cancel", BUYER, at=PAID),
    Route("GET", "me/orders", SIGNED_IN),
    Route("GET", "me/orders/<str:no>", BUYER),
    Route("GET POST", "me/orders/<str:no>/refund", BUYER, {"reason": "no_time"}),
    Route("GET", "studio/orders", MONEY),
    Route("GET", "studio/orders.csv", MONEY),
    Route("GET", "studio/orders/<str:no>", MONEY),
    Route("GET", "studio/refunds", MONEY),
    Route("GET", "studio/refunds/<int:refund_id>", MONEY),
    Route("POST", "studio/refunds/<int:refund_id>/approve", MONEY),
    Route("POST", "studio/refunds/<int:refund_id>/reject", MONEY, {"note": "抱歉"}),
    Route("POST", "studio/refunds/<int:refund_id>/retry", MONEY, at={"refund_id": "abnormal_id"}),
    # commerce: the bank's bills, and what is stuck
    Route("GET", "studio/bills", BOOKS),
    Route("GET", "studio/bills/<int:statement_id>", BOOKS, also=ABSENT),
    Route("POST", "studio/bills/<int:statement_id>/check", BOOKS, also=ABSENT),
    Route("POST", "studio/bills/differences/<int:difference_id>/settle", BOOKS, {"note": "对过了"}, also=ABSENT),
    Route("GET", "studio/orders/stuck", BOOKS),
    Route("GET", "studio/orders/stuck/<str:kind>/<int:pk>", BOOKS, also=ABSENT),
    Route("POST", "studio/orders/stuck/<str:kind>/<int:pk>/ask", BOOKS, also=ABSENT),
    Route("POST", "studio/orders/stuck/<str:kind>/<int:pk>/settle", BOOKS, {"note": "对过了"}, also=ABSENT),
    Route("POST", "studio/orders/stuck/payment/<int:pk>/return", BOOKS, {"note": "退回"}, also=ABSENT),
    # promotions
    Route("GET", "me/coupons", SIGNED_IN),
    Route("POST", "coupons/<int:coupon_id>/claim", SIGNED_IN),
    Route("GET", "studio/deals", PEOPLE),
    Route("GET", "studio/deals/new", PEOPLE),
    Route("GET POST", "studio/deals/new/coupon", PEOPLE, COUPON),
    Route("POST", "studio/deals/new/coupon/preview", PEOPLE, COUPON),
    Route("GET POST", "studio/deals/new/<str:kind>", PEOPLE, DEAL, at=DISCOUNT),
    Route("POST", "studio/deals/new/<str:kind>/preview", PEOPLE, DEAL, at=DISCOUNT),
    Route("GET POST", "studio/deals/<int:deal_id>", PEOPLE, DEAL),
    Route("POST", "studio/deals/<int:deal_id>/switch", PEOPLE, {"off": "1"}),
    Route("POST", "studio/deals/floors/<int:product_id>", PEOPLE, {"floor_fen": "1"}),
    Route("GET POST", "studio/coupons/<int:coupon_id>", PEOPLE, COUPON),
    Route("POST", "studio/coupons/<int:coupon_id>/switch", PEOPLE, {"off": "1"}),
    Route("POST", "studio/coupons/<int:coupon_id>/give", PEOPLE, {"phone": "13912345678"}),
    Route("GET", "studio/tiers", EDITORS),
    Route("POST", "studio/tiers/<int:product_id>", EDITORS, {"tier": "hook"}),
    Route("GET", "studio/tiers/<int:product_id>/people", PEOPLE, at={"product_id": "leading_id"}),
    Route("GET", "studio/prices", PEOPLE),
    Route("GET", "studio/orders.xlsx", MONEY),
    Route("GET", "studio/refunds/rates", MONEY),
    # messaging
    Route("GET", "me/messages", SIGNED_IN),
    Route("GET POST", "me/messages/choices", SIGNED_IN, {"sms": "orders"}),
    Route("GET", "studio/messages", PEOPLE),
    Route("GET", "studio/messages/templates/<str:template>", PEOPLE),
    Route("POST", "studio/messages/templates/<str:template>/switch", OWNER, {"on": "on"}),
    Route("GET", "studio/messages/sends", PEOPLE),
    Route("POST", "studio/messages/sends/<int:send_id>/retry", PEOPLE),
    # invoices
    Route("GET", "me/invoices", SIGNED_IN),
    Route("GET", "me/invoices/titles", SIGNED_IN),
    Route("GET POST", "me/invoices/titles/new", SIGNED_IN, TITLE_PERSON),
    Route("GET POST", "me/invoices/titles/<int:title_id>", BUYER, TITLE_PERSON),
    Route("POST", "me/invoices/titles/<int:title_id>/remove", BUYER),
    Route("POST", "me/invoices/<int:invoice_id>/cancel", BUYER),
    Route("GET", "me/invoices/<int:invoice_id>/file", BUYER, at=ISSUED),
    Route("GET POST", "me/orders/<str:no>/invoice", BUYER, TITLE_PERSON),
    Route("GET", "me/orders/<str:no>/invoice/card", BUYER),
    Route("GET", "studio/invoices", BOOKS),
    Route("GET", "studio/invoices.csv", BOOKS),
    Route("POST", "studio/invoices/issue", BOOKS, {"invoice": "{invoice_id}"}),
    Route("POST", "studio/invoices/numbers", BOOKS, {"number-1": "12345678"}),
    Route("POST", "studio/invoices/files", BOOKS),
    Route("GET POST", "studio/invoices/seller", BOOKS, SELLER),
    Route("GET", "studio/invoices/<int:invoice_id>", BOOKS),
    Route("POST", "studio/invoices/<int:invoice_id>/issued", BOOKS, {"number": "1" * 20}, at=ISSUING),
    Route("POST", "studio/invoices/<int:invoice_id>/reject", BOOKS, {"note": "抬头不对"}),
    Route("POST", "studio/invoices/<int:invoice_id>/red", BOOKS, {"note": "开错了"}, at=ISSUED),
    Route("POST", "studio/invoices/<int:invoice_id>/reversed", BOOKS, {"number": "1" * 20}, at=RED),
    Route("GET", "studio/invoices/<int:invoice_id>/file", BOOKS, at=ISSUED),
    Route("POST", "studio/invoices/<int:invoice_id>/file/put", BOOKS),
    # gifts
    Route("GET POST", "redeem", SIGNED_IN, {"code": "{redeem_code}", "confirm": "1"}),
    Route("GET POST", "gifts/give/<slug:code>", SIGNED_IN, GIVING, also=(422,)),
    Route("GET", "gifts/<str:token>", EVERYONE),
    Route("POST", "gifts/<str:token>/claim", SIGNED_IN),
    Route("GET", "me/gifts", SIGNED_IN),
    Route("GET", "me/gifts/<str:no>", BUYER, at=GIVEN),
    Route("POST", "me/gifts/<str:no>/<int:gift_id>/renew", BUYER, at=GIVEN),
    Route("GET", "studio/codes", PEOPLE),
    Route("GET POST", "studio/codes/new", PEOPLE, BATCH_FORM),
    Route("GET", "studio/codes/<int:batch_id>", PEOPLE),
    Route("GET", "studio/codes/<int:batch_id>/codes.csv", PEOPLE),
    Route("GET", "studio/codes/<int:batch_id>/cards", PEOPLE),
    Route("POST", "studio/codes/<int:batch_id>/revoke", PEOPLE),
    Route("POST", "studio/codes/<int:batch_id>/<int:code_id>/revoke", PEOPLE),
    Route("GET", "studio/gifts", MONEY),
    # studio
    Route("GET", "studio", EVERYONE),
    Route("GET", "studio/", ANY_STAFF),
    Route("GET", "studio/days/<str:on>", MONEY),
    Route("GET", "studio/find", ANY_STAFF),
    Route("GET", "studio/learners", PEOPLE),
    Route("GET", "studio/learners/<int:user_id>", PEOPLE),
    Route("POST", "studio/learners/<int:user_id>/phone", PEOPLE),
    Route("GET POST", "studio/settings", OWNER, SCHOOL),
    Route("GET POST", "studio/settings/team", OWNER, {"phone": "{phone}", "role": "finance"}),
    Route("POST", "studio/settings/team/<int:user_id>/<str:role>/take", OWNER),
    Route("GET", "studio/settings/payment", OWNER),
    Route(
        "GET POST",
        "studio/learners/<int:user_id>/move-phone",
        OWNER,
        {"phone": "13912345678", "reason": "换号"},
        also=UNPROVED,
    ),
    Route("GET", "studio/settings/access-log", OWNER),
    Route("GET POST", "studio/settings/backups", OWNER, also=UNPROVED),
    Route("GET", "studio/settings/backups/<int:backup_id>/download", OWNER, also=ABSENT),
    Route("POST", "studio/settings/backups/now", OWNER),
    Route("GET", "studio/health", PEOPLE),
    Route("POST", "studio/health/jobs/<int:job_id>/retry", PEOPLE, also=ABSENT),
    Route("POST", "studio/health/deliveries/<int:delivery_id>/retry", PEOPLE),
]

API = [
    Route("GET", "api/v1/", NONE),
    Route("GET", "api/v1/openapi.json", EVERYONE),
    # accounts
    Route("GET", "api/v1/agreements", EVERYONE),
    Route("POST", "api/v1/auth/phone/code", EVERYONE, {"phone": "13912345678"}),
    Route("POST", "api/v1/auth/phone/login", EVERYONE, {"phone": "13912345678", "code": "123456"}, also=(422,)),
    Route("POST", "api/v1/auth/logout", SIGNED_IN),
    Route("GET PATCH", "api/v1/me", SIGNED_IN, {"name": "新名"}),
    Route("GET", "api/v1/me/devices", SIGNED_IN),
    Route("DELETE", "api/v1/me/devices/<device_id>", BUYER),
    Route("POST", "api/v1/auth/email/login", EVERYONE, {"email": "a@b.test", "password": "x"}, also=(422,)),
    Route("POST", "api/v1/auth/factor", EVERYONE, {"ticket": "x", "code": "123456"}, also=(422,)),
    Route("POST", "api/v1/auth/password", EVERYONE, {"email": "a@b.test", "code": "1", "password": "x"}, also=(422,)),
    Route("POST", "api/v1/auth/password/code", EVERYONE, {"email": "a@b.test"}),
    Route("GET POST DELETE", "api/v1/me/closing", SIGNED_IN, also=UNPROVED),
    Route("PUT DELETE", "api/v1/me/email", SIGNED_IN, {"email": "a@b.test", "code": "123456"}, also=UNPROVED),
    Route("POST", "api/v1/me/email/code", SIGNED_IN, {"email": "a@b.test"}, also=UNPROVED),
    Route("GET", "api/v1/me/export", SIGNED_IN, also=UNPROVED),
    Route("GET", "api/v1/me/factors", SIGNED_IN),
    Route("DELETE", "api/v1/me/factors/<factor_id>", SIGNED_IN, also=ABSENT),
    Route("GET", "api/v1/me/notices", SIGNED_IN),
    Route("PUT", "api/v1/me/password", SIGNED_IN, {"password": "correct horse battery"}, also=UNPROVED),
    Route("PUT", "api/v1/me/phone", SIGNED_IN, {"phone": "13912345678", "code": "123456"}, also=UNPROVED),
    Route("POST", "api/v1/me/phone/code", SIGNED_IN, {"phone": "13912345678"}, also=UNPROVED),
    Route("GET POST", "api/v1/me/proof", SIGNED_IN, {"by": "code", "secret": "123456"}, also=UNPROVED),
    Route("POST", "api/v1/me/proof/code", SIGNED_IN, also=UNPROVED),
    # access, learning, storefront
    Route("POST", "api/v1/lessons/<int:lesson_id>/ticket", EVERYONE, at=VIDEO),
    Route("GET", "api/v1/me/entitlements", SIGNED_IN),
    Route("PUT", "api/v1/lessons/<int:lesson_id>/progress", OWNED, {"position": 1, "ranges": [[0, 1]]}),
    Route("POST", "api/v1/lessons/<int:lesson_id>/complete", OWNED),
    Route("GET", "api/v1/me/learning", SIGNED_IN),
    Route("GET", "api/v1/me/favourites", SIGNED_IN),
    Route("PUT DELETE", "api/v1/courses/<slug>/favourite", SIGNED_IN),
    Route("GET", "api/v1/products/<code>/welcome", BUYER),
    Route("GET", "api/v1/products/<code>/next", SIGNED_IN),
    Route("GET", "api/v1/studio/tiers", EDITORS),
    Route("PUT", "api/v1/studio/products/<code>/step", EDITORS, {"tier": "core", "leads_to": None}),
    Route("GET", "api/v1/articles", EVERYONE),
    Route("GET", "api/v1/articles/<slug>", EVERYONE, at={"slug": "article_slug"}),
    Route("GET", "api/v1/ebooks", EVERYONE),
    Route("GET", "api/v1/ebooks/<slug>", EVERYONE, at={"slug": "ebook_slug"}),
    Route("GET", "api/v1/bundles", EVERYONE),
    Route("GET", "api/v1/bundles/<slug>", EVERYONE, at={"slug": "bundle_slug"}),
    Route("GET", "api/v1/me/intakes", SIGNED_IN),
    Route("GET", "api/v1/packages", EVERYONE),
    Route("GET", "api/v1/packages/<slug>", EVERYONE, at={"slug": "package_slug"}),
    # coaching
    Route("GET", "studio/sessions", EDITORS),
    Route("GET POST", "studio/sessions/<int:grant_id>", EDITORS, DELIVERY, also=(422,)),
    Route("POST", "studio/deliveries/<int:delivery_id>/undo", EDITORS, at={"delivery_id": "session_id"}),
    Route("GET", "api/v1/me/sessions", SIGNED_IN),
    Route("GET", "api/v1/studio/sessions", EDITORS),
    Route("GET", "api/v1/studio/sessions/<int:grant_id>", EDITORS),
    Route("POST", "api/v1/studio/sessions/<int:grant_id>/deliveries", EDITORS, DELIVERY, also=(409,)),
    Route("POST", "api/v1/studio/deliveries/<int:delivery_id>/undo", EDITORS, at={"delivery_id": "session_id"}),
    # tips
    Route("GET POST", "lessons/<int:lesson_id>/thanks", THANKS, {"amount": "100"}),
    Route("GET", "studio/tips", ANY_STAFF),
    Route("POST", "api/v1/lessons/<int:lesson_id>/tips", THANKS, {"amount_fen": 100}),
    Route("GET", "api/v1/studio/tips", ANY_STAFF),
    # groups
    Route("GET", "studio/plans/<int:plan_id>/members", PEOPLE),
    Route("GET", "studio/plans/<int:plan_id>/members.csv", PEOPLE),
    Route("GET", "api/v1/studio/plans/<int:plan_id>/members", PEOPLE),
    Route("GET", "api/v1/plans", EVERYONE),
    Route("GET", "api/v1/plans/<slug>", EVERYONE, at={"slug": "plan_slug"}),
    Route("GET", "api/v1/me/memberships", SIGNED_IN),
    Route("GET", "api/v1/courses", EVERYONE),
    Route("GET", "api/v1/courses/<slug>", EVERYONE),
    Route("GET", "api/v1/lessons/<int:lesson_id>", EVERYONE),
    # commerce
    Route("GET POST", "api/v1/orders", SIGNED_IN, ORDER, also=(409,)),
    Route("GET", "api/v1/orders/<no>", BUYER),
    Route("POST", "api/v1/orders/<no>/pay", BUYER, {"method": "native"}, at=PAID),
    Route("POST", "api/v1/orders/<no>/cancel", BUYER, at=PAID),
    Route("GET", "api/v1/orders/<no>/refund-preview", BUYER),
    Route("POST", "api/v1/orders/<no>/refunds", BUYER, {"reason": "no_time"}),
    Route("GET", "api/v1/studio/refunds", MONEY),
    Route("POST", "api/v1/studio/refunds/<int:refund_id>/approve", MONEY, {"note": ""}),
    Route("POST", "api/v1/studio/refunds/<int:refund_id>/reject", MONEY, {"note": "抱歉"}),
    Route("GET", "api/v1/studio/orders", MONEY),
    Route("GET", "api/v1/studio/refund-rates", MONEY),
    # messaging
    Route("GET", "api/v1/me/messages", SIGNED_IN),
    Route("POST", "api/v1/me/messages/read", SIGNED_IN, {"up_to": 1}),
    Route("GET PUT", "api/v1/me/messages/choices", SIGNED_IN, {"sms": ["orders"]}),
    Route("GET", "api/v1/studio/messages/templates", PEOPLE),
    Route("PUT", "api/v1/studio/messages/templates/<name>", OWNER, {"on": True}, at=TEMPLATE),
    Route("GET", "api/v1/studio/messages/sends", PEOPLE),
    Route("POST", "api/v1/studio/messages/sends/<int:send_id>/retry", PEOPLE),
    # invoices
    Route("GET POST", "api/v1/me/invoice-titles", SIGNED_IN, TITLE_PERSON),
    Route("PUT DELETE", "api/v1/me/invoice-titles/<int:title_id>", BUYER, TITLE_PERSON),
    Route("GET", "api/v1/me/invoices", SIGNED_IN),
    Route("POST", "api/v1/me/invoices/<int:invoice_id>/cancel", BUYER),
    Route("GET POST", "api/v1/orders/<no>/invoices", BUYER, {"title": "{title_id}"}, also=(409, 422)),
    Route("GET POST", "api/v1/orders/<no>/transfer", BUYER, at=TRANSFER, also=(422,)),
    Route("GET", "api/v1/studio/transfers", BOOKS),
    Route("GET", "api/v1/studio/transfers/returns", BOOKS),
    Route("POST", "api/v1/studio/transfers/<int:transfer_id>/taken", BOOKS, {"paid_fen": 9900, "reference": "B1"}),
    Route("POST", "api/v1/studio/transfers/<int:transfer_id>/refuse", BOOKS, {"reason": "没有查到"}),
    Route("POST", "api/v1/studio/transfers/returns/<int:return_id>", BOOKS, {"reference": "R1"}, also=ABSENT),
    Route("GET", "api/v1/studio/invoices", BOOKS),
    Route("POST", "api/v1/studio/invoices/issue", BOOKS, {"invoices": ["{invoice_id}"]}),
    Route("POST", "api/v1/studio/invoices/<int:invoice_id>/issued", BOOKS, {"number": "1" * 20}, at=ISSUING),
    Route("POST", "api/v1/studio/invoices/<int:invoice_id>/reject", BOOKS, {"note": "抬头不对"}),
    Route("POST", "api/v1/studio/invoices/<int:invoice_id>/red", BOOKS, {"note": "开错了"}, at=ISSUED),
    Route("POST", "api/v1/studio/invoices/<int:invoice_id>/reversed", BOOKS, {"number": "1" * 20}, at=RED),
    Route("GET PUT", "api/v1/studio/invoices/seller", BOOKS, SELLER_JSON),
    # gifts
    Route("GET", "api/v1/gift-quotes/<code>", SIGNED_IN),
    Route("POST", "api/v1/gifts", SIGNED_IN, GIFT),
    Route("GET", "api/v1/gifts/<token>", EVERYONE),
    Route("POST", "api/v1/gifts/<token>/claim", SIGNED_IN),
    Route("GET", "api/v1/me/gifts", SIGNED_IN),
    Route("GET", "api/v1/me/gifts/received", SIGNED_IN),
    Route("POST", "api/v1/me/gifts/<int:gift_id>/renew", BUYER),
    Route("POST", "api/v1/redeem/look", SIGNED_IN, {"code": "{redeem_code}"}),
    Route("POST", "api/v1/redeem", SIGNED_IN, {"code": "{redeem_code}"}),
    Route("GET POST", "api/v1/studio/codes", PEOPLE, BATCH),
    Route("GET", "api/v1/studio/codes/<int:batch_id>", PEOPLE),
    Route("POST", "api/v1/studio/codes/<int:batch_id>/revoke", PEOPLE),
    Route("POST", "api/v1/studio/codes/<int:batch_id>/<int:code_id>/revoke", PEOPLE),
    Route("GET", "api/v1/studio/gifts", MONEY),
    # bills
    Route("GET", "api/v1/studio/bills", BOOKS),
    Route("GET", "api/v1/studio/bills/<int:statement_id>", BOOKS, also=ABSENT),
    Route("POST", "api/v1/studio/bills/<int:statement_id>/check", BOOKS, also=ABSENT),
    Route("POST", "api/v1/studio/bills/differences/<int:difference_id>/settle", BOOKS, {"note": "对过了"}, also=ABSENT),
    Route("GET", "api/v1/studio/stuck", BOOKS),
    Route("POST", "api/v1/studio/stuck/<kind>/<int:pk>/ask", BOOKS, also=ABSENT),
    Route("POST", "api/v1/studio/stuck/<kind>/<int:pk>/settle", BOOKS, {"note": "对过了"}, also=ABSENT),
    Route("POST", "api/v1/studio/stuck/payment/<int:pk>/return", BOOKS, also=ABSENT),
    Route("GET", "api/v1/coupons", EVERYONE),
    Route("POST", "api/v1/coupons/<int:coupon_id>/claim", SIGNED_IN),
    Route("GET", "api/v1/me/coupons", SIGNED_IN),
    Route("GET POST", "api/v1/studio/deals", PEOPLE, {"kind": "discount", "title": "x", "percent": 80}),
    Route("PUT", "api/v1/studio/deals/<int:deal_id>", PEOPLE, {"kind": "discount", "title": "x", "percent": 80}),
    Route("POST", "api/v1/studio/deals/<int:deal_id>/on", PEOPLE),
    Route("POST", "api/v1/studio/deals/<int:deal_id>/off", PEOPLE),
    Route("GET POST", "api/v1/studio/coupons", PEOPLE, {"title": "x", "percent": 80}),
    Route("PUT", "api/v1/studio/coupons/<int:coupon_id>", PEOPLE, {"title": "x", "percent": 80}),
    Route("POST", "api/v1/studio/coupons/<int:coupon_id>/on", PEOPLE),
    Route("POST", "api/v1/studio/coupons/<int:coupon_id>/off", PEOPLE),
    Route("GET", "api/v1/studio/access-log", OWNER),
    Route(
        "PUT",
        "api/v1/studio/learners/<user_id>/phone",
        OWNER,
        {"phone": "13912345678", "reason": "手机丢了，换号"},
        also=UNPROVED,
    ),
    Route("GET", "api/v1/studio/home", ANY_STAFF),
    Route("GET", "api/v1/studio/find", ANY_STAFF),
    Route("GET", "api/v1/studio/learners", PEOPLE),
]

ROUTES = [*PAGES, *API]

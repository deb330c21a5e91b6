"""Who may do what, one line a route. A route that is missing here fails the matrix by name.

``can`` says for each caller what they meet: ``open``, ``login`` (a page's way to the login, 401 elsewhere),
``forbidden`` or ``missing``. ``also`` are statuses that count as open for this line: a rule's answer to a valid call.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.complaints.made import SAID as COMPLAINED_OF
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
# The two whose appointment it is; the owner made it.
THE_TWO = BUYER | {"owner": OPEN}
ROOM = OWNED | dict.fromkeys(("owner", "operator", "creator"), OPEN)
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
PRICE = {"price": "9.90", "refund_days": "7", "refund_percent": "20"}
INTRO = {"title": "新的名字", "code": "new-name", "cover_design": "{design}", "cover_hue": "10"}
SCHOOL = {"name": "新的名字", "hue": "10"}
ORDER = {"lines": [{"product": "{slug}"}], "shown_total_fen": 9900, "accepted": ["{term}"]}
PAID = {"no": "pending_no"}
TRANSFER = {"no": "transfer_no"}
TAKEN = {"paid": "99", "reference": "B1"}
VIDEO = {"lesson_id": "video_id"}
DRAFT = {"course_id": "draft_id"}
DEAL = {"title": "新的活动", "percent": "80", "scope": "all"}
DISCOUNT = {"kind": "deal_kind"}
CAMPAIGN = {"title": "新的活动", "day": "{day}", "products": ["{product_id}"]}
CAMPAIGN_JSON = {"title": "新的活动", "template": "618", "day": "{day}"}
CAMPAIGN_EDIT = {
    "title": "x",
    "slug": "x",
    "products": ["{product_id}"],
    "phases": [{"title": "一", "starts_at": "2099-01-01T10:00:00+08:00", "ends_at": "2099-01-03T10:00:00+08:00"}],
}
TOPIC = {"slug": "topic_slug"}
OFFER = {"phase": "{phase_id}", "kind": "coupon"}
SAID = {"key": "0123456789abcdef", "text": "老师好"}
POLL = {"key": "0123456789abcdef", "title": "懂吗", "option_1": "懂", "option_2": "不懂"}
POLL_JSON = {"key": "0123456789abcdef", "title": "懂吗", "options": ["懂", "不懂"]}
LOTS = {"key": "0123456789abcdef", "title": "书", "places": "1", "among": "present"}
CARD = {"key": "0123456789abcdef", "product": "{product_id}"}
CARD_JSON = {"key": "0123456789abcdef", "product": "{slug}"}
COUNTING = {"product": "{taste_id}", "target": "{product_id}", "days": "30"}
TASTE = {"product_id": "taste_id"}
PRESALE = {
    "product": "{leading_id}",
    "deposit_fen": "1",
    "worth_fen": "2",
    "deposit_until": "2099-01-01T00:00",
    "pays_from": "2099-01-02T00:00",
    "pays_until": "2099-01-03T00:00",
}
AT = "2099-01-01T00:00:00+08:00"
PRESALE_JSON = {"product": 1, "deposit_fen": 1, "worth_fen": 1, "deposit_until": AT, "pays_from": AT, "pays_until": AT}
COUPON = {"title": "新的券", "scope": "all", "takes": "percent", "percent": "80", "how": "claim", "per_person": "1"}
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
PROTECTION = {"device_limit": "4", "player_limit": "2"}
RULES = {"days": "7", "percent": "30", "later_days": "365"}
RULES_JSON = {"days": 7, "percent": 30, "later_days": 365}
SWAP = {"product": "{slug}", "wanted": "nothing"}
NO_EXCHANGE = {"exchange_id": "lesson_id"}
PLAN_OF = {"slug": "plan_slug"}
SOLD = {"title": "新的名字", "price": "9.90", "refund_days": "7", "cover_design": "{design}", "cover_hue": "10"}
ARTICLE, EBOOK = SOLD | {"body": "正文"}, SOLD | {"book": "{pdf_id}"}
WELCOME = {"text": "谢谢你来", "caption": "加入学习群", "group_code": "{asset_id}"}
WRITING = {"course_id": "writing_id"}
APPLYING, ASKING = {"code": "asking_code"}, {"product_id": "asking_id"}
SCREEN = {"on": "on", "text_0": "目标", "kind_0": "long", "pay_days": "7", "again": "30"}
PASSAGE = {"kind": "bookmark", "chapter": 0, "start": 0, "end": 2}
PAPER = {"ticket": "paper_ticket", "number": "strip"}
BOOK = {"ticket": "book_ticket", "number": "strip", "picture": "strip"}
TEXT = {"ticket": "text_ticket", "asset_id": "sold_picture_id"}
DRILL = {"lesson_id": "drill_id"}
DRILL_FILE = {"ticket": "drill_ticket", "name": "drill_name"}
BOOKED = {"seen": "1", "starts_at": "2099-01-01T10:00", "minutes": "40", "place": "here"}
BOOKED_JSON = {"seen": 1, "starts_at": AT, "minutes": 40}
SIGNAL = {"kind": "hello", "tab": "0123456789abcdef"}
DRILLED = {"part": "index", "session": "{drill_session}", "number": 1, "seconds": 1, "cmi": {"score": 1}}
REFUSED = {"run_id": "refused_run_id"}
UNREAD, UNMARKED = {"inquiry_id": "unread_id"}, {"asset_id": "unmarked_id"}
LEAK, LEAK_JSON = {"copy": "{leak}"}, {"asset": "{leak}"}
JUDGED = {"review": "confirmed", "note": "问过本人"}
EXPORT = {"export": "{export}"}
EXPORT_JSON = {"asset": "{export}"}
SCREEN_JSON = {"on": True, "questions": [{"text": "目标"}]}
APPLICATION = {"version": 2, "answers": ["写书", "每周两篇", ""]}
COMPLAINT = COMPLAINED_OF | {"key": "6f1f9b0c-9f7e-4f0e-8d53-0d6a3c1d9a11", "truthful": "on"}
COMPLAINT_JSON = COMPLAINT | {"truthful": True}
COMPLAINED = {"code": "complaint_code"}
RECORDED = {"number": "record_number"}
RECORD_WANTED = {"course": "{slug}", "name": "林晓", "since": "2026-01-01", "until": "2026-11-01"}
# To all others it does not exist.
THEIR_RECORD = verdicts(MISSING, buyer=OPEN, owner=OPEN, operator=OPEN) | dict.fromkeys(NOBODY, LOGIN)

"""People, orders, money and learning as CSV (for a spreadsheet) and JSON (for a program), row by row."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Model, QuerySet

from zhiyu.access.models import Consumption, Grant, Pause
from zhiyu.accounts.models import Consent, RoleGrant, User
from zhiyu.campaigns.models import Campaign, Offer, Phase
from zhiyu.catalog.models import Course, Intake, Opens, Part, PreSale, Product
from zhiyu.coaching.models import Appointment, Delivery
from zhiyu.commerce.models import Order, OrderLine, Payment, Refund, WalletEntry
from zhiyu.complaints.models import Complaint, Word
from zhiyu.courseware.models import Attempt
from zhiyu.exporting.sinks import Sink
from zhiyu.gifts.models import Batch, Code, Gift
from zhiyu.invoices.models import Invoice, Reversal
from zhiyu.kernel.clock import SHANGHAI
from zhiyu.learning.models import Progress, ProvenDay
from zhiyu.ledger.models import Line
from zhiyu.live.models import LiveClass
from zhiyu.messaging.models import Message, Refusal, Send
from zhiyu.onsite.models import OnsiteClass, Seat
from zhiyu.promotions.models import Credit, CreditUse
from zhiyu.records.models import Record
from zhiyu.rooms import models as rooms
from zhiyu.screening.models import Application, Question, Screen
from zhiyu.works.models import Picture, Work

CHUNK = 2000
BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Table:
    name: str
    fields: Sequence[str]
    rows: QuerySet[Any]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        renamed = {name: F(path) for name, path in map(split, self.fields) if name != path}
        names = [split(one)[0] for one in self.fields]
        for row in self.rows.annotate(**renamed).values_list(*names).iterator(chunk_size=CHUNK):
            yield dict(zip(names, map(plain, row), strict=True))


def split(field: str) -> tuple[str, str]:
    """``"product=line__product__code"``: the column's name, and where its value is."""
    name, _sign, path = field.partition("=")
    return name, path or name


FIELDS = {
    "people": "id phone email name language is_active joined_at",
    "roles": "user_id role granted_at",
    "consents": "user_id agreement_key=agreement__key agreement_version=agreement__version at",
    "courses": "id code=product__code title=product__title price_fen=product__price_fen status=product__status"
    " published_at=product__published_at",
    "products": "code kind title price_fen status term_count term_unit once_a_person sold_alone opens_all"
    " outside_since sells_from sells_until opens_at sessions by_application counts_for_code=counts_for__code"
    " counts_days",
    "intakes": "id course_code=course__product__code product_code=product__code number name starts_on ends_on",
    "opens": "id opener_code=opener__code opened_code=opened__code ended_at",
    "bundle_parts": "id bundle_code=bundle__product__code part_code=product__code",
    "orders": "no buyer_id status total_fen balance_fen refunded_fen channel referrer created_at paid_at closed_at",
    "order_lines": "id order_no=order__no product_code=product__code title quantity unit_fen total_fen refunded_fen"
    " refund_days refund_percent refund_later_days=later_days parts to_buyer",
    "applications": "id product_code=product__code applicant_id status answers words sent_at decided_at decided_by_id"
    " pay_until order_no",
    "complaints": "id status kind place words proof capacity name contact sender_id sent_at due_at answer decided_by_id"
    " ended_at",
    "complaint_words": "id complaint_id by_school author_id words at",
    "works": "id owner_id course_code=course__product__code title note made_on audience line created_at hidden_at"
    " hidden_because",
    "work_pictures": "work_id number file=asset__name sha256=asset__sha256 asset_id",
    "screens": "id product_code=product__code pay_days again_days open_limit version updated_at",
    "screen_questions": "id screen_id position text kind required options",
    "payments": "id order_no=order__no provider reference amount_fen paid_at",
    "refunds": "no order_no=order__no payment_id status amount_fen balance_fen reason note provider_reference"
    " requested_at decided_at settled_at",
    "wallet_entries": "id user_id=wallet__user_id kind amount_fen balance_fen order_no=order__no source at",
    "invoices": "no order_no=order__no status kind name tax_no amount_fen item tax_code rate_bp number issued_on"
    " applied_at ended_at",
    "red_invoices": "invoice_no=invoice__no amount_fen because number needed_at done_at",
    "gifts": "id order_line_id=line_id giver_id receiver_id from_name message state created_at claimed_at returned_at",
    "code_batches": "id title product_code=product__code prefix size per_person valid_until note created_at",
    "redeem_codes": "id batch_id code state user_id redeemed_at revoked_at",
    "messages": "id recipient_id template version facts at read_at",
    "message_sends": "id message_id channel status because attempts begun_at ended_at",
    "message_refusals": "id person_id topic channel",
    "presales": "id product_code=product__code deposit_code=deposit__code worth_fen pays_from pays_until keeps"
    " told_open_at told_end_at cancelled_at created_at",
    "credits": "id user_id kind source paid_for_code=paid_for__code product_code=product__code title fen used_fen"
    " paid_fen valid_from valid_until voided_at",
    "credit_uses": "credit_id order_no product_code=product__code off_fen paid_fen at paid_at given_back_at",
    "campaigns": "id template title slug words day starts_at ends_at state created_at",
    "campaign_products": "id campaign_id product_code=product__code",
    "campaign_phases": "id campaign_id title words starts_at ends_at",
    "campaign_offers": "id phase_id deal_id coupon_id stopped",
    "grants": "id user_id product_code=product__code source valid_from valid_until sessions used revoked_at"
    " revoked_because",
    "live_classes": "id lesson_id title=lesson__title course_code=lesson__chapter__course__product__code host_id state"
    " starts_at minutes began_at ended_at is_film",
    "room_attendances": "id room_id user_id first_at last_at seconds",
    "room_messages": "id room_id n user_id part text state said_at",
    "room_questions": "id room_id user_id text state votes asked_at",
    "room_votes": "id poll_id poll_title=poll__title user_id option=picks__option__text at",
    "room_draws": "id room_id title among places seed seed_hash made_at drawn_at called_off_at",
    "room_winners": "draw_id place user_id=attendance__user_id number=attendance_id",
    "room_cards": "id room_id product_code=product__code deal_id shown_at down_at",
    "onsite_classes": "id lesson_id title=lesson__title course_code=lesson__chapter__course__product__code host_id"
    " state starts_at minutes place directions seats",
    "onsite_seats": "id onsite_class_id user_id state number booked_at came_at how by_id",
    "pauses": "id user_id plan_code=plan__code starts_at ends_at resumed_at by_staff",
    "deliveries": "id grant_id by_id given_on note noted_at undone_at=undoing__noted_at",
    "appointments": "id grant_id n host_id state starts_at minutes link delivery_id made_at",
    "opened_lessons": "grant_id lesson_id lesson_title=lesson__title at address agent",
    "progress": "user_id lesson_id lesson_title=lesson__title course_code=lesson__chapter__course__product__code"
    " position ranges watched_seconds proven pace completed_at completed_version updated_at",
    "proven_days": "user_id=progress__user_id lesson_id=progress__lesson_id on ms",
    "learning_records": "number user_id text signature key_name=key__name public_key=key__public issued_at",
    "scores": "user_id lesson_id lesson_title=lesson__title part completion success score best seconds rounds"
    " started_at completed_at updated_at",
    "ledger": "journal_id source=journal__source memo=journal__memo posted_at=journal__posted_at line_id=pk"
    " account_code=account__code amount_fen seal=journal__seal__number digest=journal__seal__digest",
}
MODELS: dict[str, type[Model]] = {
    "people": User,
    "roles": RoleGrant,
    "consents": Consent,
    "courses": Course,
    "products": Product,
    "intakes": Intake,
    "opens": Opens,
    "bundle_parts": Part,
    "orders": Order,
    "order_lines": OrderLine,
    "applications": Application,
    "complaints": Complaint,
    "complaint_words": Word,
    "works": Work,
    "work_pictures": Picture,
    "screens": Screen,
    "screen_questions": Question,
    "payments": Payment,
    "refunds": Refund,
    "wallet_entries": WalletEntry,
    "invoices": Invoice,
    "red_invoices": Reversal,
    "gifts": Gift,
    "code_batches": Batch,
    "redeem_codes": Code,
    "messages": Message,
    "message_sends": Send,
    "message_refusals": Refusal,
    "presales": PreSale,
    "credits": Credit,
    "credit_uses": CreditUse,
    "campaigns": Campaign,
    "campaign_products": Campaign.products.through,
    "campaign_phases": Phase,
    "campaign_offers": Offer,
    "grants": Grant,
    "deliveries": Delivery,
    "appointments": Appointment,
    "live_classes": LiveClass,
    "room_attendances": rooms.Attendance,
    "room_messages": rooms.Message,
    "room_questions": rooms.Question,
    "room_votes": rooms.Vote,
    "room_draws": rooms.Draw,
    "room_winners": rooms.Winner,
    "room_cards": rooms.Card,
    "onsite_classes": OnsiteClass,
    "onsite_seats": Seat,
    "pauses": Pause,
    "opened_lessons": Consumption,
    "progress": Progress,
    "proven_days": ProvenDay,
    "learning_records": Record,
    "scores": Attempt,
    "ledger": Line,
}


def tables() -> list[Table]:
    return [Table(name, fields.split(), QuerySet(MODELS[name]).order_by("pk")) for name, fields in FIELDS.items()]


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def cell(value: Any) -> Any:
    """What a spreadsheet would run as a formula is shown as text, with an apostrophe in front."""
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def write(table: Table, sink: Sink) -> int:
    """Both forms, read twice rather than kept; answers how many rows."""
    count = 0
    with sink.opened(f"data/{table.name}.csv") as out:
        line = io.StringIO()
        writer = csv.writer(line)
        line.write(BOM)
        writer.writerow([split(one)[0] for one in table.fields])
        for row in table:
            writer.writerow([cell(value) for value in row.values()])
            count += 1
            if line.tell() > 2**16:
                out.write(line.getvalue().encode())
                line.seek(0)
                line.truncate()
        out.write(line.getvalue().encode())
    with sink.opened(f"data/{table.name}.json") as out:
        comma = b"[\n"
        for row in table:
            out.write(comma + json.dumps(row, ensure_ascii=False).encode())
            comma = b",\n"
        out.write(b"\n]\n" if comma != b"[\n" else b"[]\n")
    return count

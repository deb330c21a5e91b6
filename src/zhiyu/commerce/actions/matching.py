"""Bill and books, line by line. What differs is explained, or stands in suspense until it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction

from zhiyu.commerce.models import Difference, Payment, PaymentAttempt, Refund, Statement, StatementRow
from zhiyu.commerce.statements import (
    day_span,
    difference_by_id,
    our_payments_unmatched,
    our_refunds_unmatched,
    statements_to_match,
)
from zhiyu.kernel.clock import now
from zhiyu.ledger.actions import post
from zhiyu.platform import audit

MATCHER = 0x62696C6C  # the advisory lock: "bill"
NEAR_MIDNIGHT = timedelta(minutes=30)
Kind, Because = Difference.Kind, Difference.Because
SILENT = {Refund.Status.APPROVED, Refund.Status.PROCESSING}


@dataclass(frozen=True, kw_only=True)
class Found:
    """One disagreement; ``key`` is what it is about, so that the next look finds the same row."""

    key: str
    kind: Difference.Kind
    off_fen: int
    order_id: int | None
    because: Difference.Because = Because.NOTHING


@transaction.atomic
def match_bills(*, provider: str) -> None:
    """Every day that is new or not yet at rest. One matcher at a time; twice is once."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [MATCHER])
    days = list(statements_to_match(provider))
    for statement in days:
        link_rows(statement)
    for statement in days:
        judge(statement)


def link_rows(statement: Statement) -> None:
    """Each line with what of ours it speaks of; of ours, each is spoken of once."""
    loose = list(statement.rows.filter(payment=None, refund=None).order_by("number"))
    references = [row.reference for row in loose if row.kind == "payment"]
    numbers = [row.out_no for row in loose if row.kind == "refund"]
    payments = {one.reference: one for one in our_payments_unmatched(statement.provider, references=references)}
    refunds = {one.no: one for one in our_refunds_unmatched(statement.provider, numbers=numbers)}
    for row in loose:
        if row.kind == "payment":
            row.payment = payments.pop(row.reference, None)
        else:
            row.refund = refunds.pop(row.out_no, None)
    StatementRow.objects.bulk_update(loose, ["payment", "refund"])


def judge(statement: Statement) -> None:
    known = {one.key: one for one in statement.differences.all()}
    for found in differences(statement):
        note(statement, known.pop(found.key, None), found)
    for gone in known.values():
        if gone.settled_at is None:
            settle(statement, gone)
    statement.matched_at = now()
    statement.save(update_fields=["matched_at", "postings"])


def differences(statement: Statement) -> Iterator[Found]:
    yield from of_lines(statement)
    yield from of_ours(statement)


def of_lines(statement: Statement) -> Iterator[Found]:
    """Lines that we do not have, or have with another amount."""
    seen: dict[str, int] = {}
    for row in statement.rows.select_related("payment", "refund").order_by("number"):
        name = f"{row.kind}:{row.reference if row.kind == 'payment' else row.out_no}"
        seen[name] = seen.get(name, 0) + 1
        key = name if seen[name] == 1 else f"{name}#{seen[name]}"
        sign = 1 if row.kind == "payment" else -1
        ours = row.payment or row.refund
        if ours is None:
            yield unknown(statement, row, key[:80], off_fen=sign * row.amount_fen)
        elif by_channel(ours) != row.amount_fen:
            off_fen = sign * (row.amount_fen - by_channel(ours))
            yield Found(key=key[:80], kind=Kind.OTHER_AMOUNT, off_fen=off_fen, order_id=ours.order_id)


def by_channel(ours: Payment | Refund) -> int:
    return ours.amount_fen if isinstance(ours, Payment) else ours.channel_fen


def unknown(statement: Statement, row: StatementRow, key: str, *, off_fen: int) -> Found:
    """A line without a counterpart may still speak of an order of ours, or of a refund that is on its way."""
    because = Because.NOTHING
    if row.kind == "refund":
        refund = Refund.objects.filter(no=row.out_no).first()
        order_id = refund.order_id if refund else None
        if refund and refund.status in SILENT:
            because = Because.UNDER_WAY
    else:
        attempts = PaymentAttempt.objects.filter(out_trade_no=row.out_no, provider=statement.provider)
        order_id = attempts.values_list("order_id", flat=True).first()
    return Found(key=key, kind=Kind.MISSING_HERE, off_fen=off_fen, order_id=order_id, because=because)


def of_ours(statement: Statement) -> Iterator[Found]:
    """What we have of that day and no bill speaks of. Around midnight the next day's bill may."""
    span = day_span(statement.day)
    for payment in our_payments_unmatched(statement.provider, span=span):
        because = midnight(statement, payment)
        key = f"payment:{payment.reference}"
        yield Found(
            key=key,
            kind=Kind.MISSING_THERE,
            off_fen=-payment.amount_fen,
            order_id=payment.order_id,
            because=because,
        )
    for refund in our_refunds_unmatched(statement.provider, span=span):
        because = midnight(statement, refund)
        key = f"refund:{refund.no}"
        yield Found(
            key=key, kind=Kind.MISSING_THERE, off_fen=refund.channel_fen, order_id=refund.order_id, because=because
        )


def midnight(statement: Statement, ours: Payment | Refund) -> Difference.Because:
    at = ours.paid_at if isinstance(ours, Payment) else ours.settled_at
    end = day_span(statement.day)[1]
    if at is None or at < end - NEAR_MIDNIGHT:
        return Because.NOTHING
    tomorrow = Statement.objects.filter(provider=statement.provider, day=statement.day + timedelta(days=1))
    return Because.NOTHING if tomorrow.filter(fetched_at__isnull=False).exists() else Because.MIDNIGHT


def note(statement: Statement, known: Difference | None, found: Found) -> None:
    """Write it down. What a person has settled stays settled, as long as it is what they settled."""
    if known is not None and known.settled_by_id and (known.kind, known.off_fen) == (found.kind, found.off_fen):
        return
    told = {"kind": found.kind, "because": found.because, "off_fen": found.off_fen, "order_id": found.order_id}
    unsettled = {"settled_at": None, "settled_by": None, "note": ""}
    one, _ = statement.differences.update_or_create(key=found.key, defaults={**told, **unsettled})
    book(statement, one, wanted_fen=0 if found.because else found.off_fen)


def settle(statement: Statement, one: Difference, *, actor_id: int | None = None, words: str = "") -> None:
    book(statement, one, wanted_fen=0)
    one.settled_at, one.settled_by_id, one.note = now(), actor_id, words[:200]
    one.save(update_fields=["settled_at", "settled_by", "note"])


def book(statement: Statement, one: Difference, *, wanted_fen: int) -> None:
    """Bring what stands in suspense for this difference to ``wanted_fen``: a posting, or its reverse."""
    delta = wanted_fen - one.booked_fen
    if not delta:
        return
    statement.postings += 1
    post(
        source=f"bill:{statement}/{statement.postings}",
        memo=f"{one.kind} {one.key}",
        lines=[(f"receivable:{statement.provider}", delta), ("suspense", -delta)],
    )
    one.booked_fen = wanted_fen
    one.save(update_fields=["booked_fen"])


def post_bill(statement: Statement) -> None:
    """The channel's fee of the day, or what a corrected bill changed of it. The caller holds and saves the row."""
    delta = statement.fee_fen - statement.booked_fee_fen
    if not delta:
        return
    statement.postings += 1
    post(
        source=f"bill:{statement}/{statement.postings}",
        memo=f"fee {statement}",
        lines=[(f"fees:{statement.provider}", delta), (f"receivable:{statement.provider}", -delta)],
    )
    statement.booked_fee_fen = statement.fee_fen


@transaction.atomic
def settle_difference(*, difference_id: int, actor_id: int, note: str) -> Difference:
    """A person knows what it is: out of suspense, with the reason. Said twice it is said once."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [MATCHER])
    one = difference_by_id(difference_id)
    if one.settled_at is not None:
        return one
    statement = Statement.objects.select_for_update().get(pk=one.statement_id)
    settle(statement, one, actor_id=actor_id, words=note)
    statement.save(update_fields=["postings"])
    audit.record(
        actor_id=actor_id,
        action="bill.settled",
        target=f"bill:{statement}",
        key=one.key,
        off_fen=one.off_fen,
        note=note[:200],
    )
    return one

"""A channel's bill of each day is fetched, kept line by line, and matched with our books."""

from datetime import date, timedelta

import structlog
from django.db import transaction

from zhiyu.commerce.actions.closing import look_up
from zhiyu.commerce.actions.matching import match_bills, post_bill
from zhiyu.commerce.actions.patience import in_turn
from zhiyu.commerce.actions.reconciling import ask_after
from zhiyu.commerce.models import Payment, PaymentAttempt, Refund, Statement, StatementRow
from zhiyu.commerce.payments import Bill, BillRow, ProviderError, provider, provider_names
from zhiyu.commerce.statements import days_due, rows_unknown, statement_by_id
from zhiyu.kernel.clock import now
from zhiyu.platform import audit

log = structlog.get_logger(__name__)
FIRST_WAIT = timedelta(minutes=20)
LONGEST_WAIT = timedelta(hours=6)
TOTALS = ("total_fen", "refund_fen", "fee_fen")


def fetch_bills() -> int:
    """Every day that is due, of every channel. Answers how many bills came."""
    came = 0
    for name in provider_names():
        for day in in_turn(days_due(name)):
            try:
                came += take_bill(provider_name=name, day=day)
            except Exception as error:  # whatever is odd about one day, the others are fetched
                log.exception("bill not taken", provider=name, day=f"{day:%Y-%m-%d}")
                record_trouble(provider=name, day=day, problem=f"{type(error).__name__}: {error}")
        match_bills(provider=name)
    return came


def take_bill(*, provider_name: str, day: date) -> bool:
    """Begin (committed), ask the channel, keep its answer, ask after what it tells anew, then match."""
    statement = begin_statement(provider=provider_name, day=day)
    try:
        bill = provider(provider_name).bill(day)
    except ProviderError as error:
        log.info("no bill yet", provider=provider_name, day=f"{day:%Y-%m-%d}", error=str(error))
        record_trouble(provider=provider_name, day=day, problem=str(error))
        return False
    record_bill(statement_id=statement.pk, bill=bill)
    learn_from_bill(statement)
    match_bills(provider=provider_name)
    return True


def check_bill(*, statement_id: int, actor_id: int) -> bool:
    """Fetch and match a day again, because a person asks. Answers whether the channel gave the bill."""
    statement = statement_by_id(statement_id)
    audit.record(actor_id=actor_id, action="bill.checked", target=f"bill:{statement}")
    return take_bill(provider_name=statement.provider, day=statement.day)


@transaction.atomic
def begin_statement(*, provider: str, day: date) -> Statement:
    """When to ask next is written before asking."""
    Statement.objects.get_or_create(provider=provider, day=day)
    statement = Statement.objects.select_for_update().get(provider=provider, day=day)
    statement.ask_at = now() + min(FIRST_WAIT * 2 ** min(statement.asked, 10), LONGEST_WAIT)
    statement.asked += 1
    statement.save(update_fields=["asked", "ask_at"])
    return statement


@transaction.atomic
def record_trouble(*, provider: str, day: date, problem: str) -> None:
    Statement.objects.filter(provider=provider, day=day).update(problem=problem[:200])


@transaction.atomic
def record_bill(*, statement_id: int, bill: Bill | None) -> None:
    """Keep the lines; the same bill again changes nothing. One that was corrected takes the old one's place."""
    statement = Statement.objects.select_for_update().get(pk=statement_id)
    wanted = bill.rows if bill else ()
    if statement.fetched_at is None or told(statement) != [said(row) for row in wanted]:
        statement.rows.all().delete()
        StatementRow.objects.bulk_create(
            StatementRow(statement=statement, number=number, **vars(row)) for number, row in enumerate(wanted, start=1)
        )
        statement.matched_at = None
    for name in TOTALS:
        setattr(statement, name, getattr(bill, name) if bill else 0)
    statement.fetched_at, statement.problem = now(), ""
    post_bill(statement)
    statement.save(update_fields=[*TOTALS, "fetched_at", "problem", "matched_at", "booked_fee_fen", "postings"])


def told(statement: Statement) -> list[tuple[object, ...]]:
    return [said(row) for row in statement.rows.order_by("number")]


def said(row: BillRow | StatementRow) -> tuple[object, ...]:
    return row.kind, row.out_no, row.reference, row.amount_fen, row.fee_fen, row.at


def learn_from_bill(statement: Statement) -> None:
    """What the bill knows and we do not is asked after: a lost notification ends here at the latest."""
    for row in rows_unknown(statement):
        try:
            learn(statement, row)
        except Exception:  # whatever is odd about one line, the others are learned from
            log.exception("bill line not learned from", bill=str(statement), line=str(row))


def learn(statement: Statement, row: StatementRow) -> None:
    if row.kind == "refund":
        refund = Refund.objects.filter(no=row.out_no).select_related("payment__attempt", "order").first()
        if refund is not None and refund.status in {Refund.Status.APPROVED, Refund.Status.PROCESSING}:
            ask_after(refund)
        return
    attempt = PaymentAttempt.objects.filter(out_trade_no=row.out_no, provider=statement.provider).first()
    known = Payment.objects.filter(provider=statement.provider, reference=row.reference).exists()
    if attempt is not None and not known:
        look_up(attempt)

from collections.abc import Sequence

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from zhiyu.kernel.clock import now
from zhiyu.ledger import chart
from zhiyu.ledger.canonical import START, mark, seal_digest
from zhiyu.ledger.errors import BookedDifferently, Unbalanced
from zhiyu.ledger.models import Account, Journal, Seal
from zhiyu.ledger.queries import lines_of, unsealed
from zhiyu.platform import plain

SEALER = 0x6C65646765  # the advisory lock: "ledge"
BATCH = 500
WAKING = "ledger.seal"
SEAL_AFTER = {"seconds": 1}
WOKEN = "select id from procrastinate_jobs where queueing_lock = %s and status = 'todo'"


# Journal and lines in one statement, and only when every account is there.
BOOK = """
with wanted as (select * from unnest(%(codes)s::text[], %(fen)s::bigint[]) with ordinality as w (code, fen, place)),
known as (select id, code from ledger_account where code = any(%(codes)s)),
made as (
    insert into ledger_journal (source, memo, posted_at)
    select %(source)s, %(memo)s, %(at)s where (select count(*) from known) = %(accounts)s
    on conflict (source) do nothing returning id
),
booked as (
    insert into ledger_line (journal_id, account_id, amount_fen)
    select made.id, known.id, wanted.fen from made, wanted join known using (code) order by wanted.place
    returning 1
)
select id, (select count(*) from booked) from made
"""


def post(*, source: str, memo: str, lines: Sequence[tuple[str, int]]) -> Journal:
    """Book ``source`` once: (account code, fen), debit positive, credit negative, in sum nothing.

    All or nothing by being one statement, so that a sale pays for no savepoint.
    """
    if len(lines) < 2 or sum(fen for _, fen in lines) != 0 or not all(fen != 0 for _, fen in lines):  # noqa: PLR2004
        raise Unbalanced
    journal = booked(source, memo[:120], lines)
    if journal is None:
        for code in sorted({code for code, _ in lines}):  # in one order: no deadlock
            account(code)
        journal = booked(source, memo[:120], lines)
    if journal is None:
        journal = Journal.objects.get(source=source)
        require_same(journal, lines)
        return journal
    transaction.on_commit(wake_sealer)
    return journal


def booked(source: str, memo: str, lines: Sequence[tuple[str, int]]) -> Journal | None:
    """None: the source is booked already, or an account has yet to be opened."""
    codes, at = [code for code, _ in lines], now()
    fen, accounts = [fen for _, fen in lines], len(set(codes))
    made = plain.row(BOOK, {"source": source, "memo": memo, "at": at, "codes": codes, "fen": fen, "accounts": accounts})
    if made is None:
        return None
    journal = Journal(pk=made[0], source=source, memo=memo, posted_at=at)
    journal._state.adding = False  # noqa: SLF001 -- it is in the database, by another door than save()
    return journal


def account(code: str) -> Account:
    found, _ = Account.objects.get_or_create(
        code=code, defaults={"kind": chart.entry(code).kind, "name": chart.name(code)}
    )
    return found


def require_same(journal: Journal, lines: Sequence[tuple[str, int]]) -> None:
    booked = sorted((line.account.code, line.amount_fen) for line in lines_of(journal))
    if booked != sorted(lines):
        raise BookedDifferently


def wake_sealer() -> None:
    """Outside the sale's transaction, so that sales never wait for one another; the minute's job is the net."""
    if plain.row(WOKEN, [WAKING]) is not None:
        return
    try:
        app.configure_task(name=WAKING, queueing_lock=WAKING, schedule_in=SEAL_AFTER).defer()
    except AlreadyEnqueued:
        return


@transaction.atomic
def seal_pending() -> int:
    """Chain what has been committed since. One sealer at a time; answers how many journals it sealed.

    A journal that commits late with a low id is found by the next pass: the chain follows seal numbers, not ids.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [SEALER])
        if cursor.fetchone() != (True,):
            return 0
    last = Seal.objects.order_by("-number").first()
    number, previous = (last.number, last.digest) if last else (0, START)
    waiting = list(unsealed()[:BATCH])
    for journal in waiting:
        number += 1
        marks = [mark(line) for line in lines_of(journal)]
        made = seal_digest(number=number, previous=previous, journal=journal, marks=marks)
        Seal.objects.create(number=number, journal=journal, marks=marks, previous=previous, digest=made)
        previous = made
    return len(waiting)


def seal_all() -> int:
    """Pass after pass until nothing waits, each in its own transaction."""
    sealed = 0
    while found := seal_pending():
        sealed += found
    return sealed

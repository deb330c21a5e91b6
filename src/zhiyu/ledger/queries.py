from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count, QuerySet, Sum

from zhiyu.ledger import chart
from zhiyu.ledger.canonical import START, mark, seal_digest
from zhiyu.ledger.models import Account, Journal, Line, Seal

CHUNK = 2000


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What ``zhiyu ledger verify`` prints. ``first_bad`` names the first line that is wrong, or is None."""

    journals: int
    lines: int
    sealed: int
    unsealed: int
    balances: dict[str, int]
    first_bad: str | None


def account_name(code: str) -> str:
    """In the reader's language; the row's own name is in that of its first booking."""
    return chart.name(code)


def lines_of(journal: Journal) -> QuerySet[Line]:
    return Line.objects.filter(journal=journal).select_related("account").order_by("pk")


def unsealed() -> QuerySet[Journal]:
    return Journal.objects.filter(seal__isnull=True).order_by("pk")


def balances() -> dict[str, int]:
    """Each account's balance in fen: debits positive, credits negative."""
    rows = Account.objects.annotate(sum=Sum("lines__amount_fen")).order_by("code")
    return {row.code: row.sum or 0 for row in rows}


def journals_about(prefix: str) -> QuerySet[Journal]:
    """Journals whose source begins with ``prefix``, with their lines, oldest first."""
    return Journal.objects.filter(source__startswith=prefix).prefetch_related("lines__account").order_by("pk")


@transaction.atomic
def verify() -> Figures:
    """Prove all balances and the chain of the sealed, on one snapshot of the books."""
    if connection.savepoint_ids == []:
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
    counts = Journal.objects.aggregate(journals=Count("pk"), sealed=Count("seal"))
    return Figures(
        journals=counts["journals"],
        lines=Line.objects.count(),
        sealed=Seal.objects.count(),
        unsealed=counts["journals"] - counts["sealed"],
        balances=balances(),
        first_bad=next(faults(), None),
    )


def faults() -> Iterator[str]:
    """Sealed journals in the chain's order, then the unsealed tail."""
    previous, expected = START, 0
    for seal, journal, lines in sealed_journals():
        expected += 1
        if seal.number != expected:
            yield f"seal {expected} is missing"
            expected = seal.number
        yield from line_faults(seal, journal, lines)
        yield from journal_faults(journal, lines)
        if seal.previous != previous:
            yield f"seal {seal.number} (journal {journal.pk}, {journal.source}) does not follow seal {expected - 1}"
        if seal.digest != seal_digest(number=seal.number, previous=previous, journal=journal, marks=seal.marks):
            yield f"journal {journal.pk} ({journal.source}) is not what seal {seal.number} sealed"
        previous = seal.digest
    for journal in unsealed().prefetch_related("lines__account").iterator(chunk_size=CHUNK):
        yield from journal_faults(journal, sorted(journal.lines.all(), key=lambda line: line.pk))


def sealed_journals() -> Iterator[tuple[Seal, Journal, Sequence[Line]]]:
    seals = Seal.objects.order_by("number").select_related("journal").prefetch_related("journal__lines__account")
    for seal in seals.iterator(chunk_size=CHUNK):
        yield seal, seal.journal, sorted(seal.journal.lines.all(), key=lambda line: line.pk)


def line_faults(seal: Seal, journal: Journal, lines: Sequence[Line]) -> Iterator[str]:
    """Which line differs from its mark: changed, missing, or never sealed."""
    found = {line.pk: line for line in lines}
    for pk, sealed in seal.marks:
        line = found.pop(pk, None)
        if line is None:
            yield f"line {pk} of journal {journal.pk} ({journal.source}) is missing"
        elif mark(line)[1] != sealed:
            yield f"line {pk} of journal {journal.pk} ({journal.source}) was changed after seal {seal.number}"
    for pk in found:
        yield f"line {pk} of journal {journal.pk} ({journal.source}) was added after seal {seal.number}"


def journal_faults(journal: Journal, lines: Sequence[Line]) -> Iterator[str]:
    off = sum(line.amount_fen for line in lines)
    if off or not lines:
        first = f"line {lines[0].pk} of " if lines else ""
        yield f"{first}journal {journal.pk} ({journal.source}): {len(lines)} lines, off by {off} fen"

"""The invoices' files, as the tax office gave them: one for one invoice, or many that say by name whose they are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from zhiyu.invoices.actions.applying import locked, note
from zhiyu.invoices.actions.issuing import record_issued
from zhiyu.invoices.errors import FileRefused, InvoiceStateError
from zhiyu.invoices.models import Invoice
from zhiyu.invoices.queries import invoice_for_file
from zhiyu.kernel.errors import DomainError
from zhiyu.media.actions import store_file
from zhiyu.media.errors import MediaRefused

LARGEST = 10 * 1024 * 1024
MIMES = {"application/pdf", "application/ofd"}
ENDINGS = {".pdf", ".ofd"}
# Ours: F and 18 digits, an order's 18; the tax office's 20, or 8 on the older kind.
NUMBERS = re.compile(r"F\d{18}|\d+", re.ASCII)
OFFICIAL = 20


@dataclass(frozen=True, kw_only=True)
class Placed:
    """What became of one of many files: the invoice it went to, or why it went nowhere."""

    name: str
    invoice: Invoice | None = None
    refusal: str = ""


def put_file(*, invoice_id: int, path: Path, name: str, actor_id: int) -> Invoice:
    """Whatever stood there before is replaced. The file is taken in before the row is locked."""
    if Path(name).suffix.lower() not in ENDINGS or path.stat().st_size > LARGEST:
        raise FileRefused
    asset = store_file(path=path, name=name, owner_id=actor_id, expect="file")
    if asset.mime not in MIMES:
        raise FileRefused
    with transaction.atomic():
        invoice = locked(invoice_id)
        if invoice.status not in {Invoice.Status.ISSUING, Invoice.Status.ISSUED, Invoice.Status.RED_NEEDED}:
            raise InvoiceStateError
        invoice.file = asset
        invoice.save(update_fields=["file"])
        note(invoice, "filed", actor_id=actor_id, name=asset.name)
    return invoice


def place_files(*, files: Sequence[tuple[Path, str]], actor_id: int) -> list[Placed]:
    """Each goes to the invoice that its name speaks of; a name with the official number issues it as well."""
    return [place(path, name, actor_id=actor_id) for path, name in files]


def place(path: Path, name: str, *, actor_id: int) -> Placed:
    said = NUMBERS.findall(Path(name).stem)
    official = [one for one in said if len(one) == OFFICIAL]
    invoice = invoice_for_file(nos=said, numbers=said)
    if invoice is None:
        return Placed(name=name)
    try:
        put_file(invoice_id=invoice.pk, path=path, name=name, actor_id=actor_id)
        if official and not invoice.number:
            record_issued(invoice_id=invoice.pk, number=official[0], actor_id=actor_id)
    except (DomainError, MediaRefused) as refusal:
        return Placed(name=name, refusal=str(refusal))
    return Placed(name=name, invoice=invoice)

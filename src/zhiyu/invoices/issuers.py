"""The port through which invoices are issued. By hand: a person types them into the tax office's own site."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, kw_only=True)
class Item:
    """One row of a 数电票; ``amount_fen`` holds the tax."""

    name: str
    tax_code: str
    quantity: int
    amount_fen: int
    rate_bp: int
    tax_fen: int


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All that the tax office wants to know. ``no`` never changes: asked twice, an issuer issues once."""

    no: str
    order_no: str
    kind: str
    name: str
    tax_no: str
    address: str
    phone: str
    bank: str
    account: str
    email: str
    items: Sequence[Item]


@dataclass(frozen=True, kw_only=True)
class Answer:
    number: str
    issued_on: date


class Issuer(Protocol):
    def issue(self, sheet: Sheet) -> Answer | None:
        """Called outside any transaction. None: not yet, somebody will come back with the number."""


class ByHand:
    """Nobody is called: the sheet goes out as a table, the number comes back by a person."""

    def issue(self, sheet: Sheet) -> Answer | None:
        del sheet
        return None


def issuer() -> Issuer:
    made: Issuer = import_string(settings.INVOICE_ISSUER)()
    return made

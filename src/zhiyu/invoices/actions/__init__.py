"""What can be done with titles and invoices. Every action on an invoice locks its order's row first, as refunds do."""

from zhiyu.invoices.actions.applying import apply, cancel
from zhiyu.invoices.actions.files import Placed, place_files, put_file
from zhiyu.invoices.actions.issuing import ask_issuer, record_issued, reject, save_seller, start_issuing
from zhiyu.invoices.actions.reversing import fit_to_kept, need_red, record_reversed
from zhiyu.invoices.actions.titles import remove_title, save_title

__all__ = [
    "Placed",
    "apply",
    "ask_issuer",
    "cancel",
    "fit_to_kept",
    "need_red",
    "place_files",
    "put_file",
    "record_issued",
    "record_reversed",
    "reject",
    "remove_title",
    "save_seller",
    "save_title",
    "start_issuing",
]

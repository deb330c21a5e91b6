from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiyu.invoices.errors import InvoiceStateError
from zhiyu.platform.live import tell


class Seller(models.Model):
    """What the school puts on its invoices. One row; before anybody saved it, these defaults."""

    offered = models.BooleanField(default=True)
    name = models.CharField(max_length=100, blank=True, default="")
    tax_no = models.CharField(max_length=18, blank=True, default="")
    # 项目名称's short class, its code among goods and services, and the rate in hundredths of a per cent.
    item = models.CharField(max_length=40, default="非学历教育服务")
    tax_code = models.CharField(max_length=19, default="3070201020000000000")
    rate_bp = models.PositiveSmallIntegerField(default=300)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(rate_bp__lte=2_000), name="seller_rate")]

    def __str__(self) -> str:
        return self.name


class Kind(models.TextChoices):
    PERSON = "person", _("个人")
    COMPANY = "company", _("企业")


class Buyer(models.Model):
    """To whom an invoice is made out. A title of the book, or what an invoice kept of it."""

    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=100)
    tax_no = models.CharField(max_length=18, blank=True, default="")
    address = models.CharField(max_length=100, blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    bank = models.CharField(max_length=80, blank=True, default="")
    account = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(max_length=254, blank=True, default="")

    FIELDS = ("kind", "name", "tax_no", "address", "phone", "bank", "account", "email")

    class Meta:
        abstract = True


class Title(Buyer):
    """One entry of a person's book of titles."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invoice_titles")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "kind", "name", "tax_no"], name="title_once"),
            models.CheckConstraint(condition=~Q(kind="company") | ~Q(tax_no=""), name="title_company_tax_no"),
        ]

    def __str__(self) -> str:
        return self.name


class Invoice(Buyer):
    """One invoice over lines of one order, from its application on. ``no`` is ours, ``number`` the tax office's."""

    class Status(models.TextChoices):
        APPLIED = "applied", _("待开票")
        ISSUING = "issuing", _("开票中")
        ISSUED = "issued", _("已开票")
        RED_NEEDED = "red_needed", _("待红冲")
        REVERSED = "reversed", _("已红冲")
        REJECTED = "rejected", _("未通过")
        CANCELLED = "cancelled", _("已取消")

    MOVES = {
        Status.APPLIED: {Status.ISSUING, Status.REJECTED, Status.CANCELLED},
        Status.ISSUING: {Status.ISSUED, Status.REJECTED},
        Status.ISSUED: {Status.RED_NEEDED},
        # Reversed in part, the rest of it holds.
        Status.RED_NEEDED: {Status.REVERSED, Status.ISSUED},
    }
    OPEN = [Status.APPLIED, Status.ISSUING]
    LIVE = [Status.APPLIED, Status.ISSUING, Status.ISSUED, Status.RED_NEEDED]

    no = models.CharField(max_length=32, unique=True)
    order = models.ForeignKey("commerce.Order", on_delete=models.PROTECT, related_name="invoices")
    status = models.CharField(max_length=12, choices=Status, default=Status.APPLIED)
    amount_fen = models.PositiveIntegerField()
    item = models.CharField(max_length=40)
    tax_code = models.CharField(max_length=19)
    rate_bp = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=20, blank=True, default="")
    issued_on = models.DateField(null=True)
    file = models.ForeignKey("media.Asset", on_delete=models.PROTECT, related_name="+", null=True)
    note = models.CharField(max_length=200, blank=True, default="")
    applied_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(status__in=["applied", "issuing"]), name="invoice_open_once"
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="invoice_number_once"),
            models.CheckConstraint(
                condition=~Q(status__in=["issued", "red_needed", "reversed"]) | ~Q(number=""), name="invoice_has_number"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="invoice_of_something"),
        ]
        indexes = [models.Index(fields=["status", "-id"], name="invoice_by_status")]

    def __str__(self) -> str:
        return self.no

    @property
    def tax_fen(self) -> int:
        return tax_in(self.amount_fen, self.rate_bp)

    def move_to(self, status: "Invoice.Status", **stamps: Any) -> None:
        if status not in self.MOVES.get(Invoice.Status(self.status), set()):
            raise InvoiceStateError
        self.status = status
        for name, value in stamps.items():
            setattr(self, name, value)
        self.save(update_fields=["status", *stamps])
        tell(f"order:{self.order.no}")


def tax_in(amount_fen: int, rate_bp: int) -> int:
    """The tax that a price holds, to the nearest fen, halves up."""
    whole = 10_000 + rate_bp
    return (2 * amount_fen * rate_bp + whole) // (2 * whole)


class InvoiceLine(models.Model):
    """One line of the order on the invoice. While ``live``, no other invoice may hold that line.

    ``red_fen`` of it must be or has been reversed; ``back_fen`` is what the refunds of the line gave back.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey("commerce.OrderLine", on_delete=models.PROTECT, related_name="invoice_lines")
    title = models.CharField(max_length=80)
    quantity = models.PositiveSmallIntegerField()
    amount_fen = models.PositiveIntegerField()
    red_fen = models.PositiveIntegerField(default=0)
    back_fen = models.PositiveIntegerField(default=0)
    paid_fen = models.PositiveIntegerField()
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=Q(live=True), name="invoice_line_live_once"),
            models.CheckConstraint(condition=Q(red_fen__lte=F("amount_fen")), name="invoice_red_within"),
            # Never more invoiced than paid and kept.
            models.CheckConstraint(
                condition=Q(live=False) | Q(amount_fen__lte=F("paid_fen") - F("back_fen") + F("red_fen")),
                name="invoice_within_kept",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Reversal(models.Model):
    """A red invoice, needed or made. One open at a time an invoice; what comes to need it meanwhile joins it."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="reversals")
    amount_fen = models.PositiveIntegerField()
    because = models.CharField(max_length=200, blank=True, default="")
    number = models.CharField(max_length=20, blank=True, default="")
    needed_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invoice"], condition=Q(done_at__isnull=True), name="reversal_open_once"),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="reversal_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.amount_fen}"

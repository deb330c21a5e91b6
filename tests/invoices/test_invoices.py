"""From the application to the number, step by step, each said twice."""

from datetime import date

import pytest
from pytest_django import Settings

from tests import make
from tests.invoices import made
from tests.jobs import run_jobs
from zhiyu.commerce.errors import NotRefundable
from zhiyu.invoices import actions, queries
from zhiyu.invoices.errors import (
    FileRefused,
    InvoiceOpen,
    InvoiceStateError,
    NothingToInvoice,
    NotOffered,
    NumberTaken,
    NumberWrong,
    RefundUnderway,
    TaxNoWrong,
    TooManyTitles,
)
from zhiyu.invoices.issuers import Answer, Sheet
from zhiyu.invoices.models import Invoice, InvoiceLine, Seller, Title, tax_in
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.platform.models import AuditEntry, Event

pytestmark = pytest.mark.django_db


def events() -> list[str]:
    return [one.name for one in Event.objects.filter(name__startswith="invoices.").order_by("pk")]


def test_an_order_is_invoiced_from_application_to_number() -> None:
    order = made.bought(make.course(title="水彩"), make.course(title="书法", price_fen=5_000))
    invoice = made.applied(order, company=True)
    assert (invoice.status, invoice.amount_fen, invoice.tax_no) == ("applied", 14_900, made.COMPANY)
    assert [(one.title, one.amount_fen) for one in invoice.lines.order_by("pk")] == [("水彩", 9_900), ("书法", 5_000)]

    assert actions.start_issuing(invoice_ids=[invoice.pk, invoice.pk], actor_id=1) == 1
    assert actions.start_issuing(invoice_ids=[invoice.pk], actor_id=1) == 0
    run_jobs()
    assert made.again(invoice).status == "issuing"  # by hand: nobody has issued it yet
    number = made.number()
    for _ in range(2):
        actions.record_issued(invoice_id=invoice.pk, number=f" {number} ", actor_id=1, issued_on=date(2026, 11, 3))
    invoice.refresh_from_db()
    assert (invoice.status, invoice.number, invoice.issued_on) == ("issued", number, date(2026, 11, 3))
    assert events() == ["invoices.applied", "invoices.started", "invoices.issued"]
    told = AuditEntry.objects.filter(target=f"invoice:{invoice.no}").order_by("pk").values_list("action", flat=True)
    assert list(told) == ["invoice.applied", "invoice.issuing", "invoice.issued"]


def test_an_order_has_one_open_invoice_and_no_line_twice() -> None:
    order = made.bought()
    invoice = made.applied(order)
    with pytest.raises(InvoiceOpen):
        made.applied(order)
    for _ in range(2):
        actions.cancel(buyer_id=order.buyer_id, invoice_id=invoice.pk)
    assert made.again(invoice).status == "cancelled"
    second = made.issued(order)
    with pytest.raises(NothingToInvoice):
        made.applied(order)
    assert list(InvoiceLine.objects.filter(live=True).values_list("invoice", flat=True)) == [second.pk]
    with pytest.raises(InvoiceStateError):
        actions.cancel(buyer_id=order.buyer_id, invoice_id=second.pk)


def test_what_was_not_paid_or_is_being_given_back_is_not_invoiced() -> None:
    pending = make.order()
    with pytest.raises(NothingToInvoice):
        made.applied(pending)
    free = make.order(of=make.course(price_fen=0))
    with pytest.raises(NothingToInvoice):
        made.applied(free)
    course = make.course(lessons=6)
    order = made.bought(course)
    make.opened(order.buyer, course)
    made.refunded(order)
    with pytest.raises(RefundUnderway):
        made.applied(order)
    actions.save_seller(actor_id=1, fields={"offered": False})
    with pytest.raises(NotOffered):
        made.applied(made.bought())
    assert not Invoice.objects.exists()


def test_nobody_invoices_or_sees_what_is_not_theirs() -> None:
    order, stranger = made.bought(), make.user()
    invoice = made.applied(order)
    theirs = made.title(stranger)
    for act in (
        lambda: actions.apply(buyer_id=stranger.pk, order_no=order.no, title_id=theirs.pk),
        lambda: actions.apply(buyer_id=order.buyer_id, order_no=made.bought(buyer=order.buyer).no, title_id=theirs.pk),
        lambda: actions.cancel(buyer_id=stranger.pk, invoice_id=invoice.pk),
        lambda: queries.invoice_of(stranger.pk, invoice.pk),
        lambda: queries.standing(stranger.pk, order.no),
        lambda: actions.save_title(
            owner_id=order.buyer_id, title_id=theirs.pk, fields={"kind": "person", "name": "甲"}
        ),
        lambda: actions.remove_title(owner_id=order.buyer_id, title_id=theirs.pk),
        lambda: actions.reject(invoice_id=999, actor_id=1, because="x"),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_number_is_the_tax_offices_and_is_used_once() -> None:
    first, second = made.issuing(made.bought()), made.issuing(made.bought())
    number = made.number()
    actions.record_issued(invoice_id=first.pk, number=number, actor_id=1)
    for wrong in ("", "123", "1" * 21, "2644 0000 0000 0000 000A"):
        with pytest.raises(NumberWrong):
            actions.record_issued(invoice_id=second.pk, number=wrong, actor_id=1)
    with pytest.raises(NumberTaken):
        actions.record_issued(invoice_id=second.pk, number=number, actor_id=1)
    with pytest.raises(InvoiceStateError):
        actions.record_issued(invoice_id=first.pk, number=made.number(), actor_id=1)
    with pytest.raises(InvoiceStateError):
        actions.record_issued(invoice_id=made.applied(made.bought()).pk, number=made.number(), actor_id=1)
    assert made.again(second).status == "issuing"


def test_a_refusal_says_why_and_frees_the_order() -> None:
    order = made.bought()
    invoice = made.issuing(order)
    with pytest.raises(Invalid):
        actions.reject(invoice_id=invoice.pk, actor_id=1, because="  ")
    for _ in range(2):
        actions.reject(invoice_id=invoice.pk, actor_id=1, because="抬头少一个字")
    assert (made.again(invoice).status, made.again(invoice).note) == ("rejected", "抬头少一个字")
    assert events() == ["invoices.applied", "invoices.started", "invoices.rejected"]
    assert made.applied(order).status == "applied"


def test_what_was_printed_wrongly_is_reversed_whole_and_asked_for_anew() -> None:
    order = made.bought()
    invoice = made.issued(order)
    with pytest.raises(Invalid):
        actions.need_red(invoice_id=invoice.pk, actor_id=1, because="")
    for _ in range(2):
        actions.need_red(invoice_id=invoice.pk, actor_id=1, because="抬头写错")
    assert (made.again(invoice).status, invoice.reversals.get().amount_fen) == ("red_needed", 9_900)
    number = made.number()
    for _ in range(2):
        actions.record_reversed(invoice_id=invoice.pk, number=number, actor_id=1)
    assert (made.again(invoice).status, invoice.reversals.get().number) == ("reversed", number)
    with pytest.raises(InvoiceStateError):
        actions.need_red(invoice_id=invoice.pk, actor_id=1, because="又错")
    with pytest.raises(InvoiceStateError):
        actions.record_reversed(invoice_id=invoice.pk, number=made.number(), actor_id=1)
    assert made.applied(order).amount_fen == 9_900


class BySelf:
    """An issuer as a provider's adapter would be one."""

    asked: list[Sheet] = []

    def issue(self, sheet: Sheet) -> Answer | None:
        self.asked.append(sheet)
        return Answer(number="2" * 20, issued_on=date(2026, 11, 28))


def test_a_channel_that_issues_by_itself_is_asked_outside_and_once(settings: Settings) -> None:
    settings.INVOICE_ISSUER = "tests.invoices.test_invoices.BySelf"
    BySelf.asked.clear()
    invoice = made.issuing(made.bought(make.course(title="水彩")))
    run_jobs()
    assert (made.again(invoice).status, made.again(invoice).number) == ("issued", "2" * 20)
    actions.ask_issuer(invoice_id=invoice.pk)
    (sheet,) = BySelf.asked
    assert (sheet.no, sheet.items[0].name, sheet.items[0].tax_fen) == (invoice.no, "*非学历教育服务*水彩", 288)


def test_tax_is_what_the_price_holds() -> None:
    assert [tax_in(10_600, 600), tax_in(10_300, 300), tax_in(9_900, 300), tax_in(1, 600), tax_in(9_900, 0)] == [
        600,
        300,
        288,
        0,
        0,
    ]


def test_the_settings_of_the_day_of_issue_are_printed() -> None:
    invoice = made.applied(made.bought())
    said = {"item": "信息技术服务", "tax_code": "3040205000000000000", "rate_bp": 600, "tax_no": made.COMPANY.lower()}
    for _ in range(2):
        actions.save_seller(actor_id=1, fields=said)
    actions.start_issuing(invoice_ids=[invoice.pk], actor_id=1)
    invoice.refresh_from_db()
    assert (invoice.item, invoice.rate_bp, invoice.tax_fen) == ("信息技术服务", 600, 560)
    assert (Seller.objects.get().tax_no, AuditEntry.objects.filter(action="invoice.seller_saved").count()) == (
        made.COMPANY,
        1,
    )
    with pytest.raises(TaxNoWrong):
        actions.save_seller(actor_id=1, fields={"tax_no": "1" * 18})


# --- titles --------------------------------------------------------------------------------------------------------


def test_a_title_is_kept_once_and_its_code_must_hold() -> None:
    owner = make.user()
    fields = {
        "kind": "company",
        "name": "某公司",
        "tax_no": "9135-0100 m000100y43",
        "bank": "某行",
        "email": "A@B.test",
    }
    first = actions.save_title(owner_id=owner.pk, fields=fields)
    assert (first.tax_no, first.email) == (made.COMPANY, "a@b.test")
    assert actions.save_title(owner_id=owner.pk, fields=fields).pk == first.pk
    with pytest.raises(TaxNoWrong):
        actions.save_title(owner_id=owner.pk, fields=fields | {"tax_no": "91350100M000100Y44"})
    for wrong in ({"kind": "x", "name": "甲"}, {"kind": "person", "name": " "}):
        with pytest.raises(Invalid):
            actions.save_title(owner_id=owner.pk, fields=wrong)
    person = actions.save_title(
        owner_id=owner.pk, fields={"kind": "person", "name": "甲", "tax_no": "1", "bank": "某行"}
    )
    assert (person.tax_no, person.bank) == ("", "")
    changed = actions.save_title(owner_id=owner.pk, title_id=person.pk, fields=fields)
    assert list(Title.objects.all()) == [changed]


def test_a_book_holds_twenty_titles() -> None:
    owner = make.user()
    for n in range(20):
        actions.save_title(owner_id=owner.pk, fields={"kind": "person", "name": f"甲{n}"})
    with pytest.raises(TooManyTitles):
        actions.save_title(owner_id=owner.pk, fields={"kind": "person", "name": "乙"})


def test_an_invoice_does_not_follow_its_title() -> None:
    order = made.bought()
    invoice = made.applied(order)
    actions.remove_title(owner_id=order.buyer_id, title_id=Title.objects.get().pk)
    assert made.again(invoice).name == "王芳"


# --- files ---------------------------------------------------------------------------------------------------------


def test_a_file_is_a_pdf_or_ofd_of_an_invoice_that_is_being_issued() -> None:
    invoice = made.issuing(made.bought())
    actor = invoice.order.buyer_id
    for name, body in (("a.exe", b"MZ"), ("a.txt", b"x"), ("a.pdf", b"%PDF-1.7\n" + b"0" * (10 * 1024 * 1024 + 9))):
        with pytest.raises(FileRefused):
            actions.put_file(invoice_id=invoice.pk, path=made.file(name, body), name=name, actor_id=actor)
    assert made.again(invoice).file is None
    waiting = made.applied(made.bought())
    with pytest.raises(InvoiceStateError):
        actions.put_file(invoice_id=waiting.pk, path=made.file(), name="a.pdf", actor_id=waiting.order.buyer_id)


def test_many_files_find_their_invoices_by_name() -> None:
    first, second, third = (made.issuing(made.bought()) for _ in range(3))
    issued = made.issued(made.bought())
    actor = first.order.buyer_id
    number = made.number()
    names = [
        f"dzfp_{first.no}_{number}.pdf",
        f"{second.order.no} 王芳.pdf",
        f"dzfp_{issued.number}_学堂_20261128.pdf",
        "没有号码.pdf",
        f"{third.no}.zip",
    ]
    placed = actions.place_files(files=[(made.file(), name) for name in names], actor_id=actor)
    assert [one.invoice.pk if one.invoice else None for one in placed] == [first.pk, second.pk, issued.pk, None, None]
    assert [bool(one.refusal) for one in placed] == [False, False, False, False, True]
    found = [made.again(one) for one in (first, second, third, issued)]
    assert [(one.status, one.file is not None) for one in found] == [
        ("issued", True),
        ("issuing", True),
        ("issuing", False),
        ("issued", True),
    ]
    assert found[0].number == number


def test_a_late_refund_is_refused_before_any_invoice_is_touched() -> None:
    course = make.course(lessons=6)
    order = made.bought(course)
    invoice = made.issued(order)
    make.opened(order.buyer, course, lessons=5)
    with pytest.raises(NotRefundable):
        made.refunded(order)
    assert made.again(invoice).status == "issued"

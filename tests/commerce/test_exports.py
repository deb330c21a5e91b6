"""Orders taken along as CSV and XLSX: the list's own filters, numbers as numbers, text as text, noted in the log."""

import csv
import zipfile
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from tests import make
from tests.access.viewers import content
from tests.commerce.fakepay import pay
from tests.commerce.test_learner_pages import browser, seen
from zhiyu.commerce import filters
from zhiyu.commerce.models import Order
from zhiyu.platform.models import AuditEntry

pytestmark = pytest.mark.django_db
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(book: bytes) -> list[list[tuple[str, str]]]:
    """Each cell of the first sheet: its type (``n`` for a number, ``inlineStr`` for text) and what it holds."""
    with zipfile.ZipFile(BytesIO(book)) as opened:
        sheet = ET.fromstring(opened.read("xl/worksheets/sheet1.xml"))  # noqa: S314 -- of our own making
        assert not [name for name in opened.namelist() if "sharedStrings" in name or "externalLink" in name]
    assert not list(sheet.iter(f"{MAIN}f"))
    return [
        [(cell.get("t", "n"), "".join(cell.itertext())) for cell in row.iter(f"{MAIN}c")]
        for row in sheet.iter(f"{MAIN}row")
    ]


def lines(client: Client, query: str = "") -> list[list[str]]:
    return list(csv.reader(StringIO(content(client.get(f"/studio/orders.csv{query}")).decode("utf-8-sig"))))


def test_a_spreadsheet_gets_numbers_of_yuan_and_text_that_stays_text() -> None:
    buyer = make.user(name='=HYPERLINK("http://thief.test")')
    pay(make.order(buyer=buyer, of=make.course(title="@SUM(A1)", price_fen=123_456)))
    answer = browser(make.user(role="finance")).get("/studio/orders.xlsx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="orders.xlsx"'
    headings, row = cells(content(answer))
    assert headings[5] == ("inlineStr", "实付（元）")
    assert row[2] == ("inlineStr", '=HYPERLINK("http://thief.test")')
    assert row[4] == ("inlineStr", "@SUM(A1)")
    assert (row[5], row[6]) == (("n", "1234.56"), ("n", "0"))
    assert row[1][0] == "n"  # a date is a number to a spreadsheet


def test_both_exports_hold_what_the_filters_show() -> None:
    first, second = make.course(title="水彩"), make.course(title="书法")
    for course in (first, first, second):
        pay(make.order(of=course))
    make.order(of=first)
    client = browser(make.user(role="finance"))
    for query, count in (
        ("", 4),
        ("?status=paid", 3),
        (f"?product={first.product.code}", 3),
        (f"?product={first.product.code}&money=paid", 2),
        ("?query=书法", 1),
        ("?month=1999-13", 0),
        ("?channel=-", 4),
        ("?channel=抖音", 0),
    ):
        assert len(lines(client, query)) == count + 1, query
        assert len(cells(content(client.get(f"/studio/orders.xlsx{query}")))) == count + 1, query
        assert seen(client, f"/studio/orders{query}").count('href="/studio/orders/2') == count, query


def test_an_export_is_noted_with_what_was_asked() -> None:
    client = browser(make.user(role="operator"))
    content(client.get("/studio/orders.csv?status=paid"))
    content(client.get("/studio/orders.xlsx"))
    noted = AuditEntry.objects.filter(action="orders.exported").order_by("pk").values_list("detail", flat=True)
    assert list(noted) == [{"form": "csv", "wanted": {"status": "paid"}}, {"form": "xlsx", "wanted": {}}]


def test_the_words_of_an_export_are_in_the_readers_language() -> None:
    pay(make.order())
    client = browser(make.user(role="finance"))
    client.cookies["zhiyu_language"] = "en"
    assert lines(client)[1][7] == "Paid"


def test_a_list_of_any_length_is_read_a_stretch_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "STRETCH", 2)
    orders = [make.order() for _ in range(5)]
    found = [order.no for order in filters.every(filters.Wanted())]
    assert found == [order.no for order in reversed(orders)]


@pytest.mark.parametrize("said", [{"month": "2026-11"}, {"since": "2026-02"}, {"reason": "no_time"}, {"money": "back"}])
def test_what_is_filtered_by_is_said_on_the_page_and_can_be_taken_away(said: dict[str, Any]) -> None:
    wanted = filters.Wanted.of(said)
    ((name, words),) = wanted.words()
    page = seen(browser(make.user(role="operator")), f"/studio/orders?{name}={said[name]}&status=paid")
    assert words in page
    assert 'href="?status=paid"' in page
    assert Order.objects.count() == 0

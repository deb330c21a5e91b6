"""Titles and invoices as buyers and bookkeepers use them, by page and by API."""

import csv
import html
import json
import zipfile
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.access.viewers import content
from tests.commerce.test_learner_pages import browser, seen
from tests.invoices import made
from zhiyu.accounts.actions.leaving import close_account, export_own_data, farewell
from zhiyu.accounts.models import User
from zhiyu.invoices import actions
from zhiyu.invoices.models import Invoice, Title
from zhiyu.kernel.clock import now
from zhiyu.platform.models import AuditEntry
from zhiyu.studio.queries import things_to_do

pytestmark = pytest.mark.django_db
COMPANY = {"kind": "company", "name": "某公司", "tax_no": made.COMPANY.lower(), "email": "a@b.test"}


def upload(name: str, body: bytes = made.PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body, "application/pdf")


def ofd() -> bytes:
    made_of = BytesIO()
    with zipfile.ZipFile(made_of, "w") as archive:
        archive.writestr("OFD.xml", "<ofd:OFD/>")
    return made_of.getvalue()


# --- the buyer -----------------------------------------------------------------------------------------------------


def test_from_the_order_to_the_request_in_one_form_and_then_by_a_saved_title() -> None:
    order = made.bought(make.course(title="水彩"))
    client = browser(order.buyer)
    page = seen(client, f"/me/orders/{order.no}")
    assert f'hx-get="/me/orders/{order.no}/invoice/card"' in page
    assert "申请发票" in seen(client, f"/me/orders/{order.no}/invoice/card")
    page = seen(client, f"/me/orders/{order.no}/invoice")
    assert ("统一社会信用代码" in page, "¥99" in page) == (True, True)

    wrong = client.post(f"/me/orders/{order.no}/invoice", COMPANY | {"tax_no": "91350100M000100Y44"})
    assert (wrong.status_code, "统一社会信用代码不对" in wrong.content.decode()) == (422, True)
    assert (
        client.post(f"/me/orders/{order.no}/invoice", COMPANY).headers["Location"] == f"/me/orders/{order.no}/invoice"
    )
    assert Invoice.objects.get().tax_no == made.COMPANY
    assert "待开票" in seen(client, f"/me/orders/{order.no}/invoice/card")
    again = client.post(f"/me/orders/{order.no}/invoice", COMPANY)
    assert (again.status_code, "已经有一张发票在开" in again.content.decode()) == (422, True)

    second = made.bought(buyer=order.buyer)
    title = Title.objects.get()
    page = seen(client, f"/me/orders/{second.no}/invoice")
    assert f'name="title" value="{title.pk}"' in page
    client.post(f"/me/orders/{second.no}/invoice", {"title": title.pk})
    assert Invoice.objects.filter(order=second).count() == 1
    assert seen(client, "/me/invoices").count("某公司") == 2


def test_a_request_can_be_taken_back_until_the_school_begins() -> None:
    invoice = made.applied(made.bought())
    client = browser(invoice.order.buyer)
    assert client.post(f"/me/invoices/{invoice.pk}/cancel").status_code == 302
    assert "申请发票" in seen(client, f"/me/orders/{invoice.order.no}/invoice")
    begun = made.issuing(invoice.order)
    assert client.post(f"/me/invoices/{begun.pk}/cancel").status_code == 409


def test_who_has_nothing_to_invoice_is_told_why() -> None:
    course = make.course(lessons=6)
    order = made.bought(course)
    make.opened(order.buyer, course)
    made.refunded(order)
    client = browser(order.buyer)
    assert "正在退款" in seen(client, f"/me/orders/{order.no}/invoice")
    assert "申请发票" not in seen(client, f"/me/orders/{order.no}/invoice/card")
    free = make.order(buyer=order.buyer, of=make.course(price_fen=0))
    assert "没有可以开票的金额" in seen(client, f"/me/orders/{free.no}/invoice")
    assert "invoice/card" not in seen(client, f"/me/orders/{free.no}")
    actions.save_seller(actor_id=1, fields={"offered": False})
    paid = made.bought(buyer=order.buyer)
    assert "不提供发票" in seen(client, f"/me/orders/{paid.no}/invoice")


def test_the_file_is_for_its_buyer_and_the_bookkeeper() -> None:
    invoice = made.issued(made.bought())
    actions.put_file(invoice_id=invoice.pk, path=made.file(), name="a.pdf", actor_id=invoice.order.buyer_id)
    buyer = browser(invoice.order.buyer)
    assert f"/me/invoices/{invoice.pk}/file" in seen(buyer, f"/me/orders/{invoice.order.no}/invoice/card")
    answer = buyer.get(f"/me/invoices/{invoice.pk}/file")
    assert (content(answer), invoice.number in answer.headers["Content-Disposition"]) == (made.PDF, True)
    assert answer.headers["Content-Disposition"].endswith(".pdf")
    assert content(browser(make.user(role="finance")).get(f"/studio/invoices/{invoice.pk}/file")) == made.PDF
    for other in (make.user(), make.user(role="operator")):
        assert browser(other).get(f"/me/invoices/{invoice.pk}/file").status_code == 404
        assert browser(other).get(f"/studio/invoices/{invoice.pk}/file").status_code == 403


def test_titles_are_kept_changed_and_removed() -> None:
    client = browser(make.user())
    assert "还没有抬头" in seen(client, "/me/invoices/titles")
    assert client.post("/me/invoices/titles/new", {"kind": "person", "name": ""}).status_code == 422
    client.post("/me/invoices/titles/new", COMPANY)
    title = Title.objects.get()
    assert made.COMPANY in seen(client, f"/me/invoices/titles/{title.pk}")
    client.post(f"/me/invoices/titles/{title.pk}", COMPANY | {"name": "改名公司"})
    assert "改名公司" in seen(client, "/me/invoices/titles")
    client.post(f"/me/invoices/titles/{title.pk}/remove")
    assert not Title.objects.exists()


# --- the bookkeeper ------------------------------------------------------------------------------------------------


def test_a_batch_goes_out_as_a_table_and_comes_back_as_numbers_and_files() -> None:
    invoices = [made.applied(made.bought(make.course(title=title))) for title in ("水彩", "书法", "=cmd|'/C calc'!A0")]
    client = browser(make.user(role="finance"))
    page = seen(client, "/studio/invoices")
    assert page.count('name="invoice"') == 3
    assert client.post("/studio/invoices/issue", {"invoice": []}).headers["Location"] == "/studio/invoices"
    answer = client.post("/studio/invoices/issue", {"invoice": [one.pk for one in invoices]})
    assert answer.headers["Location"] == "/studio/invoices?status=issuing"

    table = content(client.get("/studio/invoices.csv?status=issuing")).decode("utf-8-sig")
    headings, *rows = csv.reader(StringIO(table))
    assert (len(headings), [row[0] for row in rows]) == (17, [one.no for one in invoices])
    assert rows[0][10:16] == ["*非学历教育服务*水彩", "3070201020000000000", "1", "99.00", "3%", "2.88"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert AuditEntry.objects.filter(action="invoices.exported").count() == 1

    numbers = [made.number(), made.number()]
    typed = {f"number-{invoices[0].pk}": numbers[0], f"number-{invoices[1].pk}": "12", f"number-{invoices[2].pk}": ""}
    client.post("/studio/invoices/numbers", typed)
    page = html.unescape(seen(client, "/studio/invoices?status=issuing"))
    assert ("登记了 1 张" in page, "12：发票号码是 20 位数字" in page) == (True, True)
    files = [upload(f"dzfp_{numbers[0]}.pdf"), upload(f"{invoices[1].no}_{numbers[1]}.ofd", ofd()), upload("谁的.pdf")]
    client.post("/studio/invoices/files", {"files": files})
    page = seen(client, "/studio/invoices")
    assert ("放好了 2 个文件" in page, "谁的.pdf" in page) == (True, True)
    found = [made.again(one) for one in invoices]
    assert [(one.status, one.file.mime if one.file else "") for one in found] == [
        ("issued", "application/pdf"),
        ("issued", "application/ofd"),
        ("issuing", ""),
    ]


def test_one_invoice_is_issued_declined_and_reversed_on_its_page() -> None:
    invoice, other = made.issuing(made.bought()), made.applied(made.bought())
    client = browser(make.user(role="owner", name="林知"))
    address = f"/studio/invoices/{invoice.pk}"
    assert client.post(f"{address}/issued", {"number": "12"}).status_code == 422
    client.post(f"{address}/issued", {"number": made.number()})
    client.post(f"{address}/file/put", {"files": upload("a.pdf")})
    client.post(f"{address}/file/put", {"files": upload("a.exe", b"MZ")})
    assert "请上传 PDF 或 OFD" in seen(client, address)
    assert client.post(f"{address}/red", {"note": ""}).status_code == 422
    client.post(f"{address}/red", {"note": "抬头写错"})
    assert "冲 ¥99" in seen(client, address)
    assert "冲 ¥99" in seen(client, "/studio/invoices?status=red_needed")
    assert client.post(f"{address}/reversed", {"number": invoice.number or "1"}).status_code == 422
    client.post(f"{address}/reversed", {"number": made.number()})
    page = seen(client, address)
    assert all(words in page for words in ("申请发票", "开始开票", "开好，登记了号码", "抬头写错", "红冲完成", "林知"))
    client.post(f"/studio/invoices/{other.pk}/reject", {"note": "名称不全"})
    assert "名称不全" in seen(browser(other.order.buyer), f"/me/orders/{other.order.no}/invoice")


def test_what_was_refunded_shows_what_to_reverse() -> None:
    order = made.bought(make.course(title="水彩"), make.course(title="书法", price_fen=5_000))
    invoice = made.issued(order)
    client = browser(make.user(role="owner"))
    made.refunded(order, order.lines.get(title="书法").product.code)
    page = seen(client, f"/studio/invoices/{invoice.pk}")
    assert ("冲 ¥50" in page, "原因：订单退款" in page) == (True, True)
    assert f"/studio/invoices?query={order.no}" in seen(client, f"/studio/orders/{order.no}")
    assert "要红冲《书法》的 ¥50" in seen(client, f"/studio/refunds/{order.refunds.get().pk}")
    assert "¥50 已不再有效" in seen(browser(order.buyer), "/me/invoices")


def test_what_waits_stands_on_the_desk_of_whoever_keeps_the_books() -> None:
    made.applied(made.bought())
    actions.need_red(invoice_id=made.issued(made.bought()).pk, actor_id=1, because="写错")
    todos = things_to_do(can=lambda scope: scope == "money.read")
    assert [(one.count, one.page, one.query, one.urgent) for one in todos] == [
        (1, "invoices:studio_invoices", "status=red_needed", True),
        (1, "invoices:studio_invoices", "status=applied", False),
    ]
    assert things_to_do(can=lambda scope: scope == "refunds.decide") == []


def test_the_settings_are_saved_and_checked() -> None:
    client = browser(make.user(role="finance"))
    said = {"offered": "on", "item": "信息技术服务", "tax_code": "3" * 19, "rate_bp": "600", "tax_no": made.COMPANY}
    assert client.post("/studio/invoices/seller", said | {"tax_code": "1"}).status_code == 422
    assert client.post("/studio/invoices/seller", said | {"tax_no": "1" * 18}).status_code == 422
    assert client.post("/studio/invoices/seller", said).status_code == 302
    assert "信息技术服务" in seen(client, "/studio/invoices/seller")
    assert made.applied(made.bought()).rate_bp == 600


def test_invoices_are_found_by_what_people_know_of_them() -> None:
    invoice = made.issued(made.bought(buyer=make.person("13655551234", name="王阿姨")))
    made.applied(made.bought(buyer=make.person("13655555678", name="李叔")))
    client = browser(make.user(role="finance"))
    for query in (invoice.no, invoice.number, invoice.order.no, "13655551234", "王阿"):
        page = seen(client, f"/studio/invoices?query={query}")
        assert (f"/studio/invoices/{invoice.pk}" in page, "李叔" in page) == (True, False)
    assert "没有符合的发票" in seen(client, "/studio/invoices?query=nobody")
    assert "还没有人申请发票" not in seen(client, "/studio/invoices?status=cancelled")


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_database_as_often_for_three_as_for_one(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    buyer, finance = make.user(), make.user(role="finance")
    for _ in range(count):
        made.issued(made.bought(buyer=buyer))
    for user, path, shown, told in [(buyer, "/me/invoices", 5, 4), (finance, "/studio/invoices", 6, 4)]:
        client = browser(user)
        seen(client, path)
        with django_assert_num_queries(shown):
            page = seen(client, path)
        assert page.count("王芳") >= count
        api = f"/api/v1{path}"
        seen(client, api)
        with django_assert_num_queries(told):
            assert len(json.loads(seen(client, api))["items"]) == count


# --- the API -------------------------------------------------------------------------------------------------------


def call(user: User, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    sent = json.dumps(body or {})
    answer = Client().generic(method, f"/api/v1{path}", sent, "application/json", headers=make.bearer(user))
    assert answer.status_code == status, answer.content
    return json.loads(answer.content or b"null")


def test_programs_do_what_the_pages_do() -> None:
    order, finance = made.bought(make.course(title="水彩")), make.user(role="finance")
    buyer = order.buyer
    assert call(buyer, "GET", f"/orders/{order.no}/invoices") == {"may_apply": True, "amount_fen": 9_900, "items": []}
    assert call(buyer, "POST", "/me/invoice-titles", COMPANY | {"tax_no": "1"}, 422)["code"] == "tax_no_wrong"
    title = call(buyer, "POST", "/me/invoice-titles", COMPANY, 201)
    assert call(buyer, "PUT", f"/me/invoice-titles/{title['id']}", COMPANY | {"bank": "某行"})["bank"] == "某行"
    asked = call(buyer, "POST", f"/orders/{order.no}/invoices", {"title": title["id"]}, 201)
    refusal = call(buyer, "POST", f"/orders/{order.no}/invoices", {"title": title["id"]}, 409)
    assert (asked["status"], refusal["code"]) == ("applied", "invoice_open")
    call(buyer, "DELETE", f"/me/invoice-titles/{title['id']}", None, 204)
    assert call(buyer, "GET", "/me/invoice-titles")["items"] == []

    assert call(finance, "POST", "/studio/invoices/issue", {"invoices": [asked["id"], 999]}) == {"begun": 1}
    path = f"/studio/invoices/{asked['id']}"
    done = call(finance, "POST", f"{path}/issued", {"number": "2" * 20})
    assert (done["status"], done["tax_fen"], done["lines"][0]["title"]) == ("issued", 288, "水彩")
    assert call(finance, "POST", f"{path}/red", {"note": "写错"})["red_fen"] == 9_900
    assert call(finance, "POST", f"{path}/reversed", {"number": "3" * 20})["status"] == "reversed"
    assert call(finance, "GET", "/studio/invoices?status=reversed")["items"][0]["number"] == "2" * 20
    assert call(buyer, "GET", "/me/invoices")["items"][0]["status"] == "reversed"
    waiting = made.applied(order)
    assert call(buyer, "POST", f"/me/invoices/{waiting.pk}/cancel")["status"] == "cancelled"
    refused = made.applied(order)
    assert call(finance, "POST", f"/studio/invoices/{refused.pk}/reject", {"note": "不全"})["note"] == "不全"
    seller = call(finance, "GET", "/studio/invoices/seller")
    assert call(finance, "PUT", "/studio/invoices/seller", seller | {"rate_bp": 100})["rate_bp"] == 100


# --- what is kept about a person -----------------------------------------------------------------------------------


def test_who_leaves_takes_their_titles_along_and_is_no_more_on_what_the_law_keeps() -> None:
    order = made.bought()
    invoice = made.issued(order)
    actions.save_title(owner_id=order.buyer_id, fields=COMPANY)
    assert export_own_data(user_id=order.buyer_id)["invoices"]["invoices"][0]["number"] == invoice.number
    waiting = made.applied(made.bought(buyer=order.buyer))
    assert any("发票还在开" in words for words in farewell(order.buyer_id).stops)
    actions.cancel(buyer_id=order.buyer_id, invoice_id=waiting.pk)
    said = farewell(order.buyer_id)
    assert (said.stops, "2 个发票抬头" in said.lost, any("1 张开过的发票" in one for one in said.kept)) == (
        [],
        True,
        True,
    )
    User.objects.filter(pk=order.buyer_id).update(closing_at=now() - timedelta(days=1))
    assert close_account(user_id=order.buyer_id)
    assert not Title.objects.exists()
    assert set(Invoice.objects.values_list("name", "email")) == {("已注销", "")}
    assert made.again(invoice).number == invoice.number

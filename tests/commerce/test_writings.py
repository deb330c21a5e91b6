"""Articles and e-books, from the form to the file."""

from pathlib import Path

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import make
from tests.access.viewers import browser, content
from tests.commerce.fakepay import pay
from tests.media import films
from tests.media.epubs import epub
from zhiyu.access.models import Consumption
from zhiyu.catalog.actions import publish, put_ebook
from zhiyu.catalog.actions.books import bind_now
from zhiyu.catalog.actions.courses import CourseChanges
from zhiyu.catalog.actions.writings import EbookChanges
from zhiyu.catalog.errors import WrongAsset
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.catalog.queries import publish_check
from zhiyu.commerce.actions import preview_refund, request_refund
from zhiyu.commerce.errors import NotRefundable
from zhiyu.media.actions import store_file

pytestmark = pytest.mark.django_db
ABOUT = {
    "title": "一日一餐",
    "price": "9.90",
    "refund_days": "7",
    "inside": "on",
    "cover_design": "ink",
    "cover_hue": "9",
}


@pytest.fixture
def studio(client: Client) -> Client:
    client.force_login(make.user(role="creator"))
    return client


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def pdf(name: str = "book.pdf") -> Path:
    return films.wrong(name, b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")


def test_one_form_makes_an_article_and_one_click_sells_it(studio: Client) -> None:
    assert 'value="9.90"' in text(studio.get("/studio/articles/new"))
    studio.post("/studio/articles/new", {**ABOUT, "body": make.ARTICLE})
    course = Course.objects.select_related("product").get()
    address = f"/articles/{course.product.code}"
    assert (course.product.kind, course.product.outside_since) == ("article", None)
    assert Client().get(address).status_code == 404
    assert "只有你能看到" in text(studio.get(address))

    studio.post(f"/studio/writings/{course.pk}/publish")
    page = text(Client().get(address))
    assert "第 0 段" in page
    assert "第 5 段" not in page
    assert "¥9.90 读全文" in page
    for found in ("/", "/search?query=一日一餐", "/sitemap.xml"):
        assert address in text(Client().get(found))
    assert Client().get("/api/v1/courses").json()["items"] == []
    assert Client().get("/api/v1/articles").json()["items"][0]["slug"] == course.product.code
    assert Client().get(f"/courses/{course.product.code}").headers["Location"] == address
    assert Client().get(f"/api/v1/courses/{course.product.code}").status_code == 404

    studio.post(f"/studio/writings/{course.pk}", {**ABOUT, "body": "改过了。", "price": "12"})
    assert Product.objects.get().price_fen == 1_200
    studio.post(f"/studio/writings/{course.pk}/unpublish")
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"title": ""}, "请填写标题"), ({"price": "贵"}, "请填写金额"), ({"body": " \n "}, "请写下正文")],
)
def test_what_an_article_lacks_is_said_and_nothing_is_made(studio: Client, wrong: dict[str, str], words: str) -> None:
    answer = studio.post("/studio/articles/new", {**ABOUT, "body": "正文", **wrong})

    assert (answer.status_code, words in text(answer)) == (422, True)
    assert not Course.objects.exists()


def test_an_article_is_bought_and_read_on_one_address() -> None:
    course, reader = make.article(), make.user()
    pay(make.order(buyer=reader, of=course))
    page, address = browser(reader), f"/articles/{course.product.code}"
    assert "第 5 段" in text(page.get(address))
    read = page.get(f"/api/v1/articles/{course.product.code}").json()
    assert (read["open"], read["owned"], "第 5 段" in read["body"]) == (True, True, True)
    assert page.get(f"/lessons/{read['lesson']}").headers["Location"] == address
    assert Consumption.objects.count() == 1

    shelf = text(page.get("/me/learning"))
    assert f'href="{address}"' in shelf


def test_an_article_goes_back_until_it_was_opened() -> None:
    course, reader, unread = make.article(), make.user(), make.user()
    orders = {one: make.order(buyer=one, of=course) for one in (reader, unread)}
    for order in orders.values():
        pay(order)
    browser(reader).get(f"/articles/{course.product.code}")

    with pytest.raises(NotRefundable, match="没有打开过才可以退"):
        preview_refund(order_no=orders[reader].no, buyer_id=reader.pk)
    request_refund(order_no=orders[unread].no, buyer_id=unread.pk, reason="no_time")
    assert "第 5 段" not in text(browser(unread).get(f"/articles/{course.product.code}"))


def test_a_free_article_is_open_to_everybody() -> None:
    course = make.article(price_fen=0)
    address = f"/articles/{course.product.code}"
    assert "第 5 段" in text(Client().get(address))
    assert Client().get(f"/api/v1{address}").json()["open"] is True


def test_one_form_makes_an_ebook_that_its_buyers_download(studio: Client) -> None:
    book, sample = (store_file(path=pdf(name), name=name, owner_id=None) for name in ("book.pdf", "sample.pdf"))
    typed = {**ABOUT, "title": "早餐手册", "price": "29", "contents": "第一章 粥\n\n第二章 面", "intro": "讲**早餐**"}
    assert "请上传电子书文件" in text(studio.post("/studio/ebooks/new", typed))
    studio.post("/studio/ebooks/new", {**typed, "book": str(book.pk), "sample": str(sample.pk)})
    course = Course.objects.select_related("product").get()
    publish(course_id=course.pk, actor_id=None)
    address = f"/ebooks/{course.product.code}"
    shown = Client().get(f"/api/v1{address}").json()
    assert (shown["contents"], shown["form"], shown["url"]) == (["第一章 粥", "第二章 面"], "PDF", None)
    page = text(Client().get(address))
    for words in ("<strong>早餐</strong>", "第二章 面", "先下载试读", "立即购买"):
        assert words in page

    assert Client().get(f"/lessons/{shown['lesson']}/book").status_code == 403
    assert content(Client().get(shown["sample"])).startswith(b"%PDF")
    buyer = make.user()
    order = make.order(buyer=buyer, of=course)
    pay(order)
    client = browser(buyer)
    client.get(address)
    client.get(shown["sample"])
    assert preview_refund(order_no=order.no, buyer_id=buyer.pk).by_itself
    answer = client.get(client.get(f"/api/v1{address}").json()["url"])
    assert content(answer).startswith(b"%PDF")
    assert "no-store" in answer.headers["Cache-Control"]
    with pytest.raises(NotRefundable):
        preview_refund(order_no=order.no, buyer_id=buyer.pk)
    client.post(f"/lessons/{shown['lesson']}/complete")
    assert client.get(f"/api/v1{address}").json()["completed"] is True
    assert "读完了" in text(client.get("/me/learning"))


def test_a_corrected_book_and_another_sample_take_the_place_of_the_old() -> None:
    course = make.ebook()
    before = list(Lesson.objects.order_by("pk").values_list("pk", flat=True))
    better = make.book_file("better.pdf")
    about: CourseChanges = {"title": "早餐手册", "price_fen": 2_900}
    put_ebook(course_id=course.pk, actor_id=None, about=about, book_id=better.pk, sample_id=None)
    assert [one.asset_id for one in Lesson.objects.filter(free=False)] == [better.pk]
    assert Client().get(f"/api/v1/ebooks/{course.product.code}").json()["sample"] is None

    put_ebook(course_id=course.pk, actor_id=None, about=about, book_id=better.pk, sample_id=better.pk)
    assert list(Lesson.objects.order_by("pk").values_list("pk", flat=True)) == before
    assert Client().get(f"/api/v1/ebooks/{course.product.code}").json()["sample"]


def test_only_books_are_books(studio: Client) -> None:
    picture = store_file(path=films.picture(), name="a.png", owner_id=None)
    with pytest.raises(WrongAsset):
        put_ebook(course_id=None, actor_id=None, about={"title": "x"}, book_id=picture.pk, sample_id=None)
    answer = studio.post("/studio/ebooks/new", {**ABOUT, "book": str(picture.pk)})
    assert (answer.status_code, "PDF 或 EPUB" in text(answer)) == (422, True)


def test_a_free_ebook_is_taken_with_one_tap_and_a_member_has_them_all() -> None:
    free, paid, taker, member = make.ebook(price_fen=0), make.ebook(), make.user(), make.user()
    client = browser(taker)
    assert "免费领取" in text(client.get(f"/ebooks/{free.product.code}"))
    client.post(f"/courses/{free.product.code}/take")
    assert client.get(f"/api/v1/ebooks/{free.product.code}").json()["owned"] is True

    plan = make.plan()
    pay(make.order(buyer=member, of=make.variant(plan, "year")))
    assert browser(member).get(f"/api/v1/ebooks/{paid.product.code}").json()["owned"] is True
    assert "早餐手册" in text(Client().get(f"/plans/{plan.code}"))


def test_a_book_is_written_in_its_form_and_sold_once_it_is_bound(studio: Client) -> None:
    book = {**ABOUT, "source": "text", "text": "# 粥\n\n一份米。\n\n# 面\n\n两把面。", "shown": "1", "view_only": "on"}
    assert "请写下正文" in text(studio.post("/studio/ebooks/new", {**book, "text": " "}))
    studio.post("/studio/ebooks/new", book)
    course = Course.objects.select_related("product").get()
    assert "正在排成书" in text(studio.get(f"/studio/writings/{course.pk}"))
    lesson = Lesson.objects.get()
    assert (lesson.kind, lesson.preview_seconds, lesson.view_only, lesson.asset) == ("book", 1, True, None)

    bind_now(lesson.pk)
    studio.post(f"/studio/writings/{course.pk}/publish")

    page = text(Client().get(f"/ebooks/{course.product.code}"))
    assert ("先读前 1 章" in page, "面" in page, "两把面" in page) == (True, True, False)
    assert 'name="source" value="text"' in text(studio.get(f"/studio/writings/{course.pk}"))


def test_a_pdf_that_is_written_anew_is_a_file_to_take_until_it_is_bound() -> None:
    course, owner = make.ebook(), make.user()
    pay(make.order(buyer=owner, of=course))
    about: CourseChanges = {"title": "早餐手册", "price_fen": 2_900}
    written: EbookChanges = {"book_id": None, "sample_id": None, "text": "# 粥\n\n一份米。", "shown": 1}
    put_ebook(course_id=course.pk, actor_id=None, about=about, **written)
    client, address, lesson = browser(owner), f"/ebooks/{course.product.code}", Lesson.objects.get(kind="book")

    for view_only, offered in ((False, "下载 PDF"), (True, "正在排版")):
        written["view_only"] = view_only
        put_ebook(course_id=course.pk, actor_id=None, about=about, **written)
        page, told = text(client.get(address)), client.get(f"/api/v1{address}").json()
        assert ("0 章" in page, "开始阅读" in page, offered in page, told["readable"]) == (False, False, True, False)
    assert "正在处理" in text(client.get(f"/lessons/{lesson.pk}"))
    assert [one.code for one in publish_check(course)] == ["packaging"]

    waiting = ProcrastinateJob.objects.filter(queueing_lock=f"bind:{lesson.pk}")
    waiting.update(status="failed")
    page, editor = text(client.get(address)), browser(make.user(role="creator"))
    assert ("暂时读不了" in page, "一会儿就能读" in page) == (True, False), "one thing is said"
    said = text(editor.get(f"/studio/writings/{course.pk}"))
    assert ("没有排成" in said, "正在排成书" in said) == (True, False)
    waiting.update(status="todo")

    bind_now(lesson.pk)
    assert ("1 章" in text(client.get(address)), client.get(f"/api/v1{address}").json()["readable"]) == (True, True)


def test_a_locked_book_is_refused_in_its_form_with_the_reason(studio: Client, tmp_path: Path) -> None:
    locked = {"META-INF/encryption.xml": '<e><EncryptionMethod Algorithm="aes"/></e>'}
    path = epub(tmp_path / "a.epub", [("一", "<p>一</p>")], more=locked)
    file = store_file(path=path, name="a.epub", owner_id=None, expect="file")

    answer = studio.post("/studio/ebooks/new", {**ABOUT, "source": "file", "book": str(file.pk)})

    assert (answer.status_code, "DRM" in text(answer), Course.objects.exists()) == (422, True, False)

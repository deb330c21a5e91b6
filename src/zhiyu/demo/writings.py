"""Single things on the shelf of the demo school: two articles, an e-book to read, a lesson sold by itself."""

from pathlib import Path

from zhiyu.accounts.models import User
from zhiyu.catalog.actions import publish, put_ebook, sell_lesson, write_article
from zhiyu.catalog.actions.books import bind_now
from zhiyu.catalog.models import Lesson, Product
from zhiyu.catalog.queries import course_by_code, outline
from zhiyu.demo.past import ago

TEXTS = Path(__file__).resolve().parent / "writings"
BOOK, CHAPTERS = "早餐小册子", TEXTS / "breakfast-book"


def make_writings(*, owner: User) -> None:
    if Product.objects.filter(kind=Product.Kind.ARTICLE).exists():
        return
    with ago(days=9):
        write(owner, "每天一句好话", "七天，让饭桌上多一点热气", "one-kind-word", price_fen=590)
        write(owner, "在菜市场认当季的菜", "一季只记一样", "market-in-season", price_fen=0)
        put_book(owner)
    course = course_by_code("phone-family-photos")
    where = next(one for one in outline(course.pk).lessons if one.title == "站在哪里拍")
    sell_lesson(lesson_id=where.pk, price_fen=1_900, actor_id=owner.pk)


def write(owner: User, title: str, subtitle: str, name: str, *, price_fen: int) -> None:
    made = write_article(
        course_id=None,
        actor_id=owner.pk,
        about={
            "title": title,
            "subtitle": subtitle,
            "teacher": "林知",
            "price_fen": price_fen,
            "cover_design": "ink" if price_fen else "leaf",
            "cover_hue": 20 if price_fen else 120,
        },
        body=(TEXTS / f"{name}.md").read_text(),
        free=not price_fen,
    )
    publish(course_id=made.pk, actor_id=owner.pk)


def put_book(owner: User) -> None:
    made = put_ebook(
        course_id=None,
        actor_id=owner.pk,
        about={
            "title": BOOK,
            "subtitle": "一碗热的、一个蛋、一把绿",
            "teacher": "林知",
            "price_fen": 1_990,
            "intro": "四章，十分钟读完，照着吃一星期。\n\n**适合**早上总来不及、又想吃口热的人。",
            "cover_design": "strata",
            "cover_hue": 40,
        },
        book_id=None,
        text="\n\n".join(one.read_text() for one in sorted(CHAPTERS.glob("*.md"))),
        shown=1,
        sample_id=None,
    )
    bind_now(Lesson.objects.get(chapter__course=made).pk)
    publish(course_id=made.pk, actor_id=owner.pk)

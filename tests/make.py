"""Typed builders. Every argument has a boring default; say only what the test is about."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import count
from uuid import uuid4

from django.conf import settings
from django.test import Client

from zhiyu.access.actions import open_lesson
from zhiyu.accounts.actions import issue_token, open_device
from zhiyu.accounts.models import Device, RoleGrant, User
from zhiyu.catalog.actions import (
    add_intake,
    create_bundle,
    create_package,
    create_plan,
    edit_group,
    publish,
    publish_bundle,
    publish_intake,
    publish_package,
    publish_plan,
    put_ebook,
    sell_lesson,
    write_article,
)
from zhiyu.catalog.models import Bundle, Chapter, Course, Intake, Lesson, Package, Plan, Product
from zhiyu.commerce.actions import begin_attempt, place_order
from zhiyu.commerce.models import Order, PaymentAttempt
from zhiyu.commerce.pricing import quote_for
from zhiyu.kernel.clock import day_start, now
from zhiyu.media.models import Asset

_n = count(1)


def user(*, role: str | None = None, name: str = "") -> User:
    n = next(_n)
    made = User.objects.create(username=f"u{n}", phone=f"139{n:08d}", name=name or f"学员{n}")
    if role:
        RoleGrant.objects.create(user=made, role=role)
    return made


def person(phone: str, *, role: str | None = None, name: str = "") -> User:
    """Someone with a given phone, such as one of the demo's nine."""
    made = User.objects.create(username=f"u{next(_n)}", phone=phone, name=name)
    if role:
        RoleGrant.objects.create(user=made, role=role)
    return made


def login(client: Client, user: User) -> Device:
    """The browser's session with its device row, as the login page leaves it."""
    client.force_login(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return open_device(user=user, session_key=key, user_agent="", address=None)


def bearer(user: User) -> dict[str, str]:
    """Headers of an API client logged in as ``user``: ``client.get(path, headers=make.bearer(user))``."""
    token, _ = issue_token(user=user, user_agent="test", address=None)
    return {"Authorization": f"Bearer {token}"}


def course(
    *,
    price_fen: int = 9_900,
    stock: int | None = None,
    title: str = "七天写作营",
    lessons: int = 2,
    published: bool = True,
) -> Course:
    """A course with one chapter of article lessons, the first of them free when there are several."""
    n = next(_n)
    product = Product.objects.create(
        code=f"course-{n}",
        title=title,
        price_fen=price_fen,
        stock=stock,
        status=Product.Status.PUBLISHED if published else Product.Status.DRAFT,
        published_at=now() if published else None,
    )
    made = Course.objects.create(product=product)
    chapter = Chapter.objects.create(course=made, title="第一章")
    for i in range(lessons):
        Lesson.objects.create(
            chapter=chapter,
            title=f"第 {i + 1} 课",
            position=i,
            body=f"# 第 {i + 1} 课\n\n正文。",
            free=lessons > 1 and i == 0,
        )
    return made


def plan(
    *,
    opens: Sequence[Course] | None = None,
    prices: Mapping[str, int] | None = None,
    title: str = "全站会员",
    once: bool = True,
    on_sale: bool = True,
) -> Plan:
    """A membership of the whole site, or of the courses in ``opens``: by the month and by the year."""
    made = create_plan(
        actor_id=None,
        title=title,
        subtitle="",
        benefits="所有课程随时学\n新课上架当天就能学",
        opens_all=opens is None,
        opened={course.product_id for course in opens or []},
        prices={"month": 3_900, "year": 36_500} if prices is None else prices,
        days=7,
        once=once,
        refund_days=7,
        refund_percent=30,
    )
    return publish_plan(plan_id=made.pk, actor_id=None) if on_sale else made


def bundle(*parts: Course, price_fen: int = 15_000, title: str = "写作两门课", on_sale: bool = True) -> Bundle:
    made = create_bundle(
        actor_id=None,
        title=title,
        subtitle="",
        parts=[course.product_id for course in parts],
        price_fen=price_fen,
        refund_days=7,
        refund_percent=30,
    )
    return publish_bundle(bundle_id=made.pk, actor_id=None) if on_sale else made


def intake(
    course: Course,
    *,
    starts: int = 10,
    sells: tuple[int, int] = (0, 9),
    seats: int | None = 20,
    at_once: bool = False,
    on_sale: bool = True,
) -> Intake:
    """Days count from today: the class begins after ``starts`` of them and lasts four weeks."""
    today = day_start().date()
    made = add_intake(
        course_id=course.pk,
        actor_id=None,
        name="",
        starts_on=today + timedelta(days=starts),
        ends_on=today + timedelta(days=starts + 27),
        sells_from=today + timedelta(days=sells[0]),
        sells_until=today + timedelta(days=sells[1]),
        at_once=at_once,
        seats=seats,
        price_fen=19_900,
    )
    return publish_intake(intake_id=made.pk, actor_id=None) if on_sale else made


def package(
    *, sessions: int = 3, days: int | None = 90, price_fen: int = 30_000, refund_percent: int = 34, on_sale: bool = True
) -> Package:
    made = create_package(
        actor_id=None,
        title="一对一批改",
        subtitle="",
        intro="每次 40 分钟",
        booking="加老师微信",
        sessions=sessions,
        days=days,
        price_fen=price_fen,
        refund_days=7,
        refund_percent=refund_percent,
    )
    return publish_package(package_id=made.pk, actor_id=None) if on_sale else made


def community(*, on_sale: bool = True) -> Plan:
    """A membership that sells entry to a group, and no course."""
    made = create_plan(
        actor_id=None,
        title="早起写作群",
        subtitle="",
        benefits="每天一个题目",
        opens_all=False,
        opened=(),
        prices={"month": 2_900, "year": 29_900},
        days=7,
        once=True,
        refund_days=7,
        refund_percent=30,
        group_only=True,
    )
    qr = Asset.objects.create(
        id=uuid4(),
        kind=Asset.Kind.IMAGE,
        state=Asset.State.READY,
        name="qr.png",
        mime="image/png",
        size=1,
        sha256=uuid4().hex * 2,
    )
    edit_group(plan_id=made.pk, actor_id=None, name="早起写作群", note="扫码进群", qr_id=qr.pk)
    return publish_plan(plan_id=made.pk, actor_id=None) if on_sale else made


def variant(plan: Plan, unit: str) -> Product:
    """``month``, ``year`` …, or "" for ever."""
    return Product.objects.get(variant__plan=plan, term_unit=unit)


def order(*, buyer: User | None = None, of: Course | Product | None = None) -> Order:
    """An order as the checkout places it: pending, or paid at once when the course is free."""
    product = of if isinstance(of, Product) else (of or course(lessons=6)).product
    offer = quote_for([product.code], buyer_id=None)
    return place_order(
        buyer_id=(buyer or user()).pk,
        lines=[(product.code, 1)],
        shown_total_fen=offer.total_fen,
        accepted=[term.id for term in offer.terms],
    )


def attempt(order: Order, *, method: str = "native") -> PaymentAttempt:
    return begin_attempt(order_no=order.no, provider="wechat", method=method)


def opened(user: User, course: Course, *, lessons: int = 1) -> None:
    """The server has given out this many paid lessons whole."""
    for lesson in Lesson.objects.filter(chapter__course=course, free=False).order_by("pk")[:lessons]:
        open_lesson(user=user, lesson=lesson)


def single(lesson: Lesson, *, price_fen: int = 990) -> Product:
    """The product that is this lesson alone."""
    sell_lesson(lesson_id=lesson.pk, price_fen=price_fen, actor_id=None)
    return Product.objects.get(single__lesson=lesson)


ARTICLE = "\n\n".join(f"第 {n} 段，{'讲得很细。' * 12}" for n in range(6))


def article(*, price_fen: int = 990, title: str = "一日一餐", body: str = ARTICLE, on_sale: bool = True) -> Course:
    made = write_article(
        course_id=None,
        actor_id=None,
        about={"title": title, "subtitle": "好好吃饭", "teacher": "林知", "price_fen": price_fen},
        body=body,
        free=not price_fen,
    )
    return publish(course_id=made.pk, actor_id=None) if on_sale else made


def cover(picture: Asset) -> Course:
    """A course that shows a picture to everybody."""
    made = course()
    Course.objects.filter(pk=made.pk).update(cover_image=picture)
    return made


def book_file(name: str = "book.pdf", *, size: int = 1) -> Asset:
    """A row without its bytes."""
    return Asset.objects.create(
        kind="file", state="ready", name=name, mime="application/pdf", size=size, sha256="0" * 64
    )


def ebook(*, price_fen: int = 2_900, title: str = "早餐手册", sample: bool = True, on_sale: bool = True) -> Course:
    made = put_ebook(
        course_id=None,
        actor_id=None,
        about={"title": title, "price_fen": price_fen, "intro": "讲早餐。", "contents": "第一章 粥\n第二章 面"},
        book_id=book_file().pk,
        sample_id=book_file("sample.pdf").pk if sample else None,
    )
    return publish(course_id=made.pk, actor_id=None) if on_sale else made

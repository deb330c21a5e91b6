"""Typed builders. Every argument has a boring default; say only what the test is about."""

from itertools import count

from zhiyu.accounts.models import RoleGrant, User
from zhiyu.catalog.models import Chapter, Course, Lesson, Product
from zhiyu.kernel.clock import now

_n = count(1)


def user(*, role: str | None = None, name: str = "") -> User:
    n = next(_n)
    made = User.objects.create(username=f"u{n}", phone=f"139{n:08d}", name=name or f"学员{n}")
    if role:
        RoleGrant.objects.create(user=made, role=role)
    return made


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

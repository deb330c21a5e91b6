"""Two classes at a place: one today, whose door is open, and one to come with more people than seats."""

from collections.abc import Iterable
from datetime import timedelta

from zhiyu.accounts.models import User
from zhiyu.catalog.actions import add_chapter
from zhiyu.catalog.queries import course_by_code
from zhiyu.demo.evenings import SLUG
from zhiyu.kernel.clock import day_start, now
from zhiyu.onsite.actions import book, plan
from zhiyu.onsite.models import OnsiteClass

PLACE = "上海市长宁区愚园路 300 号 2 楼 林知工作室"
DIRECTIONS = """地铁 2 号线江苏路站 3 号口，出来右转走 5 分钟。
门口有绿色的“林知学堂”牌子，按门铃 201。
可以停自行车，汽车请停对面商场。"""


def meet(*, owner: User, learner: User, others: Iterable[User]) -> None:
    """Free, so that who is a guest of the demo school can book, too."""
    if OnsiteClass.objects.exists():
        return
    chapter_id = add_chapter(course_id=course_by_code(SLUG).pk, title="见面", actor_id=owner.pk).pk
    for title, starts_at, seats, people in (
        ("同城见面：带手机来，当场教", now() + timedelta(minutes=90), 12, [learner]),
        ("一起出门拍照：愚园路", day_start() + timedelta(days=10, hours=14), 3, [*others, learner]),
    ):
        one = plan(
            chapter_id=chapter_id,
            actor_id=owner.pk,
            title=title,
            starts_at=starts_at.replace(second=0, microsecond=0),
            minutes=120,
            place=PLACE,
            directions=DIRECTIONS,
            seats=seats,
            host_id=owner.pk,
            free=True,
        )
        for who in people:
            book(class_id=one.pk, user_id=who.pk)

"""To thank a teacher with money: an ordinary order of a product without a price, and the words that go with it."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.accounts.models import User
from zhiyu.catalog.actions import tip_jar
from zhiyu.catalog.queries import lesson as live_lesson
from zhiyu.commerce.actions import place_order
from zhiyu.commerce.models import Order
from zhiyu.tips.models import Tip
from zhiyu.tips.queries import require_tipping


@transaction.atomic
def give_tip(*, user: User, lesson_id: int, amount_fen: int, words: str = "") -> Order:
    """Asked again for the same sum before it is paid, it is the same order."""
    lesson = live_lesson(lesson_id)
    require_tipping(user, lesson)
    title = _("谢谢老师 · %(title)s") % {"title": lesson.chapter.course.product.title}
    jar = tip_jar(course_id=lesson.chapter.course_id, title=title)
    order = place_order(buyer_id=user.pk, lines=[(jar.product.code, 1)], shown_total_fen=amount_fen, accepted=[])
    Tip.objects.update_or_create(order=order, defaults={"lesson": lesson, "words": words[:120]})
    return order

"""Money that counts: a pre-sale with a deposit, an article whose price comes off a course, a larger membership."""

from datetime import timedelta

from zhiyu.accounts.models import User
from zhiyu.catalog.actions import add_chapter, add_lesson, create_course, edit_course, publish, set_counting
from zhiyu.catalog.actions import start_presale as start
from zhiyu.catalog.durations import Unit
from zhiyu.catalog.models import PreSale, Product
from zhiyu.catalog.queries import course_by_code
from zhiyu.demo.deals import in_days
from zhiyu.demo.history import SLEEP, buy
from zhiyu.demo.memberships import NOTES, variant_of
from zhiyu.demo.past import ago

TITLE = "一家人的年夜饭"


def make_credits(*, owner: User, learner: User) -> None:
    """She paid a deposit, read the article and holds the column: each counts towards what she sees next."""
    if PreSale.objects.exists():
        return
    sale = presell(owner)
    article = Product.objects.get(kind=Product.Kind.ARTICLE, price_fen__gt=0)
    sleep = course_by_code(SLEEP).product_id
    set_counting(product_id=article.pk, counts_for_id=sleep, days=30, actor_id=owner.pk)
    with ago(days=1):
        buy(learner, article.code)
        buy(learner, variant_of(NOTES, Unit.YEAR))
    buy(learner, sale.deposit.code)


def presell(owner: User) -> PreSale:
    """Published before the others, so that it stands behind them on the school's front."""
    with ago(days=80):
        course = create_course(title=TITLE, actor_id=owner.pk)
        edit_course(
            course_id=course.pk,
            actor_id=owner.pk,
            subtitle="八道菜，一个人也忙得过来",
            price_fen=39_900,
            cover_design="leaf",
            cover_hue=8,
            teacher="林知",
            in_membership=False,
        )
        chapter = add_chapter(course_id=course.pk, title="先定菜单", actor_id=owner.pk)
        add_lesson(
            chapter_id=chapter.pk,
            title="八道菜怎么选",
            actor_id=owner.pk,
            kind="article",
            body="# 八道菜怎么选\n\n两道凉的，四道热的，一道汤，一道甜的。\n\n能提前一天做好的，占一半。",
        )
        publish(actor_id=owner.pk, course_id=course.pk)
    first = in_days(10)
    return start(
        terms={
            "product_id": course.product_id,
            "deposit_fen": 5_000,
            "worth_fen": 10_000,
            "deposit_until": first,
            "pays_from": first + timedelta(days=1),
            "pays_until": first + timedelta(days=5),
            "keeps": False,
        },
        actor_id=owner.pk,
    )

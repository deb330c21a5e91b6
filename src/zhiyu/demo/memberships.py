"""What the demo school sells beside single courses: everything by the month or year, a column, two courses as one."""

from zhiyu.accounts.models import User
from zhiyu.catalog.actions import create_bundle, create_plan, edit_course, publish_bundle, publish_plan
from zhiyu.catalog.durations import Unit
from zhiyu.catalog.models import Plan, Product
from zhiyu.catalog.plans import plans_for_studio
from zhiyu.catalog.queries import course_by_code
from zhiyu.demo.past import ago

COLUMN = "linzhi-notes"
EVERYTHING, NOTES = "林知会员", "林知手记专栏"
PACK, PACKED = "安心生活两门课", ("phone-family-photos", "calm-before-sleep")


def open_memberships(*, owner: User) -> None:
    known = {plan.title for plan in plans_for_studio()}
    with ago(days=70):
        if EVERYTHING not in known:
            sell_everything(owner)
        if NOTES not in known:
            sell_column(owner)
        if not Product.objects.filter(kind=Product.Kind.BUNDLE).exists():
            sell_pack(owner)


def sell_everything(owner: User) -> None:
    plan = create_plan(
        actor_id=owner.pk,
        title=EVERYTHING,
        subtitle="一次开通，学堂里的课随便学",
        benefits="所有课程随时学，以后的新课也在内\n林知手记专栏每月两篇\n到期不会自动扣钱",
        opens_all=True,
        opened=(),
        prices={Unit.DAY: 100, Unit.MONTH: 3_900, Unit.YEAR: 29_900},
        days=7,
        once=True,
        refund_days=7,
        refund_percent=30,
    )
    publish_plan(plan_id=plan.pk, actor_id=owner.pk)


def sell_column(owner: User) -> None:
    course = course_by_code(COLUMN)
    edit_course(course_id=course.pk, actor_id=owner.pk, sold_alone=False)
    plan = create_plan(
        actor_id=owner.pk,
        title=NOTES,
        subtitle="每月两篇，一篇讲一件小事",
        benefits="订阅期内，所有手记随时看\n每月新写两篇",
        opens_all=False,
        opened=(course.product_id,),
        prices={Unit.MONTH: 900, Unit.QUARTER: 2_400, Unit.YEAR: 8_900},
        days=7,
        once=True,
        refund_days=7,
        refund_percent=30,
    )
    publish_plan(plan_id=plan.pk, actor_id=owner.pk)


def sell_pack(owner: User) -> None:
    bundle = create_bundle(
        actor_id=owner.pk,
        title=PACK,
        subtitle="白天拍下好时光，晚上放心睡一觉",
        parts=[course_by_code(code).product_id for code in PACKED],
        price_fen=9_900,
        refund_days=7,
        refund_percent=30,
    )
    publish_bundle(bundle_id=bundle.pk, actor_id=owner.pk)


def variant_of(title: str, unit: Unit) -> str:
    """The code of one of the two above."""
    plan: Plan = next(plan for plan in plans_for_studio() if plan.title == title)
    return next(one.code for one in plan.offers if one.term_unit == unit)

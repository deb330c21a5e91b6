"""A service that asks for an application first: one waits for the teacher, one may pay, one was told not yet."""

from zhiyu.accounts.models import User
from zhiyu.catalog.actions import create_package, publish_package
from zhiyu.catalog.models import Product
from zhiyu.demo.past import ago
from zhiyu.screening import actions
from zhiyu.screening.answering import Asked
from zhiyu.screening.models import Application
from zhiyu.screening.queries import questions_of

COACHED = "三个月摄影陪跑"
ASKED = [
    Asked(text="你的目标是什么？"),
    Asked(text="你目前的情况怎么样？"),
    Asked(text="平时用什么拍？", kind="choice", options=("手机", "微单", "单反")),
    Asked(text="为什么想现在开始？", required=False),
]


def ask_first(*, owner: User, waiting: User, welcome: User, early: User) -> None:
    if Application.objects.exists():
        return
    with ago(days=12):
        product = coached(owner)
    with ago(days=4):
        no = sent(early, product, ["拍好孙子", "刚买了手机，还没拍过", "手机", ""])
    with ago(days=3):
        actions.decline(
            application_id=no.pk,
            actor_id=owner.pk,
            words="先学完《手机拍好家人》，拍满一百张再来，那时候陪跑才值这个价。",
        )
    with ago(days=2):
        yes = sent(welcome, product, ["一年内办一次小区影展", "每周拍两次，有三百多张", "微单", "孩子今年毕业"])
    with ago(days=1):
        actions.approve(application_id=yes.pk, actor_id=owner.pk, words="作品我看了，很期待。付款后加我微信约第一次。")
    with ago(days=0, hours=5):
        sent(waiting, product, ["给父母拍一本相册", "会用手机，构图总是歪", "手机", "父亲下个月八十岁"])


def coached(owner: User) -> Product:
    made = create_package(
        actor_id=owner.pk,
        title=COACHED,
        subtitle="每周一次，一对一，一次只带五个人",
        intro="每周一次，每次一小时\n每周一个题目，逐张看\n结束时一起做一本相册",
        booking="加老师微信 linzhi-xuetang，备注“陪跑”。",
        sessions=12,
        days=120,
        price_fen=398_000,
        refund_days=7,
        refund_percent=10,
    )
    rules = actions.Rules(pay_days=7, again_days=30, open_limit=5)
    actions.set_screen(product_id=made.product_id, on=True, asked=ASKED, rules=rules, actor_id=owner.pk)
    return publish_package(package_id=made.pk, actor_id=owner.pk).product


def sent(who: User, product: Product, answers: list[str]) -> Application:
    version, _questions = questions_of(product.pk)
    return actions.apply(applicant_id=who.pk, code=product.code, version=version, answers=answers)

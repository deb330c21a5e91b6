"""What a product asks before it can be bought, written by who sells it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from zhiyu.catalog.actions import set_by_application
from zhiyu.catalog.models import Product
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit
from zhiyu.screening.answering import Asked, sound
from zhiyu.screening.errors import NeverScreened, QuestionsWrong
from zhiyu.screening.models import Question, Screen
from zhiyu.screening.queries import KINDS


@dataclass(frozen=True, kw_only=True)
class Rules:
    """``again_days`` None: who was declined cannot apply again. ``open_limit`` None: any number of approvals."""

    pay_days: int = 7
    again_days: int | None = 30
    open_limit: int | None = None


@transaction.atomic
def set_screen(*, product_id: int, on: bool, asked: Sequence[Asked], rules: Rules, actor_id: int) -> Screen:
    """The screen's row first, as approvals lock it, then the product's. Answers given before keep their questions."""
    product = Product.objects.filter(pk=product_id).first()
    if product is None:
        raise NotFound
    if product.kind not in KINDS:
        raise NeverScreened
    if not sound(asked):
        raise QuestionsWrong
    screen, _made = Screen.objects.select_for_update(no_key=True).get_or_create(product_id=product_id)
    set_by_application(product_id=product_id, on=on)
    screen.pay_days, screen.again_days, screen.open_limit = rules.pay_days, rules.again_days, rules.open_limit
    if [as_asked(one) for one in screen.questions.all()] != [*asked]:
        screen.questions.all().delete()
        Question.objects.bulk_create(
            Question(
                screen=screen,
                position=at,
                text=one.text,
                kind=one.kind,
                required=one.required,
                options=[*one.options],
            )
            for at, one in enumerate(asked)
        )
        screen.version += 1
    screen.save(update_fields=["pay_days", "again_days", "open_limit", "version", "updated_at"])
    facts = {"on": on, "questions": len(asked), "pay_days": rules.pay_days}
    audit.record(actor_id=actor_id, action="screening.screen_set", target=f"product:{product.code}", **facts)
    return screen


def as_asked(one: Question) -> Asked:
    return Asked(text=one.text, kind=one.kind, required=one.required, options=tuple(one.options))

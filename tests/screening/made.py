"""Builders: a product that asks for an application, and applications in each state."""

from collections.abc import Sequence

from tests import make
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Product
from zhiyu.screening.actions import Rules, apply, approve, decline, set_screen
from zhiyu.screening.answering import Asked, defaults
from zhiyu.screening.models import Application
from zhiyu.screening.queries import questions_of

ANSWERS = ["一年内写完一本书", "每周写两篇", ""]


def screened(
    product: Product | Course | None = None,
    *,
    asked: Sequence[Asked] | None = None,
    rules: Rules | None = None,
    on: bool = True,
) -> Product:
    """A course, unless another product is given, that asks the three usual questions."""
    found = product if isinstance(product, Product) else (product or make.course(lessons=4)).product
    owner = make.user(role="owner")
    set_screen(product_id=found.pk, on=on, asked=asked or defaults(), rules=rules or Rules(), actor_id=owner.pk)
    found.refresh_from_db()
    return found


def sent(product: Product, who: User | None = None, answers: Sequence[str] = ANSWERS) -> Application:
    version, _questions = questions_of(product.pk)
    return apply(applicant_id=(who or make.user()).pk, code=product.code, version=version, answers=answers)


def approved(product: Product, who: User | None = None, words: str = "") -> Application:
    return say_yes(sent(product, who), words)


def say_yes(one: Application, words: str = "") -> Application:
    return approve(application_id=one.pk, actor_id=make.user(role="operator").pk, words=words)


def say_no(one: Application, words: str = "") -> Application:
    return decline(application_id=one.pk, actor_id=make.user(role="operator").pk, words=words)

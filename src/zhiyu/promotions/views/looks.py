"""A promotion on the pages of what it is for: for rehearsals (``platform/looking.py``)."""

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyu.accounts.http import UserRequest
from zhiyu.catalog.intakes import sold_as
from zhiyu.catalog.models import Product
from zhiyu.catalog.pages import page_of
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid
from zhiyu.kernel.money import yuan
from zhiyu.platform.looking import Choice, Scene, picked
from zhiyu.platform.rehearsing import play
from zhiyu.promotions import actions, counting, results
from zhiyu.promotions.market import CreditKind, Kind
from zhiyu.promotions.models import Coupon
from zhiyu.promotions.results import Sample

BUYING = ".course-buy, [data-wall]"
PRICES = ".deal-strip, .course-buy, [data-wall]"
Options = Sequence[tuple[str, str]]


def visitor() -> str:
    return _("没买过、没登录的访客")


def deal_shown(request: UserRequest, deal_id: int) -> Scene:
    """Switched on, from the moment that it begins."""
    deal = actions.switch_deal(deal_id=deal_id, on=True, actor_id=request.user.pk)
    sample, page = sample_in(request, results.samples_of(deal))
    first = next(iter(deal.members.all()), None)
    eyes: Options = [("", visitor())]
    if deal.kind == Kind.NEWCOMER:
        eyes = [("newcomer", _("第一次来、刚登录的学员")), *eyes]
    if deal.kind == Kind.MEMBER and first:
        eyes = [("holder", _("有《%(title)s》的学员") % {"title": first.title}), *eyes]
    who = picked(request, "who", _("谁在看"), eyes)
    person = play(who.chosen, *([first] if who.chosen == "holder" else [])) if who.chosen else None
    return Scene(
        address=page_of(sample.product),
        who=dict(eyes)[who.chosen],
        person=person,
        at=deal.starts_at,
        sight=PRICES,
        notes=warnings(sample),
        choices=[page, *([who] if eyes[1:] else [])],
    )


def coupon_shown(request: UserRequest, coupon_id: int) -> Scene:
    """On the page where it is taken, and where it lowers the price for who has it."""
    coupon = actions.switch_coupon(coupon_id=coupon_id, on=True, actor_id=request.user.pk)
    sample, page = sample_in(request, results.samples_of(coupon))
    eyes: Options = [("held", _("有这张券的学员"))]
    if coupon.how == Coupon.How.CLAIM:
        eyes = [("", visitor()), *eyes]
    who = picked(request, "who", _("谁在看"), eyes)
    person, address = play("newcomer") if who.chosen else None, page_of(sample.product)
    if person and coupon.how == Coupon.How.CODE:
        sold = sold_as(sample.product)
        address = reverse("commerce:checkout", args=[sold.code], query={"code": coupon.code or ""})
    elif person:
        actions.give_coupon(coupon_id=coupon.pk, user_ids=[person.pk], actor_id=request.user.pk)
    return Scene(
        address=address,
        who=dict(eyes)[who.chosen],
        person=person,
        sight=PRICES,
        notes=warnings(sample),
        choices=[page, *([who] if eyes[1:] else [])],
    )


def sample_in(request: UserRequest, samples: Sequence[Sample]) -> tuple[Sample, Choice]:
    """The product that is looked at: the first one, until another is chosen in the frame."""
    if not samples:
        raise Invalid(_("还没有在卖的商品，先上架一个。"))
    options = [(str(one.product.pk), one.product.title) for one in samples]
    choice = picked(request, "product", _("哪个商品"), options)
    return next(one for one in samples if str(one.product.pk) == choice.chosen), choice


def warnings(sample: Sample) -> list[str]:
    said = []
    if sample.below_fen is not None:
        said.append(_("低于你定的底价 %(floor)s。") % {"floor": f"¥{yuan(sample.below_fen)}"})
    if not sample.quote.given:
        said.append(_("对这个商品没有效果：标价已经更低，或者没到门槛。"))
    return said


def counting_shown(request: UserRequest, product_id: int) -> Scene:
    """What is bought first says so to everybody; what it counts for is cheaper for who bought it."""
    first = counting.counting_of(product_id)
    target = first.counts_for
    assert target is not None  # noqa: S101 -- what the query asks for
    options = [
        ("", _("先买的《%(title)s》") % {"title": first.title}),
        ("target", _("再买的《%(title)s》") % {"title": target.title}),
    ]
    page = picked(request, "page", _("哪一页"), options)
    if not page.chosen:
        return Scene(address=page_of(first), who=visitor(), sight=BUYING, choices=[page])
    return Scene(
        address=page_of(target),
        who=_("买过《%(title)s》的学员") % {"title": first.title},
        person=buyer_of(first, target),
        sight=PRICES,
        choices=[page],
    )


def buyer_of(first: Product, target: Product) -> object:
    person = play("holder", first)
    actions.give_credit(
        actions.Earned(
            kind=CreditKind.TRIAL,
            user_id=person.pk,
            source=f"rehearsal:{first.pk}",
            paid_for_id=first.pk,
            product_id=target.pk,
            title=first.title,
            fen=first.price_fen,
            paid_fen=first.price_fen,
            valid_from=now(),
            valid_until=now() + timedelta(days=first.counts_days or 0),
        )
    )
    return person

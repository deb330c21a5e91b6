"""Reads of codes and gifts. Whose they are is in the name and in the WHERE."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from zhiyu.accounts.queries import found_people
from zhiyu.catalog.models import Product
from zhiyu.catalog.plans import SOLD_AS
from zhiyu.commerce.models import Order
from zhiyu.gifts.alphabet import key_of
from zhiyu.gifts.models import TO_CLAIM, Batch, Code, Gift
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound

PAID = [Order.Status.PAID, Order.Status.PARTLY_REFUNDED]
LINE = ("line__order", *(f"line__product__{one}" for one in SOLD_AS))
OF_BATCH = tuple(f"batch__product__{one}" for one in SOLD_AS)


def given_by(product: Product) -> list[int]:
    """What having it would give today: a bundle's parts, else itself."""
    if not product.composed:
        return [product.pk]
    return list(product.bundle.parts.order_by("pk").values_list("pk", flat=True))


# --- redeem codes --------------------------------------------------------------------------------------------------

STATES = {state.value: Count("codes", filter=Q(codes__state=state)) for state in Code.State}


def batches() -> QuerySet[Batch]:
    """Newest first, each with how many of its codes stand in which state."""
    return Batch.objects.select_related("product").annotate(**STATES).order_by("-pk")


def batch(batch_id: int) -> Batch:
    found = batches().filter(pk=batch_id).first()
    if found is None:
        raise NotFound
    return found


def codes_of(batch_id: int, *, state: str = "") -> QuerySet[Code]:
    found = Code.objects.filter(batch=batch_id).select_related("user").order_by("-pk")
    return found.filter(state=state) if state in Code.State.values else found


def code_in(batch_id: int, code_id: int) -> Code:
    found = codes_of(batch_id).filter(pk=code_id).first()
    if found is None:
        raise NotFound
    return found


def codes_like(query: str) -> list[Q]:
    word = query.strip()
    return [Q(key=key_of(word)), found_people(word, link="user")] if word else []


def known_code(typed: str) -> Code | None:
    return Code.objects.select_related(*OF_BATCH).filter(key=key_of(typed)).first()


def redeemed_by(user_id: int) -> QuerySet[Code]:
    return Code.objects.filter(user=user_id).select_related(*OF_BATCH).order_by("-redeemed_at")


def redeemed_whole(user_id: int, product_id: int) -> bool:
    """Whether a code gave somebody this product, be it as its parts."""
    return Code.objects.filter(user=user_id, state=Code.State.REDEEMED, batch__product=product_id).exists()


# --- gifts ---------------------------------------------------------------------------------------------------------


def gifts() -> QuerySet[Gift]:
    """Those that were paid for."""
    found = Gift.objects.filter(line__order__paid_at__isnull=False)
    return found.select_related("giver", "receiver", *LINE).order_by("-pk")


def gifts_given(user_id: int) -> QuerySet[Gift]:
    return gifts().filter(giver=user_id)


def gifts_received(user_id: int) -> QuerySet[Gift]:
    return gifts().filter(receiver=user_id).exclude(giver=user_id)


def gifts_of_order(user_id: int, no: str) -> Sequence[Gift]:
    """The giver's own; oldest first."""
    found = list(gifts_given(user_id).filter(line__order__no=no).order_by("pk"))
    if not found:
        raise NotFound
    return found


def gift_given(user_id: int, gift_id: int) -> Gift:
    found = gifts_given(user_id).filter(pk=gift_id).first()
    if found is None:
        raise NotFound
    return found


def gift_by_token(token: str) -> Gift:
    """The card: whoever has its address may see it."""
    found = gifts().filter(token=token).first()
    if found is None:
        raise NotFound
    return found


def due(at: datetime) -> QuerySet[Gift]:
    """Nobody came in time."""
    late = Gift.objects.filter(state=Gift.State.WAITING, line__order__paid_at__lte=at - TO_CLAIM)
    return late.filter(line__order__status__in=PAID).order_by("line__order", "pk")


STUDIO: dict[str, Q] = {
    "waiting": Q(state=Gift.State.WAITING),
    "claimed": Q(state=Gift.State.CLAIMED),
    "returned": Q(state=Gift.State.RETURNED),
}


def gifts_for_studio(*, state: str = "") -> QuerySet[Gift]:
    return gifts().filter(STUDIO[state]) if state in STUDIO else gifts()


def gifts_like(query: str) -> list[Q]:
    """The order's number; who gave or got it."""
    word = query.strip()
    if not word:
        return []
    people = [found_people(word, link="giver"), found_people(word, link="receiver")]
    return [Q(line__order__no=word), *people]


def counts_of_gifts() -> dict[str, int]:
    rows = gifts().order_by().values("state").annotate(n=Count("pk"))
    found = dict.fromkeys(Gift.State.values, 0) | {row["state"]: row["n"] for row in rows}
    return {"": sum(found.values())} | found


def soon_over(gift: Gift) -> bool:
    """In its last week."""
    return not gift.over and (gift.until - now()).days < 7  # noqa: PLR2004 -- a week

"""A code that somebody types: looked at first, then redeemed. Guesses are counted outside every transaction."""

from django.db import transaction

from zhiyu.access.actions import give, hold_rights
from zhiyu.access.queries import had, owned_for_ever
from zhiyu.accounts.actions import begin_try, excuse, forgive
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import hold_seats
from zhiyu.catalog.models import Product
from zhiyu.gifts.errors import AlreadyYours, CodeLimit, CodeOver, CodeUnknown, CodeUsed, HadTrial
from zhiyu.gifts.events import CodeRedeemed
from zhiyu.gifts.models import Code
from zhiyu.gifts.queries import given_by, known_code
from zhiyu.kernel.clock import now
from zhiyu.platform import audit
from zhiyu.platform.bus import publish

GUESS = "redeem"
State = Code.State


def look_up(*, typed: str, user: User, address: str | None) -> Code:
    """What a code would open for this person, or the reason why not.

    A look is a try, and one at a code that there is does not count; only a redeemed code forgives those before it:
    else a code that one has and never uses would pay for endless guesses.
    """
    begin_try(what=GUESS, account=str(user.pk), address=address, user=user)
    code = known_code(typed)
    if code is None:
        raise CodeUnknown
    excuse(what=GUESS, account=str(user.pk), address=address)
    if not is_own(code, user.pk):
        require_good(code, user_id=user.pk)
        require_new(user.pk, code.batch.product)
    return code


def redeem(*, typed: str, user: User, address: str | None) -> Code:
    code = look_up(typed=typed, user=user, address=address)
    if is_own(code, user.pk):
        return code
    done = take(code_id=code.pk, user_id=user.pk)
    forgive(what=GUESS, account=str(user.pk), address=address)
    return done


def is_own(code: Code, user_id: int) -> bool:
    """Redeemed by the same person before: said again it is the same answer."""
    return code.state == State.REDEEMED and code.user_id == user_id


@transaction.atomic
def take(*, code_id: int, user_id: int) -> Code:
    """The code's row, then one at a time for each person: of two devices with one code, one gets it."""
    found = Code.objects.select_for_update(of=("self",)).select_related("batch__product__bundle")
    code = found.get(pk=code_id)
    if is_own(code, user_id):
        return code
    hold_rights(user_id=user_id)
    require_good(code, user_id=user_id)
    product = code.batch.product
    require_new(user_id, product)
    code.move_to(State.REDEEMED, user_id=user_id, nth=next_of(code, user_id), redeemed_at=now())
    given = Product.objects.filter(pk__in=given_by(product)).order_by("pk")
    for one in given:
        give(user_id=user_id, product=one, source=code.source)
    publish(CodeRedeemed(code_id=code.pk, batch_id=code.batch_id, user_id=user_id, product_id=product.pk))
    audit.record(actor_id=user_id, action="code.redeemed", target=f"batch:{code.batch_id}", code=code.pk)
    for product_id in sorted({product.pk, *(one.pk for one in given)}):  # last, since buyers wait at these rows
        hold_seats(product_id=product_id)
    return code


def require_good(code: Code, *, user_id: int) -> None:
    if code.state == State.REDEEMED:
        raise CodeUsed
    if code.state == State.REVOKED or code.batch.over:
        raise CodeOver
    if next_of(code, user_id) > code.batch.per_person:
        raise CodeLimit


def next_of(code: Code, user_id: int) -> int:
    """The first number that this person has not used in the batch; a code taken back frees its own."""
    held = Code.objects.filter(batch=code.batch_id, user=user_id, state=State.REDEEMED)
    used = set(held.values_list("nth", flat=True))
    return next(n for n in range(1, len(used) + 2) if n not in used)


def require_new(user_id: int, product: Product) -> None:
    """It would add something to what somebody has; else it stays for somebody else."""
    given = given_by(product)
    if not product.again and owned_for_ever(user_id, given).issuperset(given):
        raise AlreadyYours
    if product.once_a_person and had(user_id, [product.pk]):
        raise HadTrial

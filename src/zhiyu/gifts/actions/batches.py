"""Redeem codes are made, and taken out of use."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zhiyu.access.actions import lock_grants, revoke
from zhiyu.catalog.actions import release_seats
from zhiyu.catalog.models import Product
from zhiyu.gifts.alphabet import key_of, new_code
from zhiyu.gifts.events import CodeTakenBack
from zhiyu.gifts.models import Batch, Code
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.platform import audit
from zhiyu.platform.bus import publish

MOST = 10_000
AT_ONCE = 1_000
State = Code.State


@dataclass(frozen=True, kw_only=True)
class BatchTerms:
    title: str
    size: int
    prefix: str = ""
    per_person: int = 1
    valid_until: datetime | None = None
    note: str = ""


@transaction.atomic
def make_batch(*, actor_id: int, product_code: str, terms: BatchTerms) -> Batch:
    """As many codes as asked, no two alike however they are typed."""
    product = Product.objects.filter(code=product_code, status=Product.Status.PUBLISHED).first()
    if product is None:
        raise NotFound
    over = terms.valid_until is not None and terms.valid_until <= now()
    if over or not 1 <= terms.size <= MOST or not 1 <= terms.per_person <= MOST:
        raise Invalid
    made = Batch.objects.create(
        title=terms.title[:40],
        product=product,
        prefix=in_front(terms.prefix),
        size=terms.size,
        per_person=terms.per_person,
        valid_until=terms.valid_until,
        note=terms.note[:200],
        made_by_id=actor_id,
    )
    codes: dict[str, str] = {}
    while len(codes) < terms.size:
        code = new_code(made.prefix)
        codes.setdefault(key_of(code), code)
    rows = [Code(batch=made, code=code, key=key) for key, code in codes.items()]
    Code.objects.bulk_create(rows, batch_size=AT_ONCE)
    audit.record(
        actor_id=actor_id, action="codes.made", target=f"batch:{made.pk}", size=terms.size, product=product.code
    )
    return made


def in_front(typed: str) -> str:
    """Letters and digits only, so that it stands in front without a space of its own."""
    return "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())[:8]


@transaction.atomic
def revoke_unused(*, batch_id: int, actor_id: int) -> int:
    """No code of the batch that nobody has used opens anything any more. Answers how many they were."""
    ended = Code.objects.filter(batch=batch_id, state=State.FREE).update(state=State.REVOKED, revoked_at=now())
    if ended:
        audit.record(actor_id=actor_id, action="codes.revoked", target=f"batch:{batch_id}", size=ended)
    return ended


@transaction.atomic
def revoke_code(*, code_id: int, actor_id: int) -> Code:
    """One code; what it gave ends with it, and its seat is free. Said twice it is done once."""
    code = Code.objects.select_for_update(of=("self",)).select_related("batch").filter(pk=code_id).first()
    if code is None:
        raise NotFound
    if code.state == State.REVOKED:
        return code
    used = code.state == State.REDEEMED
    code.move_to(State.REVOKED, revoked_at=now())
    if used:
        end_grants(code)
        publish(CodeTakenBack(code_id=code.pk, user_id=code.user_id or 0))
    audit.record(actor_id=actor_id, action="code.revoked", target=f"batch:{code.batch_id}", code=code.pk, used=used)
    return code


def end_grants(code: Code) -> None:
    held = lock_grants(sources=[code.source])
    for grant in held:
        revoke(source=code.source, product_id=grant.product_id, because="code_revoked")
    for product_id in sorted({code.batch.product_id, *(grant.product_id for grant in held)}):
        release_seats(product_id=product_id)

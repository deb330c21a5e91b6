import hashlib
import secrets
from datetime import UTC, date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

from zhiyu.accounts.locks import hold
from zhiyu.catalog.models import Course
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit, vault
from zhiyu.platform.school import school
from zhiyu.records import queries
from zhiyu.records.errors import BadPeriod, CannotSign, NothingLearned
from zhiyu.records.models import Record, SigningKey
from zhiyu.records.papers import FORM, canonical, plain, signed

# Read from paper and typed: no sign is taken for another. 16 of them cannot be guessed.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
NUMBER_SIGNS = 16
KEY_NAME = 16
SIGNING = "records:key"


@transaction.atomic
def issue_record(
    *, user_id: int, course: str, name: str, since: date, until: date, actor_id: int | None
) -> queries.Issued:
    """Write down and sign what was learned; the same facts again are the same record, of each key."""
    if not since <= until <= queries.today():
        raise BadPeriod
    of = Course.objects.select_related("product").filter(product__code=course).first()
    if of is None:
        raise NotFound
    facts = facts_of(user_id=user_id, course=of, name=name, since=since, until=until)
    digest = hashlib.sha256(canonical(facts)).hexdigest()
    hold(SIGNING)
    mine = Record.objects.select_related("key").filter(user=user_id, digest=digest)
    known = mine.filter(key__retired_at=None).first()
    if known is not None:
        return queries.shown(known)
    key, at = key_in_use(), now()
    number = "".join(secrets.choice(SIGNS) for _ in range(NUMBER_SIGNS))
    said = facts | {"number": number, "issued_at": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "key": key.name}
    made = Record.objects.create(
        number=number,
        user_id=user_id,
        course=of,
        key=key,
        text=canonical(said).decode(),
        signature=signed(said, private_of(key)),
        digest=digest,
        issued_at=at,
    )
    audit.record(actor_id=actor_id, action="records.issued", target=f"user:{user_id}", number=number)
    return queries.shown(made)


def facts_of(*, user_id: int, course: Course, name: str, since: date, until: date) -> dict[str, Any]:
    lessons = queries.lessons_learned(user_id=user_id, course_id=course.pk, since=since, until=until)
    if not lessons:
        raise NothingLearned
    return {
        "form": FORM,
        "school": plain(school().name),
        "site": settings.PUBLIC_URL,
        "name": plain(name),
        "course": plain(course.product.title),
        "from": since.isoformat(),
        "to": until.isoformat(),
        "lessons": lessons,
        "lessons_completed": sum(one["completed_on"] is not None for one in lessons),
        "proven_seconds": sum(one["proven_seconds"] for one in lessons),
    }


def key_in_use() -> SigningKey:
    """Inside ``hold(SIGNING)``: the one key that signs, made when the first record is issued."""
    found = SigningKey.objects.filter(retired_at=None).first()
    return found or new_key()


def new_key() -> SigningKey:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    return SigningKey.objects.create(
        name=hashlib.sha256(public).hexdigest()[:KEY_NAME],
        public=public.hex(),
        sealed=vault.seal(private.private_bytes_raw().hex()),
        made_at=now(),
    )


def private_of(key: SigningKey) -> bytes:
    try:
        return bytes.fromhex(vault.unseal(key.sealed))
    except vault.Unreadable:
        raise CannotSign from None


@transaction.atomic
def rotate_key(*, actor_id: int | None) -> SigningKey:
    """A new key signs from now on. What the old one signed stays good; its private half is gone for ever."""
    hold(SIGNING)
    SigningKey.objects.filter(retired_at=None).update(retired_at=now(), sealed="")
    made = new_key()
    audit.record(actor_id=actor_id, action="records.key_rotated", target=f"signing_key:{made.name}")
    return made

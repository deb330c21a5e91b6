"""A learner gave a course to her friend and bought two more for a class; a batch of codes went to readers."""

from zhiyu.accounts.models import User
from zhiyu.commerce.actions import Seen
from zhiyu.commerce.pricing import quote_for_others
from zhiyu.demo.history import PHOTOS, SLEEP, pay
from zhiyu.demo.past import ago
from zhiyu.gifts import actions, notices
from zhiyu.gifts.alphabet import key_of
from zhiyu.gifts.models import Code, Gift
from zhiyu.gifts.queries import batches, gifts_given

# Printed in the guide, so that whoever tries the demo school has one to type.
DEMO_CODE = "DEMO-XUETA-NG234"


def make_gifts(*, giver: User, friend: User, owner: User) -> None:
    if batches().exists() or gifts_given(giver.pk).exists():
        return
    with ago(days=6):
        make_codes(owner=owner, friend=friend)
    with ago(days=5, hours=4):
        (one,) = give(giver, SLEEP, quantity=1, message="上次你说想学，就当生日礼物提前送了。慢慢看，不着急。")
    with ago(days=4, hours=22):
        actions.claim(token=one.token, user_id=friend.pk)
        notices.tell_claimed(gift_id=one.pk)
    with ago(days=1, hours=5):
        give(giver, SLEEP, quantity=2, message="给读书会的两位新朋友。")


def make_codes(*, owner: User, friend: User) -> None:
    terms = actions.BatchTerms(title="读者见面会", size=20, prefix="DEMO", note="印在书签上，见面会现场发")
    batch = actions.make_batch(actor_id=owner.pk, product_code=PHOTOS, terms=terms)
    known, used = Code.objects.filter(batch=batch).order_by("pk")[:2]
    Code.objects.filter(pk=known.pk).update(code=DEMO_CODE, key=key_of(DEMO_CODE))
    actions.redeem(typed=used.code, user=friend, address=None)


def give(giver: User, code: str, *, quantity: int, message: str) -> list[Gift]:
    quote = quote_for_others(code, quantity, buyer_id=giver.pk)
    order = actions.give(
        giver_id=giver.pk,
        code=code,
        quantity=quantity,
        card=actions.Card(from_name=giver.name, message=message),
        seen=Seen(total_fen=quote.total_fen, accepted=[term.id for term in quote.terms]),
    )
    pay(order)
    return list(Gift.objects.filter(line__order=order).order_by("pk"))

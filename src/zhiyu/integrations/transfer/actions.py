"""A slip comes in, a person looks at the bank's list, and says what arrived; refunds go back the same way."""

from datetime import timedelta
from pathlib import Path

from django.db import IntegrityError, transaction

from zhiyu.commerce.actions import confirm_payment, keep_open, settle_refund, suspend_payment
from zhiyu.commerce.errors import AmountMismatch
from zhiyu.commerce.models import PaymentAttempt
from zhiyu.integrations.transfer.errors import ReferenceUsed, TransferStateError
from zhiyu.integrations.transfer.models import Account, Return, Transfer
from zhiyu.integrations.transfer.queries import transfer_of_order
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.media.actions import store_file
from zhiyu.platform import audit
from zhiyu.platform.live import tell

NAME = "transfer"
TIME_TO_LOOK = timedelta(days=7)
State = Transfer.State


@transaction.atomic
def save_account(*, actor_id: int, fields: dict[str, object]) -> Account:
    found, _made = Account.objects.update_or_create(pk=1, defaults=fields)
    audit.record(actor_id=actor_id, action="transfer.account", target="school", offered=found.offered)
    return found


@transaction.atomic
def open_transfer(*, out_trade_no: str) -> Transfer:
    attempt = PaymentAttempt.objects.get(out_trade_no=out_trade_no)
    found, _made = Transfer.objects.get_or_create(attempt=attempt)
    return found


def send_slip(*, user_id: int, order_no: str, path: Path, name: str, payer: str) -> Transfer:
    """Keep the picture, then wait for a person's look; the order waits along. Sent again, the newer one counts."""
    transfer_of_order(user_id, order_no)
    asset = store_file(path=path, name=name, owner_id=user_id, expect="image")
    with transaction.atomic():
        found = locked(transfer_of_order(user_id, order_no).pk)
        found.move_to(State.SENT, slip=asset, payer=payer, sent_at=now(), refused="")
        keep_open(order_no=order_no, until=now() + TIME_TO_LOOK)
    return found


@transaction.atomic
def refuse_slip(*, transfer_id: int, actor_id: int, reason: str) -> Transfer:
    found = locked(transfer_id)
    if found.state == State.OPEN and found.refused:
        return found
    found.move_to(State.OPEN, refused=reason)
    no = found.attempt.order.no
    audit.record(actor_id=actor_id, action="transfer.refused", target=f"order:{no}", reason=reason)
    tell(f"order:{no}")
    return found


@transaction.atomic
def take_transfer(*, transfer_id: int, actor_id: int, reference: str, paid_fen: int) -> Transfer:
    """Somebody saw ``paid_fen`` arrive under the bank's ``reference``: it pays, or stands in suspense if it is another
    amount. Said again it changes nothing.

    Raises ReferenceUsed: that money has paid for something else.
    """
    found = locked(transfer_id)
    if found.state == State.TAKEN and (found.reference, found.paid_fen) == (reference, paid_fen):
        return found
    attempt, at = found.attempt, now()
    try:
        with transaction.atomic():
            found.move_to(State.TAKEN, reference=reference, paid_fen=paid_fen, taken_at=at)
    except IntegrityError as error:
        raise ReferenceUsed from error
    try:
        with transaction.atomic():
            confirm_payment(
                out_trade_no=attempt.out_trade_no, provider=NAME, reference=reference, paid_fen=paid_fen, paid_at=at
            )
    except AmountMismatch:
        suspend_payment(attempt_id=attempt.pk, reference=reference, paid_fen=paid_fen, paid_at=at)
    target = f"order:{attempt.order.no}"
    audit.record(actor_id=actor_id, action="transfer.taken", target=target, reference=reference, paid_fen=paid_fen)
    return found


@transaction.atomic
def shut_transfer(*, out_trade_no: str) -> bool:
    """Whether nobody will say any more that it was paid; a slip that waits for a look keeps it open."""
    found = Transfer.objects.select_for_update().filter(attempt__out_trade_no=out_trade_no).first()
    if found is None or found.state == State.CLOSED:
        return True
    if found.state != State.OPEN:
        return False
    found.move_to(State.CLOSED)
    return True


@transaction.atomic
def ask_return(*, no: str, out_trade_no: str, amount_fen: int) -> Return:
    transfer = Transfer.objects.get(attempt__out_trade_no=out_trade_no)
    found, _made = Return.objects.get_or_create(no=no, defaults={"transfer": transfer, "amount_fen": amount_fen})
    return found


@transaction.atomic
def send_return(*, return_id: int, actor_id: int, reference: str) -> Return:
    """A person has sent it by bank; said again it changes nothing."""
    found = Return.objects.select_for_update().filter(pk=return_id).first()
    if found is None:
        raise NotFound
    if found.sent_at is not None:
        if found.reference != reference:
            raise TransferStateError
        return found
    found.sent_at, found.reference = now(), reference
    found.save(update_fields=["sent_at", "reference"])
    settle_refund(no=found.no, provider=NAME, status="succeeded", reference=reference)
    audit.record(actor_id=actor_id, action="transfer.returned", target=f"refund:{found.no}", reference=reference)
    return found


def locked(transfer_id: int) -> Transfer:
    found = Transfer.objects.select_for_update(of=("self",)).select_related("attempt__order").filter(pk=transfer_id)
    first = found.first()
    if first is None:
        raise NotFound
    return first

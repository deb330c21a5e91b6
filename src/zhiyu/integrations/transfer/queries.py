from datetime import datetime

from django.db.models import QuerySet

from zhiyu.integrations.transfer.models import Account, Return, Transfer
from zhiyu.kernel.errors import NotFound

State = Transfer.State


def account() -> Account:
    return Account.objects.first() or Account()


def offered() -> bool:
    return Account.objects.filter(offered=True).exists()


def transfer_of_order(user_id: int, no: str) -> Transfer:
    """The buyer's latest; another's does not exist for them."""
    mine = with_orders().filter(attempt__order__no=no, attempt__order__buyer=user_id)
    return one(mine.order_by("-id")[:1])


def transfer_by_id(transfer_id: int) -> Transfer:
    return one(with_orders().filter(pk=transfer_id))


def with_orders() -> QuerySet[Transfer]:
    return Transfer.objects.select_related("attempt__order__buyer", "slip")


def one(found: QuerySet[Transfer]) -> Transfer:
    first = found.first() if not found.query.is_sliced else next(iter(found), None)
    if first is None:
        raise NotFound
    return first


def transfers(state: str) -> QuerySet[Transfer]:
    """Newest first; without a state the ones that wait for somebody's look."""
    return with_orders().filter(state=state if state in State.values else State.SENT).order_by("-id")


def returns_waiting() -> QuerySet[Return]:
    return Return.objects.filter(sent_at=None).select_related("transfer__attempt__order__buyer").order_by("id")


def taken_between(start: datetime, end: datetime) -> QuerySet[Transfer]:
    return Transfer.objects.filter(taken_at__gte=start, taken_at__lt=end).select_related("attempt").order_by("id")


def returned_between(start: datetime, end: datetime) -> QuerySet[Return]:
    return Return.objects.filter(sent_at__gte=start, sent_at__lt=end).order_by("id")

"""What an order does with an approval: asks for it, holds it while it waits, uses it up, gives it back.

Called by commerce inside its own transactions, after the order's row is locked and before any product's.
"""

from collections.abc import Collection

from zhiyu.catalog.models import Product
from zhiyu.kernel.clock import now
from zhiyu.platform import plain
from zhiyu.screening.errors import ApplicationNeeded
from zhiyu.screening.models import Application

Status = Application.Status
MINE = "where applicant_id = %s and product_id = any(%s) and status = 'approved' order by id for update"


def require_approval(
    *, buyer_id: int, products: Collection[Product], to_buyer: bool = True, waiting: Collection[str] = ()
) -> dict[int, int]:
    """By product, the approval that lets this person order it. For somebody else nobody has one.

    ``waiting``: numbers of the buyer's orders that can be paid still. What such a one holds is good as long as it is.
    """
    asking = {one.pk: one for one in products if one.by_application}
    if not asking:
        return {}
    mine = plain.found(Application, MINE, [buyer_id, [*asking]]) if to_buyer else []
    found = {one.product_id: one.pk for one in mine if one.good_at(now()) or one.order_no in waiting}
    for pk, product in asking.items():
        if pk not in found:
            raise ApplicationNeeded(extra={"product": product.code})
    return found


def hold(*, application_id: int, order_no: str) -> None:
    """A newer order of the same buyer takes the place of an older one."""
    Application.objects.filter(pk=application_id, status=Status.APPROVED).update(order_no=order_no)


def let_go(*, application_id: int, order_no: str) -> None:
    """The order closed unpaid: the approval is there again for as long as it was given."""
    held = Application.objects.filter(pk=application_id, status=Status.APPROVED, order_no=order_no)
    held.update(order_no="")


def buys(*, application_id: int, order_no: str, late: bool) -> bool:
    """Whether money that arrives for an order may open it: its approval was good when it was placed and bought nothing
    since. ``late``: the order had closed, so it has to be good now.
    """
    found = Application.objects.select_for_update().get(pk=application_id)
    if found.status != Status.APPROVED:
        return False
    return not late or (found.order_no in {"", order_no} and found.good_at(now()))


def use(*, application_id: int, order_no: str) -> None:
    """Once, by an order that is paid. A refund does not bring it back: who wants it again asks again."""
    found = Application.objects.select_for_update().get(pk=application_id)
    if found.status == Status.USED and found.order_no == order_no:
        return
    found.move_to(Status.USED, order_no=order_no, ended_at=now())

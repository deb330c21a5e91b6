"""What an applicant bought, for who decides about them."""

from datetime import datetime

from ninja import Router

from zhiyu.accounts.http import UserRequest, staff_api
from zhiyu.commerce.queries import orders_of_user
from zhiyu.kernel.schema import Schema
from zhiyu.screening import queries

router = Router(tags=["applications"])
ORDERS = 10


class BoughtOut(Schema):
    no: str
    titles: list[str]
    status: str
    total_fen: int
    created_at: datetime


class BoughtList(Schema):
    items: list[BoughtOut]
    next: str | None


@router.get("/studio/applications/{int:application_id}/orders", response=BoughtList, auth=staff_api("orders.read"))
def orders_of_applicant(request: UserRequest, application_id: int) -> BoughtList:
    """The newest of them."""
    del request
    found = orders_of_user(queries.application(application_id).applicant_id)[:ORDERS]
    items = [
        BoughtOut(
            no=order.no,
            titles=[line.title for line in order.lines.all()],
            status=order.status,
            total_fen=order.total_fen,
            created_at=order.created_at,
        )
        for order in found
    ]
    return BoughtList(items=items, next=None)

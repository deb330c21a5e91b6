from datetime import datetime

from ninja import Field, File, Form, Router
from ninja.files import UploadedFile

from zhiyu.accounts.http import UserRequest, signed_in_api, staff_api
from zhiyu.integrations.transfer import actions, queries
from zhiyu.integrations.transfer.errors import SlipMissing
from zhiyu.integrations.transfer.models import Return, Transfer
from zhiyu.kernel.cursors import stretch
from zhiyu.kernel.schema import Schema
from zhiyu.media.spooling import spooled

router = Router(tags=["transfers"])
PAGE = 50


class AccountOut(Schema):
    holder: str
    bank: str
    number: str
    note: str


class PayTransferOut(Schema):
    """Where the money goes. ``remark`` is written beside it; ``refused`` says why the last slip did not pass."""

    order: str
    amount_fen: int
    remark: str
    state: str
    refused: str
    account: AccountOut


class SlipIn(Schema):
    payer: str = Field("", max_length=60, description="The name on the account that the money left")


class TransferOut(Schema):
    id: int
    order: str
    state: str
    amount_fen: int
    paid_fen: int
    payer: str
    remark: str
    reference: str
    sent_at: datetime | None
    taken_at: datetime | None


class TransferList(Schema):
    items: list[TransferOut]
    next: str | None


class TakenIn(Schema):
    paid_fen: int = Field(gt=0, le=10**10, description="What arrived, in fen")
    reference: str = Field(min_length=1, max_length=64, description="The bank's own number of it")


class RefusalIn(Schema):
    reason: str = Field(min_length=1, max_length=200)


class ReferenceIn(Schema):
    reference: str = Field(min_length=1, max_length=64)


class ReturnOut(Schema):
    id: int
    refund: str
    order: str
    amount_fen: int
    payer: str
    sent_at: datetime | None


class ReturnList(Schema):
    items: list[ReturnOut]
    next: str | None


@router.get("/orders/{no}/transfer", response=PayTransferOut, auth=signed_in_api)
def read(request: UserRequest, no: str) -> PayTransferOut:
    return pay_out(queries.transfer_of_order(request.user.pk, no))


@router.post("/orders/{no}/transfer", response=PayTransferOut, auth=signed_in_api)
def send_slip(
    request: UserRequest,
    no: str,
    body: Form[SlipIn],
    slip: File[UploadedFile | None] = None,
) -> PayTransferOut:
    """The slip is a picture; sent again, the newer one counts."""
    queries.transfer_of_order(request.user.pk, no)
    if slip is None:
        raise SlipMissing
    with spooled([slip]) as [(path, name)]:
        found = actions.send_slip(user_id=request.user.pk, order_no=no, path=path, name=name, payer=body.payer)
    return pay_out(found)


@router.get("/studio/transfers", response=TransferList, auth=staff_api("money.settle"))
def transfers(request: UserRequest, state: str = "", cursor: str = "") -> TransferList:
    """Without a state the slips that wait for somebody's look."""
    del request
    found = stretch(queries.transfers(state), size=PAGE, before=cursor)
    return TransferList(items=[transfer_out(one) for one in found.rows], next=found.older)


@router.post("/studio/transfers/{int:transfer_id}/taken", response=TransferOut, auth=staff_api("money.settle"))
def take(request: UserRequest, transfer_id: int, body: TakenIn) -> TransferOut:
    found = actions.take_transfer(
        transfer_id=transfer_id, actor_id=request.user.pk, reference=body.reference, paid_fen=body.paid_fen
    )
    return transfer_out(found)


@router.post("/studio/transfers/{int:transfer_id}/refuse", response=TransferOut, auth=staff_api("money.settle"))
def refuse(request: UserRequest, transfer_id: int, body: RefusalIn) -> TransferOut:
    return transfer_out(actions.refuse_slip(transfer_id=transfer_id, actor_id=request.user.pk, reason=body.reason))


@router.get("/studio/transfers/returns", response=ReturnList, auth=staff_api("money.settle"))
def returns(request: UserRequest) -> ReturnList:
    """Refunds that a person has to send back by bank."""
    del request
    return ReturnList(items=[return_out(one) for one in queries.returns_waiting()], next=None)


@router.post("/studio/transfers/returns/{int:return_id}", response=ReturnOut, auth=staff_api("money.settle"))
def returned(request: UserRequest, return_id: int, body: ReferenceIn) -> ReturnOut:
    return return_out(actions.send_return(return_id=return_id, actor_id=request.user.pk, reference=body.reference))


def pay_out(found: Transfer) -> PayTransferOut:
    account = queries.account()
    return PayTransferOut(
        order=found.attempt.order.no,
        amount_fen=found.attempt.amount_fen,
        remark=found.remark,
        state=found.state,
        refused=found.refused,
        account=AccountOut(holder=account.holder, bank=account.bank, number=account.number, note=account.note),
    )


def transfer_out(one: Transfer) -> TransferOut:
    return TransferOut(
        id=one.pk,
        order=one.attempt.order.no,
        state=one.state,
        amount_fen=one.attempt.amount_fen,
        paid_fen=one.paid_fen,
        payer=one.payer,
        remark=one.remark,
        reference=one.reference,
        sent_at=one.sent_at,
        taken_at=one.taken_at,
    )


def return_out(one: Return) -> ReturnOut:
    return ReturnOut(
        id=one.pk,
        refund=one.no,
        order=one.transfer.attempt.order.no,
        amount_fen=one.amount_fen,
        payer=one.transfer.payer,
        sent_at=one.sent_at,
    )

"""The API twins of e-mail, password, factors, proof, phone and leaving."""

from datetime import datetime
from typing import Any

from django.core import signing
from django.http import HttpRequest
from ninja import Field, Router, Status

from zhiyu.accounts import actions, queries
from zhiyu.accounts.errors import FactorRequired, WrongFactor
from zhiyu.accounts.http import UserRequest, address_of, proved_api, signed_in_api, user_agent_of
from zhiyu.accounts.models import EmailCode, User
from zhiyu.accounts.presenters import notice_words
from zhiyu.kernel.errors import Invalid
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent

router = Router(tags=["accounts"])
TICKET = "zhiyu.accounts.second_step"
TICKET_LASTS = 600


class EmailIn(Schema):
    email: str = Field(max_length=254)


class PasswordLoginIn(EmailIn):
    password: str = Field(max_length=128)
    accepted: list[str] = Field(default=[], max_length=20)


class ResetIn(EmailIn):
    code: str = Field(max_length=12)
    password: str = Field(max_length=128)


class SecondStepIn(Schema):
    ticket: str = Field(max_length=200)
    code: str = Field(max_length=20)


class ProofCodeIn(Schema):
    by: str = Field(max_length=10)


class ProofIn(ProofCodeIn):
    secret: str = Field(max_length=128, description="The code sent, the password, or a code of the factor")


class WaysOut(Schema):
    items: list[str]
    next: str | None = None


class PhoneIn(Schema):
    phone: str = Field(max_length=40)


class NewPhoneIn(PhoneIn):
    code: str = Field(max_length=12)


class NewEmailIn(EmailIn):
    code: str = Field(max_length=12)


class PasswordIn(Schema):
    password: str = Field(max_length=128)


class FactorOut(Schema):
    id: int
    kind: str
    created_at: datetime
    last_used_at: datetime | None


class FactorsOut(Schema):
    items: list[FactorOut]
    next: str | None = None


class NoticeOut(Schema):
    id: int
    kind: str
    text: str
    at: datetime
    seen: bool


class NoticesOut(Schema):
    items: list[NoticeOut]
    next: str | None = None


class ClosingOut(Schema):
    closing_at: datetime | None
    stops: list[str] = Field(description="What stands in the way; empty when it can be asked for")
    lost: list[str]
    kept: list[str]


def token_or_ticket(request: HttpRequest, user: User) -> str:
    """A token for who has no second factor, else the refusal that carries the ticket for it."""
    if queries.has_factor(user):
        ticket = signing.dumps(user.pk, salt=TICKET)
        kinds = sorted({one.type for one in queries.factors_of(user.pk)})
        raise FactorRequired(extra={"ticket": ticket, "kinds": kinds})
    token, _ = actions.issue_token(user=user, user_agent=user_agent_of(request), address=address_of(request))
    return token


def holder_of(ticket: str) -> User:
    try:
        return queries.person(signing.loads(ticket, salt=TICKET, max_age=TICKET_LASTS))
    except signing.BadSignature as error:
        raise WrongFactor from error


def token_by_factor(request: HttpRequest, body: SecondStepIn) -> tuple[str, User]:
    user = holder_of(body.ticket)
    actions.check_factor(user=user, code=body.code, address=address_of(request))
    token, _ = actions.issue_token(user=user, user_agent=user_agent_of(request), address=address_of(request))
    return token, user


@router.post("/auth/password/code", response={204: None})
def password_code(request: HttpRequest, body: EmailIn) -> Status[None]:
    """A code to set a new password with; the same answer for an address nobody has."""
    actions.request_email_code(
        email=body.email, purpose=EmailCode.Purpose.PASSWORD, user=None, address=address_of(request)
    )
    return Status(204, None)


@router.post("/auth/password", response={204: None})
def reset_password(request: HttpRequest, body: ResetIn) -> Status[None]:
    """All logins end; the next one is by the new password."""
    del request
    actions.reset_password(email=body.email, code=body.code, password=body.password)
    return Status(204, None)


@router.get("/me/proof", response=WaysOut, auth=signed_in_api)
def ways_to_prove(request: UserRequest) -> WaysOut:
    """By what the caller can show again who they are, where an answer was ``proof_needed``."""
    return WaysOut(items=queries.ways_to_prove(request.user))


@router.post("/me/proof/code", response={204: None}, auth=signed_in_api)
def proof_code(request: UserRequest, body: ProofCodeIn) -> Status[None]:
    """A code by ``phone`` or ``email``."""
    if body.by not in set(queries.ways_to_prove(request.user)) & {"phone", "email"}:
        raise Invalid
    actions.send_proof(user=request.user, by=body.by, address=address_of(request))
    return Status(204, None)


@router.post("/me/proof", response={204: None}, auth=signed_in_api)
def prove(request: UserRequest, body: ProofIn) -> Status[None]:
    """Good for fifteen minutes."""
    if request.device is None:
        raise Invalid
    actions.prove(device=request.device, by=body.by, secret=body.secret, address=address_of(request))
    return Status(204, None)


@router.post("/me/phone/code", response={204: None}, auth=proved_api)
def phone_code(request: UserRequest, body: PhoneIn) -> Status[None]:
    """A code to the new number."""
    actions.request_code(phone=body.phone, address=address_of(request))
    return Status(204, None)


@router.put("/me/phone", response={204: None}, auth=proved_api)
@idempotent(replay=False)
def change_phone(request: UserRequest, body: NewPhoneIn) -> Status[None]:
    """Other logins end."""
    actions.change_phone(user_id=request.user.pk, phone=body.phone, code=body.code, device=request.device)
    return Status(204, None)


@router.post("/me/email/code", response={204: None}, auth=proved_api)
def email_code(request: UserRequest, body: EmailIn) -> Status[None]:
    actions.request_email_code(
        email=body.email, purpose=EmailCode.Purpose.BIND, user=request.user, address=address_of(request)
    )
    return Status(204, None)


@router.put("/me/email", response={204: None}, auth=proved_api)
@idempotent(replay=False)
def bind_email(request: UserRequest, body: NewEmailIn) -> Status[None]:
    actions.bind_email(user_id=request.user.pk, email=body.email, code=body.code, device=request.device)
    return Status(204, None)


@router.delete("/me/email", response={204: None}, auth=proved_api)
def unbind_email(request: UserRequest) -> Status[None]:
    """The password goes with it."""
    actions.unbind_email(user_id=request.user.pk, device=request.device)
    return Status(204, None)


@router.put("/me/password", response={204: None}, auth=proved_api)
def set_password(request: UserRequest, body: PasswordIn) -> Status[None]:
    """Other logins end."""
    actions.set_password(user_id=request.user.pk, password=body.password, device=request.device)
    return Status(204, None)


@router.get("/me/factors", response=FactorsOut, auth=signed_in_api)
def factors(request: UserRequest) -> FactorsOut:
    """They are added in the browser, at ``/me/security``."""
    found = queries.factors_of(request.user.pk)
    return FactorsOut(
        items=[
            FactorOut(id=one.pk, kind=one.type, created_at=one.created_at, last_used_at=one.last_used_at)
            for one in found
        ]
    )


@router.delete("/me/factors/{factor_id}", response={204: None}, auth=proved_api)
def remove_factor(request: UserRequest, factor_id: int) -> Status[None]:
    actions.remove_factor(user=request.user, factor_id=factor_id, device=request.device)
    return Status(204, None)


@router.get("/me/notices", response=NoticesOut, auth=signed_in_api)
def notices(request: UserRequest) -> NoticesOut:
    """What happened to the account lately."""
    found = queries.notices_of(request.user.pk)[:50]
    return NoticesOut(
        items=[
            NoticeOut(id=one.pk, kind=one.kind, text=notice_words(one), at=one.at, seen=one.seen_at is not None)
            for one in found
        ]
    )


@router.get("/me/closing", response=ClosingOut, auth=signed_in_api)
def closing(request: UserRequest) -> ClosingOut:
    told = actions.farewell(request.user.pk)
    return ClosingOut(closing_at=request.user.closing_at, stops=told.stops, lost=told.lost, kept=told.kept)


@router.post("/me/closing", response={204: None}, auth=proved_api)
def ask_to_close(request: UserRequest) -> Status[None]:
    """In seven days, unless thought better of."""
    actions.ask_to_close(user_id=request.user.pk, device=request.device)
    return Status(204, None)


@router.delete("/me/closing", response={204: None}, auth=signed_in_api)
def keep_account(request: UserRequest) -> Status[None]:
    actions.keep_account(user_id=request.user.pk)
    return Status(204, None)


@router.get("/me/export", response=dict[str, Any], auth=proved_api)
def export(request: UserRequest) -> dict[str, Any]:
    """Everything this school knows about the caller."""
    return actions.export_own_data(user_id=request.user.pk)

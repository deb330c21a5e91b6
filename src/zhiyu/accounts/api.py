from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Status

from zhiyu.accounts import actions, queries
from zhiyu.accounts.agreement_texts import current_texts
from zhiyu.accounts.api_security import PasswordLoginIn, SecondStepIn, token_by_factor, token_or_ticket
from zhiyu.accounts.api_security import router as security_router
from zhiyu.accounts.http import UserRequest, address_of, sign_out, signed_in_api, user_agent_of
from zhiyu.accounts.models import Device, User
from zhiyu.accounts.permissions import roles
from zhiyu.accounts.presenters import agreement_in, device_name
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent

router = Router(tags=["accounts"])
router.add_router("", security_router)


class AgreementOut(Schema):
    id: str
    title: str
    body: str


class AgreementsOut(Schema):
    items: list[AgreementOut]
    next: str | None = None


class CodeIn(Schema):
    phone: str = Field(max_length=40)


class LoginIn(Schema):
    phone: str = Field(max_length=40)
    code: str = Field(max_length=12)
    accepted: list[str] = Field(default=[], max_length=20)
    name: str = Field(default="", max_length=40)


class UserOut(Schema):
    id: int
    name: str
    phone: str
    email: str = Field(default="", description="Masked")
    roles: list[str]
    language: str
    text_size: str


class LoginOut(Schema):
    token: str
    user: UserOut


class ProfileIn(Schema):
    name: str | None = Field(default=None, max_length=40)
    language: str | None = None
    text_size: str | None = None


class DeviceOut(Schema):
    id: int
    name: str
    kind: str
    address: str | None
    created_at: datetime
    last_seen_at: datetime
    current: bool


class DevicesOut(Schema):
    items: list[DeviceOut]
    next: str | None = None


def user_out(user: User) -> UserOut:
    return UserOut(
        id=user.pk,
        name=user.name,
        phone=user.masked_phone,
        email=user.masked_email,
        roles=sorted({"learner", *roles(user)}),
        language=user.language,
        text_size=user.text_size,
    )


def device_out(device: Device, *, current: Device | None) -> DeviceOut:
    return DeviceOut(
        id=device.pk,
        name=device_name(device.user_agent),
        kind="token" if device.token_hash else "browser",
        address=device.address,
        created_at=device.created_at,
        last_seen_at=device.last_seen_at,
        current=device == current,
    )


@router.get("/agreements", response=AgreementsOut)
def agreements(request: HttpRequest) -> AgreementsOut:
    """What has to be accepted at the first login, and again when a new version appears."""
    del request
    shown = [agreement_in(text) for text in current_texts()]
    return AgreementsOut(items=[AgreementOut(id=text.id, title=text.title, body=text.body) for text in shown])


@router.post("/auth/phone/code", response={204: None})
def phone_code(request: HttpRequest, body: CodeIn) -> Status[None]:
    """Send a code; the answer is the same whether the number is known or not."""
    actions.request_code(phone=body.phone, address=address_of(request))
    return Status(204, None)


@router.post("/auth/phone/login", response=LoginOut)
def phone_login(request: HttpRequest, body: LoginIn) -> LoginOut:
    address, user_agent = address_of(request), user_agent_of(request)
    user = actions.login_by_code(
        phone=body.phone,
        code=body.code,
        accepted=body.accepted,
        address=address,
        user_agent=user_agent,
        name=body.name,
    )
    return LoginOut(token=token_or_ticket(request, user), user=user_out(user))


@router.post("/auth/email/login", response=LoginOut)
def email_login(request: HttpRequest, body: PasswordLoginIn) -> LoginOut:
    """By e-mail and password; who has a second factor is answered 403 ``factor_required`` with a ticket."""
    user = actions.login_by_password(
        email=body.email,
        password=body.password,
        accepted=body.accepted,
        address=address_of(request),
        user_agent=user_agent_of(request),
    )
    return LoginOut(token=token_or_ticket(request, user), user=user_out(user))


@router.post("/auth/factor", response=LoginOut)
def second_step(request: HttpRequest, body: SecondStepIn) -> LoginOut:
    """The second step of a login: the ticket of the first, and a code of the factor."""
    token, user = token_by_factor(request, body)
    return LoginOut(token=token, user=user_out(user))


@router.post("/auth/logout", response={204: None}, auth=signed_in_api)
def logout(request: UserRequest) -> Status[None]:
    sign_out(request)
    return Status(204, None)


@router.get("/me", response=UserOut, auth=signed_in_api)
def me(request: UserRequest) -> UserOut:
    return user_out(request.user)


@router.patch("/me", response=UserOut, auth=signed_in_api)
@idempotent()
def edit_me(request: UserRequest, body: ProfileIn) -> UserOut:
    changed = body.model_dump(exclude_none=True)
    return user_out(actions.edit_profile(user_id=request.user.pk, **changed) if changed else request.user)


@router.get("/me/devices", response=DevicesOut, auth=signed_in_api)
def devices(request: UserRequest) -> DevicesOut:
    found = queries.devices_of(request.user.pk)
    return DevicesOut(items=[device_out(device, current=request.device) for device in found])


@router.delete("/me/devices/{device_id}", response={204: None}, auth=signed_in_api)
def end_device(request: UserRequest, device_id: int) -> HttpResponse:
    elsewhere = request.device is None or request.device.pk != device_id
    because = Device.Ended.ELSEWHERE if elsewhere else ""
    actions.sign_out_device(user=request.user, device_id=device_id, because=because)
    return HttpResponse(status=204)

"""Showing again who one is, before a dangerous step: by a factor if there is one, else by what one logs in with."""

from django.db import transaction

from zhiyu.accounts.actions.codes import request_code, spend_code
from zhiyu.accounts.actions.devices import prove_device
from zhiyu.accounts.actions.factors import check_factor
from zhiyu.accounts.actions.mailing import request_email_code, spend_email_code
from zhiyu.accounts.actions.passwords import check_password
from zhiyu.accounts.errors import WrongCode
from zhiyu.accounts.models import Device, EmailCode, User
from zhiyu.accounts.queries import ways_to_prove
from zhiyu.kernel.errors import Invalid

FACTOR, PASSWORD, PHONE, EMAIL = "factor", "password", "phone", "email"


def send_proof(*, user: User, by: str, address: str | None) -> None:
    if by == EMAIL and user.email:
        request_email_code(email=user.email, purpose=EmailCode.Purpose.PROVE, user=user, address=address)
    elif by == PHONE and user.phone:
        request_code(phone=user.phone, address=address)


def prove(*, device: Device, by: str, secret: str, address: str | None) -> None:
    user = device.user
    if by not in ways_to_prove(user):
        raise Invalid
    if by == FACTOR:
        check_factor(user=user, code=secret, address=address)
    elif by == PASSWORD:
        check_password(user=user, account=user.email or str(user.pk), password=secret, address=address)
    elif by == EMAIL:
        spend_email_code(email=user.email or "", purpose=EmailCode.Purpose.PROVE, code=secret, user=user)
    else:
        with transaction.atomic(durable=True):
            right = spend_code(phone=user.phone or "", code=secret)
        if not right:
            raise WrongCode
    prove_device(device=device, address=address)

"""Passkeys: allauth speaks WebAuthn; the challenge waits in the session of the request under way."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db import transaction

from zhiyu.accounts import actions
from zhiyu.accounts.errors import WrongFactor
from zhiyu.accounts.models import Device, User

NAME = 40
MISREAD = (ValidationError, TypeError, ValueError, KeyError, AttributeError)


def creation_options(user: User) -> dict[str, Any]:
    return dict(auth.begin_registration(user, passwordless=True))


def add(*, user: User, name: str, credential: dict[str, Any], device: Device | None) -> None:
    try:
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)
    except MISREAD as error:
        raise WrongFactor from error
    with transaction.atomic():
        auth.WebAuthn.add(user, name[:NAME], credential)
        actions.factor_added(user=user, kind=Authenticator.Type.WEBAUTHN, device=device)


def request_options(user: User | None) -> dict[str, Any]:
    """For one person, or for whoever the browser holds a passkey of."""
    return dict(auth.begin_authentication(user))


def holder(credential: dict[str, Any], *, user: User | None) -> User:
    """Who has just shown their passkey. The challenge is good once, whatever comes of it."""
    try:
        auth.parse_authentication_response(credential)
        found = user or auth.extract_user_from_response(credential)
        used = auth.complete_authentication(found, credential)
    except MISREAD as error:
        raise WrongFactor from error
    finally:
        auth.clear_state()
    if not isinstance(found, User) or not found.is_active:
        raise WrongFactor
    used.record_usage()
    return found

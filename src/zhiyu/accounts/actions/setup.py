"""The first owner of a new school, let in by a token that only who started the server has seen."""

import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from zhiyu.accounts.actions.codes import spend_code
from zhiyu.accounts.actions.login import admit
from zhiyu.accounts.actions.people import make_first_owner
from zhiyu.accounts.errors import AlreadySetUp, SetupTokenWrong, WrongCode
from zhiyu.accounts.models import User
from zhiyu.accounts.phones import normalise
from zhiyu.accounts.queries import has_owner
from zhiyu.kernel.home import home
from zhiyu.platform.actions import save_school

FILE = "setup_token"


def setup_token() -> str | None:
    """The token of ``/setup``, made on first use and kept until the school has an owner; then None."""
    path = home() / FILE
    if has_owner():
        path.unlink(missing_ok=True)
        return None
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_suffix(f".{os.getpid()}")
        made.write_text(secrets.token_urlsafe(24))
        made.chmod(0o600)
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        made.unlink()
    return path.read_text().strip()


def check_setup_token(token: str) -> None:
    kept = setup_token()
    if kept is None:
        raise AlreadySetUp
    if not hmac.compare_digest(digest(kept), digest(token.strip())):
        raise SetupTokenWrong


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True, kw_only=True)
class OwnerClaim:
    """What someone at ``/setup`` shows to become the owner."""

    token: str
    phone: str
    code: str
    name: str
    accepted: Sequence[str]


def set_up(claim: OwnerClaim, *, school_name: str, teacher: str, address: str | None, user_agent: str) -> User:
    """Make the owner and name the school; token, code and agreements must all be right, or nothing happens."""
    check_setup_token(claim.token)
    number = normalise(claim.phone)
    with transaction.atomic(durable=True):
        if spend_code(phone=number, code=claim.code):
            user = make_first_owner(phone=number, name=claim.name.strip())
            admit(user=user, accepted=claim.accepted, address=address, user_agent=user_agent)
            save_school(actor_id=user.pk, name=school_name.strip(), teacher=teacher.strip())
            transaction.on_commit(lambda: (home() / FILE).unlink(missing_ok=True))
            return user
    raise WrongCode

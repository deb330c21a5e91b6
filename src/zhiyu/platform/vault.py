"""Secrets in the database: sealed with a key that is derived from the school's secret key, never plain.

An app that keeps sealed text says so in ``ready()`` with :func:`register`; ``zhiyu secrets rotate`` seals it anew.
"""

import base64
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.db import models, transaction

from zhiyu.kernel import keys

KEY_BYTES = 32
BATCH = 200


class Unreadable(Exception):
    """Sealed with a key that is not known any more, or damaged."""


@dataclass(frozen=True)
class Sealed:
    """A text column that holds sealed text; or a JSON column, whose ``inside`` names hold it, alone or in lists."""

    model: str
    column: str
    inside: tuple[str, ...] = ()

    def mapped(self, value: Any, anew: Callable[[str], str]) -> Any:
        if not self.inside:
            return anew(value) if value else value
        if not isinstance(value, dict):
            return value
        return {name: _each(x, anew) if name in self.inside else x for name, x in value.items()}


_registered: dict[tuple[str, str], Sealed] = {}


def register(model: str, column: str, *inside: str) -> None:
    """``register("mfa.authenticator", "data", "secret")``: which rows ``zhiyu secrets rotate`` has to seal anew."""
    _registered[model, column] = Sealed(model, column, inside)


def seal(text: str) -> str:
    return _ciphers().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    try:
        return _ciphers().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable("sealed with a key that is not known here") from None


def reseal_all() -> int:
    """Seal with the newest key whatever is not; answer how many rows changed. May be cut off and called again."""
    return sum(_reseal(one) for one in _registered.values())


def closed() -> list[str]:
    """What cannot be opened with the keys known here, by the newest rows of each kind."""
    found = []
    for sealed in _registered.values():
        model: type[models.Model] = apps.get_model(sealed.model)
        rows: models.QuerySet[models.Model] = models.QuerySet(model).order_by("-pk")[:BATCH]
        try:
            for row in rows:
                sealed.mapped(getattr(row, sealed.column), unseal)
        except Unreadable:
            found.append(f"{sealed.model}.{sealed.column}")
    return found


def _reseal(sealed: Sealed) -> int:
    model: type[models.Model] = apps.get_model(sealed.model)
    changed, last = 0, 0
    while True:
        with transaction.atomic():
            rows: models.QuerySet[models.Model] = (
                models.QuerySet(model).select_for_update().filter(pk__gt=last).order_by("pk")
            )
            found = list(rows[:BATCH])
            for row in found:
                before = getattr(row, sealed.column)
                try:
                    after = sealed.mapped(before, _anew)
                except Unreadable as unreadable:
                    raise Unreadable(f"{sealed.model} {row.pk}: {unreadable}") from None
                if after != before:
                    setattr(row, sealed.column, after)
                    row.save(update_fields=[sealed.column])
                    changed += 1
        if not found:
            return changed
        last = found[-1].pk


def _anew(sealed: str) -> str:
    """The same text when the newest key made it, else sealed with that."""
    with contextlib.suppress(InvalidToken):
        _all()[0].decrypt(sealed.encode())
        return sealed
    return seal(unseal(sealed))


def _each(value: Any, anew: Callable[[str], str]) -> Any:
    if isinstance(value, list):
        return [_each(x, anew) for x in value]
    return anew(value) if value else value


def _ciphers() -> MultiFernet:
    return MultiFernet(_all())


def _all() -> list[Fernet]:
    """Read anew each time, which costs little and keeps a process that runs on through a change of keys."""
    ordered = dict.fromkeys([keys.coming(), keys.current(), *keys.fallbacks()])
    return [Fernet(_derived(key)) for key in ordered if key]


def _derived(key: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"zhiyu.vault").derive(key.encode())
    return base64.urlsafe_b64encode(made)

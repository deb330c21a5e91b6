"""Whom a cookie or a token stands for: login, person, roles, factor and session in one statement.

Every signed-in request asks this, so it is written out; its columns come from the models.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from django.db.models import Model

from zhiyu.accounts.models import Device, User
from zhiyu.platform.plain import row


@dataclass(frozen=True)
class Known:
    """``stored`` is the session as the database keeps it; None when there is none any more."""

    device: Device
    stored: str | None


def columns(model: type[Model], alias: str) -> str:
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)  # noqa: SLF001


def fields(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001


DEVICE_FIELDS: Final = fields(Device)
USER_FIELDS: Final = fields(User)
_marks: dict[str, str] = {}


def mark(name: str, condition: str) -> None:
    """A port for floors above: ``name`` is in a person's ``marks`` where the SQL holds; ``d.user_id`` is the person."""
    _marks[name] = condition
    select.cache_clear()


@cache
def select() -> str:
    marks = ", ".join(f"case when {condition} then '{name}' end" for name, condition in _marks.items())
    return f"""
select {columns(Device, "d")}, {columns(User, "u")},
  (select coalesce(array_agg(r.role), '{{}}') from accounts_rolegrant r where r.user_id = d.user_id),
  exists(select from mfa_authenticator m where m.user_id = d.user_id and m.type <> 'recovery_codes'),
  exists(select from accounts_notice n
         where n.user_id = d.user_id and n.seen_at is null and n.device_id is distinct from d.id),
  array_remove(array[{marks}]::text[], null),
  (select s.session_data from django_session s where s.session_key = d.session_key and s.expire_date > now())
from accounts_device d join accounts_user u on u.id = d.user_id
where d."""  # noqa: S608 -- built from the models' own column names and conditions of ours


def by_session(key: str) -> Known | None:
    return _find(f"{select()}session_key = %s", key)


def by_token(token_hash: str) -> Known | None:
    return _find(f"{select()}token_hash = %s", token_hash)


def _find(statement: str, key: str) -> Known | None:
    found = row(statement, [key])
    if found is None:
        return None
    split = len(DEVICE_FIELDS)
    *user_row, granted, has_factor, has_news, marks, stored = found[split:]
    device = Device.from_db("default", DEVICE_FIELDS, list(found[:split]))
    user = User.from_db("default", USER_FIELDS, user_row)
    user.granted_roles, user.has_factor, user.has_news = frozenset(granted), has_factor, has_news
    user.marks = frozenset(marks)
    device.user = user
    return Known(device=device, stored=stored)

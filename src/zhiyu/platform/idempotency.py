"""``Idempotency-Key``: the same write, sent again, answers the same and happens once."""

import functools
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ParamSpec

import orjson
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Status

from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError
from zhiyu.kernel.schema import Schema
from zhiyu.platform.models import IdempotencyKey

P = ParamSpec("P")
OK = 200
MAX_KEY = 128
KEPT_FOR = timedelta(days=7)


class IdempotencyMismatch(DomainError):
    code = "idempotency_mismatch"
    status = 422
    message = _("同一个 Idempotency-Key 不能用于不同的内容。")


class KeyTooLong(DomainError):
    code = "invalid"
    status = 422
    message = _("Idempotency-Key 最长 128 个字符。")


def idempotent(*, replay: bool = True) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Wrap a ninja write route whose caller is signed in.

    The key row, the action and the stored answer commit together; a refusal rolls all of it back, so it may
    be tried again. ``replay=False`` is for routes that repeat themselves safely and call the outside, or count
    the tries they refuse: the key only guards against another body.
    """

    def wrap(route: Callable[P, Any]) -> Callable[P, Any]:
        @functools.wraps(route)
        def keyed(*args: P.args, **kwargs: P.kwargs) -> Any:
            request = next(x for x in (*args, *kwargs.values()) if isinstance(x, HttpRequest))
            key = request.headers.get("Idempotency-Key", "")
            if not key:
                return route(*args, **kwargs)
            if len(key) > MAX_KEY:
                raise KeyTooLong
            with transaction.atomic():
                row = claim(request, key)
                if replay and row.answer is not None:
                    return Status(row.status or OK, row.answer)
                if replay:
                    return remember(row, route(*args, **kwargs))
            return route(*args, **kwargs)

        return keyed

    return wrap


def claim(request: HttpRequest, key: str) -> IdempotencyKey:
    """Lock the key's row; a second request with the same key waits here until the first has committed."""
    sent = f"{request.method} {request.path}\n".encode() + request.body
    fingerprint = hashlib.sha256(sent).hexdigest()
    caller = caller_of(request.user.pk)
    row, created = IdempotencyKey.objects.get_or_create(caller=caller, key=key, defaults={"fingerprint": fingerprint})
    if not created:
        row = IdempotencyKey.objects.select_for_update().get(pk=row.pk)
    if row.fingerprint != fingerprint:
        raise IdempotencyMismatch
    return row


def caller_of(user_id: int | None) -> str:
    return f"user:{user_id}"


def remember(row: IdempotencyKey, answer: Any) -> Any:
    status, content = (answer.status_code, answer.value) if isinstance(answer, Status) else (OK, answer)
    plain = content.model_dump(mode="json") if isinstance(content, Schema) else content
    row.status, row.answer = status, orjson.loads(orjson.dumps(plain, default=str))
    row.save(update_fields=["status", "answer"])
    return Status(status, row.answer)


def forget_answers_about(user_id: int, *, holding: str) -> None:
    """What was answered to a person who leaves, and to others about them (``user_id`` in it) where it has ``holding``:
    that would outlive what they wrote. The key of a write that goes on at this moment has no answer yet, and stays.
    """
    about = Q(answer__user_id=user_id, answer__has_key=holding)
    IdempotencyKey.objects.filter(Q(caller=caller_of(user_id)) | about, answer__isnull=False).delete()


def forget_old_keys() -> int:
    """Nobody repeats a write after a week."""
    return IdempotencyKey.objects.filter(created_at__lt=now() - KEPT_FOR).delete()[0]

"""A NUL is in no text the database can hold. Who sends one is answered 400 before anything asks for it."""

from typing import Any, Final

import orjson
from django.http import HttpRequest
from ninja.parser import Parser

NUL: Final = "\0"
FORMS: Final = {"application/x-www-form-urlencoded", "multipart/form-data"}


def holds_nul(value: object) -> bool:
    """Anywhere in what a JSON text or a form says."""
    if isinstance(value, str):
        return NUL in value
    if isinstance(value, dict):
        return any(holds_nul(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(holds_nul(part) for part in value)


def sent_nul(request: HttpRequest) -> bool:
    """In the path, the query, the cookies or a form; a body of another kind stays unread."""
    if NUL in request.path or "%00" in request.META.get("QUERY_STRING", "") or holds_nul(request.COOKIES):
        return True
    form = request.method == "POST" and request.content_type in FORMS
    return form and holds_nul(dict(request.POST.lists()))


class JsonParser(Parser):
    """Strict: no NaN, no lone surrogates, no nesting without end."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        read: dict[str, Any] = orjson.loads(request.body)
        if holds_nul(read):
            raise ValueError("a NUL in the body")
        return read

"""Every route there is, asked of Django's resolver and of ninja's operations; and how to fill one."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from zhiyu.api.root import api

PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
SIMPLE = ("GET", "HEAD", "OPTIONS")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def patterns() -> set[str]:
    return set(walked(get_resolver().url_patterns, ""))


def walked(found: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for one in found:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from walked(one.url_patterns, here)
        else:
            yield here


def operations() -> dict[str, set[str]]:
    """The methods of each API address, as its schema tells."""
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    return {bare(path.lstrip("/")): {method.upper() for method in methods} for path, methods in paths.items()}


def bare(pattern: str) -> str:
    """An address without the kinds of its parts."""
    return re.sub(r"[<{](?:\w+:)?(\w+)[>}]", r"<\1>", pattern)


def filled(pattern: str, values: Mapping[str, Any], at: Mapping[str, str]) -> str:
    return "/" + PLACE.sub(lambda place: str(values[at.get(place[1], place[1])]), pattern)


def body_of(body: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The body with ``{name}`` replaced by the value of that name, however deep."""
    return {key: put_in(value, values) for key, value in body.items()}


def put_in(value: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(value, str):
        return value.format_map(values)
    if isinstance(value, list):
        return [put_in(one, values) for one in value]
    return body_of(value, values) if isinstance(value, dict) else value

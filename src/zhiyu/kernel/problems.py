"""What a refusal looks like to programs: RFC 9457, with a stable ``code``."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

CONTENT_TYPE: Final = "application/problem+json"


def document(*, status: int, code: str, detail: str | None = None, extra: Mapping[str, Any] | None = None) -> bytes:
    said = {"detail": detail} if detail is not None else {}
    body = {"type": f"/problems/{code}", "title": code, "status": status, "code": code, **said, **(extra or {})}
    return orjson.dumps(body, default=str)

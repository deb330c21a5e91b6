"""The one call that we make to Tencent: hang up on a stream, and let nobody send it again.

Dropping alone would not do: the teacher's programme connects again by itself within seconds.
"""

import json
from typing import Any

import httpx
from django.conf import settings

from zhiyu.kernel.calling import client
from zhiyu.kernel.clock import now
from zhiyu.kernel.tc3 import JSON, authorization

TIMEOUT = httpx.Timeout(8.0, connect=4.0)
VERSION = "2018-08-01"
SERVICE = "live"


class CloudRefused(Exception):
    """Tencent's own word for why."""


class CloudAway(Exception):
    """Nothing is known of what became of the call: it is made again, and means the same."""


def may_call() -> bool:
    return bool(settings.TENCENT_LIVE and settings.TENCENT_LIVE["secret_id"] and settings.TENCENT_LIVE["secret_key"])


def forbid(*, stream: str, until: str) -> None:
    """``until``: when it may be sent again; its addresses end then anyhow."""
    mine = settings.TENCENT_LIVE
    said = {"AppName": mine["app"], "DomainName": mine["push_name"], "StreamName": stream}
    call("ForbidLiveStream", said | {"ResumeTime": until, "Reason": "the class is over, or has another key"})


def call(action: str, said: dict[str, str]) -> None:
    mine, at = settings.TENCENT_LIVE, int(now().timestamp())
    host, body = httpx.URL(mine["api"]).netloc.decode(), json.dumps(said).encode()
    proof = authorization(
        key=mine["secret_id"], secret=mine["secret_key"], host=host, at=at, body=body, service=SERVICE
    )
    headers = {
        "Authorization": proof,
        "Content-Type": JSON,
        "Host": host,
        "X-TC-Action": action,
        "X-TC-Version": VERSION,
        "X-TC-Timestamp": str(at),
    }
    try:
        with client(TIMEOUT) as calling:
            answer: Any = calling.post(mine["api"], headers=headers, content=body).json()
    except (httpx.HTTPError, ValueError) as error:
        raise CloudAway(type(error).__name__) from error
    judge(answer)


def judge(answer: Any) -> None:
    inside = answer.get("Response") if isinstance(answer, dict) else None
    if not isinstance(inside, dict):
        raise CloudAway("no Response")
    if isinstance(error := inside.get("Error"), dict):
        code = str(error.get("Code", ""))
        raise CloudAway(code) if code.startswith(("InternalError", "RequestLimitExceeded")) else CloudRefused(code)

"""Logs tell what happened and never to whom: each line once, as JSON where machines read it."""

import contextlib
import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client

from zhiyu.config import logs
from zhiyu.config.redaction import HIDDEN, redact, text

OPENID = "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"


@pytest.mark.parametrize(
    "secret",
    [
        "13812345678",
        "+86 138 1234 5678",
        "138-1234-5678",
        "wang.fang@example.com",
        OPENID,
        "Bearer 4fGh-_77aTokenValue",
        "zhiyu_session=abc123def456",
        "验证码是 482913",
        '{"name": "王芳"}',
        '{"secret": "a\\"hunter2"}',
        "postgresql://zhiyu:hunter2@db/zhiyu",
        "__Host-zhiyu_session=hunter2",
        "SMS_SECRET_KEY=hunter2",
        '"apiv3_key": "hunter2"',
        "X-Amz-Signature=hunter2",
        "{'phone': '010-555'}",
        '"openid":"short"',
        "nickname=王芳",
        "cookie: a=1; b=2",
        'WECHATPAY2-SHA256-RSA2048 mchid="19",signature="c2ln"',
        "/media/hls/eyJhIjoxfQ-_",
    ],
)
def test_what_would_tell_who_somebody_is_goes(secret: str) -> None:
    shown = text(f"before {secret} after")
    assert HIDDEN in shown
    for piece in (
        "1381234",
        "1234 5678",
        "1234-5678",
        "wang",
        "bmjr",
        "4fGh",
        "abc123",
        "482913",
        "王芳",
        "010",
        "short",
        "a=1",
        "c2ln",
        "eyJh",
        "hunter2",
    ):
        assert piece not in shown
    assert shown.startswith("before ")


@pytest.mark.parametrize(
    "plain",
    [
        "order 202611219003268711 paid 9900",
        "POST /api/v1/orders 201 in 12 ms",
        '{"code":"PARAM_ERROR","message":"no"}',
        "delivery failed attempts=3",
        "asset 0b0dd1c2-77aa-4c39-9a55-0b4c9c5b12aa is ready",
    ],
)
def test_what_an_operator_needs_stays(plain: str) -> None:
    assert text(plain) == plain


def test_keys_decide_where_values_look_harmless() -> None:
    secret = {"phone": "1", "openid": "x", "code": "12", "name": "王"}
    plain = {"event": "sent", "order": "2026", "count": 3, "at": None}
    assert redact(None, "info", {**plain, **secret}) == {**plain, **dict.fromkeys(secret, HIDDEN)}
    assert redact(None, "info", {"headers": {"Cookie": "a"}}) == {"headers": {"Cookie": HIDDEN}}


PROGRAM = """
import logging, logging.config, structlog
from zhiyu.config import logs
logs.configure(as_json=True, level="DEBUG")
logging.config.dictConfig(logs.stdlib(as_json=True, level="DEBUG"))
def broken(phone):
    raise ValueError(f"no such phone {phone}")
with structlog.contextvars.bound_contextvars(request="r1"):
    structlog.get_logger("one").info("plain", order="2026")
    logging.getLogger("httpx").info("GET https://x/sns?secret=abcdef&code=xyz0")
    logging.getLogger("django.request").warning("Not Found: %s", "/a/" + "138" + "12345678")
    try:
        broken("138" + "12345678")
    except ValueError:
        structlog.get_logger("two").exception("failed")
        logging.getLogger("uvicorn.error").exception("failed too")
"""


def lines(printed: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.splitlines()]


def test_every_line_is_json_with_its_ids_and_says_it_once() -> None:
    """In a process of its own, as production sets both kinds of loggers up."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)  # noqa: S603
    out, err = done.stdout, done.stderr
    ours, others = lines(out), lines(err)
    assert [one["event"] for one in ours] == ["plain", "failed"]
    assert [one["event"] for one in others] == [
        f"GET https://x/sns?secret={HIDDEN}&code={HIDDEN}",
        f"Not Found: /a/{HIDDEN}",
        "failed too",
    ]
    assert {one["request"] for one in ours + others} == {"r1"}
    assert [one["level"] for one in ours + others] == ["info", "error", "info", "warning", "error"]
    assert [one["logger"] for one in others] == ["httpx", "django.request", "uvicorn.error"]
    for failed in (ours[-1], others[-1]):
        assert "ValueError: no such phone [hidden]" in failed["exception"]
    assert "13812345678" not in out + err


def test_a_full_disk_costs_the_line_and_not_the_work() -> None:
    full = os.fdopen(os.open("/dev/full", os.O_WRONLY), "w", buffering=1)
    with pytest.raises(OSError, match="No space"):
        print("x", file=full)
    logs.Quiet(full).msg("x")
    with contextlib.suppress(OSError):
        full.close()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("meta", "given", "taken"),
    [
        ({"REMOTE_PORT": "0"}, "7f3a0c55-2b1e-4d0f-9a55-0b4c9c5b12aa", True),
        ({"REMOTE_PORT": "0"}, "abcDEF123456", True),
        ({"REMOTE_PORT": "50123"}, "abcDEF123456", False),
        ({}, "abcDEF123456", False),
        ({"REMOTE_PORT": "0"}, "bad\nid here", False),
        ({"REMOTE_PORT": "0"}, "x" * 33, False),
    ],
)
def test_a_request_keeps_the_id_that_a_trusted_proxy_gave(
    client: Client, meta: dict[str, str], given: str, *, taken: bool
) -> None:
    answer = client.get("/healthz", headers={"X-Request-ID": given}, **meta)  # type: ignore[arg-type]
    shown = answer.headers["X-Request-ID"]
    assert (shown == given.replace("-", "")) is taken
    assert len(shown) in {12, 32}

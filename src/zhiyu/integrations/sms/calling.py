"""One signed call, made once: nobody here sends a message again, because the first may have left all the same."""

from collections.abc import Mapping
from typing import Any, Final

import httpx
import structlog

from zhiyu.accounts.sms import SmsMisconfigured, SmsRefused, SmsUnavailable, SmsUncertain
from zhiyu.kernel.calling import client

log = structlog.get_logger(__name__)

TIMEOUT: Final = httpx.Timeout(6.0, connect=3.0)
TOO_MANY: Final = 429
SERVER_ERROR: Final = 500


def post(url: str, *, headers: Mapping[str, str], content: bytes) -> dict[str, Any]:
    """The provider's JSON. What failed on the way says whether the message may be under way."""
    try:
        with client(TIMEOUT) as http:
            answer = http.post(url, headers=dict(headers), content=content)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise SmsUnavailable("no connection") from error
    except httpx.HTTPError as error:
        raise SmsUncertain(type(error).__name__) from error
    if answer.status_code == TOO_MANY:
        raise SmsUnavailable("429")
    if answer.status_code >= SERVER_ERROR:
        raise SmsUncertain(str(answer.status_code))
    try:
        said = answer.json()
    except ValueError as error:
        raise SmsUncertain("an answer that is no JSON") from error
    if not isinstance(said, dict):
        raise SmsUncertain("an answer that is no object")
    return said


def refuse(code: str, *, numbers: frozenset[str], busy: frozenset[str], unsure: frozenset[str]) -> None:
    """Raise what the provider's word means: this number, later, perhaps sent, or else: mend the settings."""
    log.warning("sms refused", provider_code=code)
    if code in numbers:
        raise SmsRefused(code)
    if code in busy:
        raise SmsUnavailable(code)
    if code in unsure:
        raise SmsUncertain(code)
    raise SmsMisconfigured(code)

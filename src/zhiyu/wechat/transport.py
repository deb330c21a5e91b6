"""Signed calls over two hosts: every answer is verified, every failure gets its kind, every Request-ID is logged."""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import structlog

from zhiyu.kernel.calling import client
from zhiyu.wechat.errors import NotThere, Permanent, Retryable, Unknown, Untrusted, WeChatError
from zhiyu.wechat.signing import Signer, Verifiers

log = structlog.get_logger(__name__)

AGENT: Final = "zhiyu/0.1 (httpx)"
TIMEOUT: Final = httpx.Timeout(8.0, connect=3.0)
GZIP_MAGIC: Final = b"\x1f\x8b"
LARGEST: Final = 256 * 1024 * 1024
NO_CONTENT: Final = 204
ACCEPTED: Final = 202
TOO_MANY: Final = 429
SERVER_ERROR: Final = 500

SPELLINGS: Final = {
    "BANKERROR": "BANK_ERROR",
    "FREQUENCYLIMITED": "FREQUENCY_LIMITED",
    "INVALIDREQUEST": "INVALID_REQUEST",
    "NOAUTH": "NO_AUTH",
    "NOTENOUGH": "NOT_ENOUGH",
    "ORDERCLOSED": "ORDER_CLOSED",
    "ORDERNOTEXIST": "ORDER_NOT_EXIST",
    "ORDERPAID": "ORDER_PAID",
    "OPENIDMISMATCH": "OPENID_MISMATCH",
    "PARAMERROR": "PARAM_ERROR",
    "RATELIMITEXCEEDED": "RATELIMIT_EXCEEDED",
    "RESOURCENOTEXISTS": "RESOURCE_NOT_EXISTS",
    "RULELIMIT": "RULE_LIMIT",
    "SIGNERROR": "SIGN_ERROR",
    "SYSTEMERROR": "SYSTEM_ERROR",
    "TRADEERROR": "TRADE_ERROR",
    "USERPAYING": "USER_PAYING",
}
ABSENT: Final = {"ORDER_NOT_EXIST", "RESOURCE_NOT_EXISTS", "NO_STATEMENT_EXIST"}
LATER: Final = {"FREQUENCY_LIMITED", "RATELIMIT_EXCEEDED", "STATEMENT_CREATING"}
FINAL_DESPITE_500: Final = {"OPENID_MISMATCH", "INVALID_TRANSACTIONID"}


@dataclass(frozen=True)
class Transport:
    signer: Signer
    verifiers: Verifiers
    hosts: tuple[str, ...]
    serial: str
    """The public key's id, sent with each call so that WeChat answers with that key. None with certificates only: a
    certificate's serial goes with sealed fields, and we send none."""
    http: httpx.Client = field(default_factory=lambda: client(TIMEOUT))

    def get(self, target: str) -> dict[str, Any]:
        return self.call("GET", target, b"")

    def post(self, target: str, content: Mapping[str, Any]) -> dict[str, Any]:
        return self.call("POST", target, json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())

    def file(self, said: Mapping[str, Any]) -> bytes:
        """The file that a trusted answer points to, from our own hosts whatever host it names, proved by its SHA-1."""
        parts = urlsplit(str(said.get("download_url", "")))
        response = self.successful("GET", f"{parts.path}?{parts.query}", b"")
        try:
            content = unzipped(response.content)
        except zlib.error as error:
            raise Retryable("FILE_DAMAGED", str(error)) from error
        digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        if said.get("hash_type") != "SHA1" or str(said.get("hash_value", "")).lower() != digest:
            raise Retryable("FILE_DAMAGED", "not the file that was announced")
        return content

    def call(self, method: str, target: str, body: bytes) -> dict[str, Any]:
        return self.trusted(self.successful(method, target, body))

    def successful(self, method: str, target: str, body: bytes) -> httpx.Response:
        response = self.send(method, target, body)
        request_id = response.headers.get("Request-ID", "")
        path = target.partition("?")[0].rsplit("/", 1)[0] if method == "GET" else target
        log.info("wechat pay call", method=method, path=path, status=response.status_code, request_id=request_id)
        if response.is_success and response.status_code != ACCEPTED:
            return response
        raise failure(method, response, request_id)

    def send(self, method: str, target: str, body: bytes) -> httpx.Response:
        """Ask the first host; the next one only when no connection came about, so nothing can have happened."""
        headers = {"Accept": "application/json", "User-Agent": AGENT}
        if self.serial:
            headers["Wechatpay-Serial"] = self.serial
        if method == "POST":
            headers["Content-Type"] = "application/json"
        for host in self.hosts:
            headers["Authorization"] = self.signer.authorization(method, target, body)
            try:
                return self.http.request(method, host + target, content=body or None, headers=headers)
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
                log.warning("wechat pay host unreachable", host=host, error=type(error).__name__)
            except httpx.HTTPError as error:
                kind = Retryable if method == "GET" else Unknown
                raise kind("NO_ANSWER", type(error).__name__) from error
        raise Retryable("UNREACHABLE", "no host of WeChat Pay can be reached")

    def trusted(self, response: httpx.Response) -> dict[str, Any]:
        """The content of a success, once it is proved to be WeChat's. A forged success is no success: ask again."""
        request_id = response.headers.get("Request-ID", "")
        try:
            self.verifiers.verify(response.headers, response.content)
            if response.status_code == NO_CONTENT or not response.content:
                return {}
            content = json.loads(response.content.decode("utf-8-sig"))
        except (Untrusted, ValueError) as error:
            log.warning("wechat pay answer not trusted", reason=type(error).__name__, request_id=request_id)
            raise Unknown("UNTRUSTED_ANSWER", str(error), request_id=request_id) from error
        if not isinstance(content, dict):
            raise Unknown("UNTRUSTED_ANSWER", "no JSON object", request_id=request_id)
        return content


def unzipped(raw: bytes) -> bytes:
    """What a gzip file holds, up to ``LARGEST``; a file that came plain stays as it is."""
    if not raw.startswith(GZIP_MAGIC):
        return raw
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(raw, LARGEST)


def failure(method: str, response: httpx.Response, request_id: str) -> WeChatError:
    """The kind of error an answer stands for."""
    code, message = said(response)
    kind, word = kind_of(method, response.status_code, code)
    return kind(word, message, status=response.status_code, request_id=request_id)


def kind_of(method: str, status: int, code: str) -> tuple[type[WeChatError], str]:
    if code in ABSENT:
        return NotThere, code
    if status == TOO_MANY or code in LATER:
        return Retryable, code or "FREQUENCY_LIMITED"
    doubtful = status == ACCEPTED or status >= SERVER_ERROR or not code
    if doubtful and code not in FINAL_DESPITE_500:
        return (Retryable if method == "GET" else Unknown), code or f"HTTP_{status}"
    return Permanent, code


def said(response: httpx.Response) -> tuple[str, str]:
    try:
        body = response.json()
        code, message = str(body["code"]), str(body.get("message", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", ""
    return SPELLINGS.get(code, code), message

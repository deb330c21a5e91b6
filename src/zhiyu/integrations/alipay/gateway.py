"""Alipay's gateway: signed forms go out, every answer is verified, every failure gets its kind."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx
import structlog

from zhiyu.commerce.payments import ProviderError, ProviderPermanent, ProviderRetryable, ProviderUnknown
from zhiyu.integrations.alipay.errors import BadSignature
from zhiyu.integrations.alipay.signing import RSA2, Signer, Verifier
from zhiyu.kernel.calling import client
from zhiyu.kernel.clock import SHANGHAI, now

log = structlog.get_logger(__name__)

TIMEOUT: Final = httpx.Timeout(8.0, connect=3.0)
LARGEST: Final = 256 * 1024 * 1024
LOOPBACK: Final = {"127.0.0.1", "localhost", "::1"}
SUCCESS, BUSINESS, LIMITED = "10000", "40004", "40005"
REFUSING: Final = {"20001", "40001", "40002", "40003", "40006"}
"""Alipay did not get as far as the trade; whoever is not known to have asked is answered without a signature."""
ABSENT: Final = {"ACQ.TRADE_NOT_EXIST", "ISP.BILL_NOT_EXIST", "BILL_NOT_EXIST"}
DOUBTFUL: Final = {"ACQ.SYSTEM_ERROR", "AOP.ACQ.SYSTEM_ERROR", "ACQ.UNKNOW_ERROR"}
OUR_KEYS: Final = {"ISV.INVALID-SIGNATURE", "ISV.MISSING-SIGNATURE", "ISV.INVALID-APP-ID", "ISV.INVALID-TIMESTAMP"}
"""Alipay does not take our signature: keys or settings are wrong, which says nothing of the trade in hand."""


class NotThere(ProviderPermanent):
    """Alipay knows no such trade, or has no such bill."""


class Refused(ProviderPermanent):
    """Alipay said no; ``code`` is its own word for why."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(said)
        self.code = code


@dataclass(frozen=True)
class Gateway:
    app_id: str
    url: str
    signer: Signer
    verifier: Verifier
    certificates: Mapping[str, str] = field(default_factory=dict)
    """In certificate mode the serials that go with every request."""
    http: httpx.Client = field(default_factory=lambda: client(TIMEOUT), repr=False, compare=False)

    def request(self, method: str, content: Mapping[str, Any], **more: str) -> dict[str, str]:
        said = {
            "app_id": self.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": RSA2,
            "timestamp": f"{now().astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
            **self.certificates,
            **more,
        }
        return self.signer.signed({name: value for name, value in said.items() if value})

    def page(self, method: str, content: Mapping[str, Any], **more: str) -> str:
        """The address of Alipay's own page for it. Nobody is asked: the browser carries the signed request."""
        return f"{self.url}?{urlencode(self.request(method, content, **more))}"

    def ask(self, method: str, content: Mapping[str, Any]) -> dict[str, Any]:
        try:
            response = self.http.post(f"{self.url}?charset=utf-8", data=self.request(method, content))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise ProviderRetryable(f"{method}: unreachable, {type(error).__name__}") from error
        except httpx.HTTPError as error:
            raise ProviderUnknown(f"{method}: no answer, {type(error).__name__}") from error
        said, trusted = self.opened(method, response)
        code, sub_code = str(said.get("code", "")), str(said.get("sub_code", ""))
        log.info("alipay call", method=method, status=response.status_code, code=code, sub_code=sub_code)
        if code == SUCCESS and trusted:
            return said
        raise failure(method, code, sub_code, trusted=trusted)

    def opened(self, method: str, response: httpx.Response) -> tuple[dict[str, Any], bool]:
        """The answer, and whether it is signed; a wrong signature is no answer at all."""
        try:
            text = response.content.decode("utf-8-sig")
            raw, signature = parted(text, method)
            said = json.loads(raw)
            if signature:
                self.verifier.verify(raw.encode(), signature)
        except (ValueError, KeyError, TypeError, AttributeError, BadSignature) as error:
            log.warning("alipay answer not trusted", method=method, reason=type(error).__name__)
            raise ProviderUnknown(f"{method}: HTTP {response.status_code}, no trusted answer: {error}") from error
        return said, bool(signature)

    def file(self, address: str) -> bytes:
        """A file that a trusted answer points to."""
        parts, ours = urlsplit(address), urlsplit(self.url)
        if parts.scheme != "https" and not (parts.netloc == ours.netloc and parts.hostname in LOOPBACK):
            raise ProviderRetryable("the file lies at an address that is not https")
        try:
            with self.http.stream("GET", address) as response:
                response.raise_for_status()
                content = b""
                for piece in response.iter_bytes():
                    content += piece
                    if len(content) > LARGEST:
                        raise ProviderRetryable("the file is too large")
                return content
        except httpx.HTTPError as error:
            raise ProviderRetryable(f"file: {type(error).__name__}") from error


def parted(text: str, method: str) -> tuple[str, str]:
    """The part that is signed, letter for letter as it came, and its signature."""
    whole = json.loads(text)
    names = (f"{method.replace('.', '_')}_response", "error_response")
    name = next(name for name in (*names, "") if name in whole or not name)
    start = re.search(rf'"{name}"\s*:\s*', text) if name else None
    if start is None:
        raise ValueError("an answer to another question")
    found, end = json.JSONDecoder().raw_decode(text, start.end())
    if not isinstance(found, dict):
        raise TypeError("no JSON object")
    return text[start.end() : end], str(whole.get("sign") or "")


def failure(method: str, code: str, sub_code: str, *, trusted: bool) -> ProviderError:
    """The kind of error an answer stands for. What it says of a trade counts only when it is signed."""
    told, word = f"{method}: {code} {sub_code}".strip(), sub_code.upper()
    if code == LIMITED or word.endswith("CALL-LIMITED") or word in OUR_KEYS:
        return ProviderRetryable(told)
    if word in ABSENT and code == BUSINESS and trusted:
        return NotThere(told)
    if code in REFUSING or (code == BUSINESS and trusted and word not in DOUBTFUL):
        return Refused(word, told)
    return ProviderUnknown(told)

"""Alipay's gateway: signed forms go out, every answer is verified, every failure gets its kind."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx
import structlog
from cryptography.x509 import Certificate

from zhiyu.commerce.payments import ProviderError, ProviderPermanent, ProviderRetryable, ProviderUnknown
from zhiyu.integrations.alipay.certificates import Papers, in_date, rsa_key
from zhiyu.integrations.alipay.errors import BadSignature, Expired, Untrusted
from zhiyu.integrations.alipay.signing import RSA2, Signer, Verifier
from zhiyu.kernel.calling import client
from zhiyu.kernel.clock import SHANGHAI, now

log = structlog.get_logger(__name__)

TIMEOUT: Final = httpx.Timeout(8.0, connect=3.0)
FETCH: Final = "alipay.open.app.alipaycert.download"
LARGEST: Final = 256 * 1024 * 1024
LOOPBACK: Final = {"127.0.0.1", "localhost", "::1"}
SUCCESS, BUSINESS, LIMITED = "10000", "40004", "40005"
REFUSING: Final = {"20001", "40001", "40002", "40003", "40006"}
"""Alipay did not get as far as the trade; whoever is not known to have asked is answered without a signature."""
ABSENT: Final = {"ACQ.TRADE_NOT_EXIST", "ISP.BILL_NOT_EXIST", "BILL_NOT_EXIST"}
DOUBTFUL: Final = {"ACQ.SYSTEM_ERROR", "AOP.ACQ.SYSTEM_ERROR", "ACQ.UNKNOW_ERROR"}
OUR_KEYS: Final = {"ISV.INVALID-SIGNATURE", "ISV.MISSING-SIGNATURE", "ISV.INVALID-APP-ID", "ISV.INVALID-TIMESTAMP"}
OUR_CERTIFICATES: Final = "-CERT-SN"
"""Alipay does not take our signature: keys or settings are wrong, which says nothing of the trade in hand."""


class NotThere(ProviderPermanent):
    """Alipay knows no such trade, or has no such bill."""


class Refused(ProviderPermanent):
    """Alipay said no; ``code`` is its own word for why."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(said)
        self.code = code


@dataclass(frozen=True)
class ByCertificate:
    """Certificate mode. A certificate that is not here yet is asked for by its SN, and kept once it is proved."""

    papers: Papers = field(repr=False)
    keep: Callable[[str], None] = field(repr=False, compare=False)

    def read_form(self, body: bytes) -> dict[str, str]:
        """A notification does not say which certificate signed it: the newest did, or the one before it."""
        trouble: Untrusted = BadSignature("no certificate in date")
        for certificate in self.papers.known().values():
            try:
                return by(certificate).read_form(body)
            except (BadSignature, Expired) as error:
                trouble = error
        raise trouble


Trust = Verifier | ByCertificate


def by(certificate: Certificate) -> Verifier:
    if not in_date(certificate):
        raise Expired(certificate.not_valid_before_utc, certificate.not_valid_after_utc)
    return Verifier(rsa_key(certificate))


@dataclass(frozen=True)
class Gateway:
    app_id: str
    url: str
    signer: Signer
    trust: Trust
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
            **self.serials(),
            **more,
        }
        return self.signer.signed({name: value for name, value in said.items() if value})

    def serials(self) -> dict[str, str]:
        """What certificate mode adds to every request."""
        if isinstance(self.trust, Verifier):
            return {}
        return {"app_cert_sn": self.trust.papers.app_sn, "alipay_root_cert_sn": self.trust.papers.root_sn}

    def read_form(self, body: bytes) -> dict[str, str]:
        return self.trust.read_form(body)

    def page(self, method: str, content: Mapping[str, Any], **more: str) -> str:
        """The address of Alipay's own page for it. Nobody is asked: the browser carries the signed request."""
        return f"{self.url}?{urlencode(self.request(method, content, **more))}"

    def ask(self, method: str, content: Mapping[str, Any]) -> dict[str, Any]:
        try:
            response = self.sent(method, content)
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

    def sent(self, method: str, content: Mapping[str, Any]) -> httpx.Response:
        return self.http.post(f"{self.url}?charset=utf-8", data=self.request(method, content))

    def opened(self, method: str, response: httpx.Response) -> tuple[dict[str, Any], bool]:
        """The answer, and whether it is signed; a wrong signature is no answer at all."""
        try:
            text = response.content.decode("utf-8-sig")
            raw, signature, sn = parted(text, method)
            said = json.loads(raw)
            if signature:
                self.verifier(sn).verify(raw.encode(), signature)
        except (ValueError, KeyError, TypeError, AttributeError, Untrusted, httpx.HTTPError) as error:
            log.warning("alipay answer not trusted", method=method, reason=type(error).__name__)
            raise ProviderUnknown(f"{method}: HTTP {response.status_code}, no trusted answer: {error}") from error
        return said, bool(signature)

    def verifier(self, sn: str) -> Verifier:
        """Of the certificate that an answer names; in key mode there is one for all."""
        if isinstance(self.trust, Verifier):
            return self.trust
        if not sn:
            raise BadSignature("no alipay_cert_sn")
        known = self.trust.papers.known().get(sn)
        return by(known) if known is not None else self.successor(self.trust, sn)

    def successor(self, trust: ByCertificate, sn: str) -> Verifier:
        """Alipay has changed its certificate: the new one is fetched. That answer needs no signature of its own, for
        what it brings is proved by the stored root, and at once by the answer that named it.
        """
        text = self.sent(FETCH, {"alipay_cert_sn": sn}).content.decode("utf-8-sig")
        said = json.loads(parted(text, FETCH)[0])
        pem = base64.b64decode(said["alipay_cert_content"], validate=True).decode("ascii")
        verifier = by(trust.papers.successor(pem, sn)[0])
        trust.keep(pem)
        return verifier

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


def parted(text: str, method: str) -> tuple[str, str, str]:
    """The part that is signed, letter for letter as it came, its signature, and which certificate made that."""
    whole = json.loads(text)
    names = (f"{method.replace('.', '_')}_response", "error_response")
    name = next(name for name in (*names, "") if name in whole or not name)
    start = re.search(rf'"{name}"\s*:\s*', text) if name else None
    if start is None:
        raise ValueError("an answer to another question")
    found, end = json.JSONDecoder().raw_decode(text, start.end())
    if not isinstance(found, dict):
        raise TypeError("no JSON object")
    return text[start.end() : end], str(whole.get("sign") or ""), str(whole.get("alipay_cert_sn") or "")


def failure(method: str, code: str, sub_code: str, *, trusted: bool) -> ProviderError:
    """The kind of error an answer stands for. What it says of a trade counts only when it is signed."""
    told, word = f"{method}: {code} {sub_code}".strip(), sub_code.upper()
    if code == LIMITED or word.endswith(("CALL-LIMITED", OUR_CERTIFICATES)) or word in OUR_KEYS:
        return ProviderRetryable(told)
    if word in ABSENT and code == BUSINESS and trusted:
        return NotThere(told)
    if code in REFUSING or (code == BUSINESS and trusted and word not in DOUBTFUL):
        return Refused(word, told)
    return ProviderUnknown(told)

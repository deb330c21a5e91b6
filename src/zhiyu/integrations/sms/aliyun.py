"""Aliyun SMS, ``SendSms`` of 2017-05-25, signed by ACS3-HMAC-SHA256 (signature method V3)."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC
from typing import Final
from urllib.parse import quote, urlsplit

from zhiyu.integrations.sms.account import account
from zhiyu.integrations.sms.calling import post, refuse
from zhiyu.kernel.clock import now

ALGORITHM: Final = "ACS3-HMAC-SHA256"
BASE_URL: Final = "https://dysmsapi.aliyuncs.com"
NUMBERS: Final = frozenset(
    {"isv.MOBILE_NUMBER_ILLEGAL", "isv.MOBILE_COUNT_OVER_LIMIT", "isv.BLACK_KEY_CONTROL_LIMIT", "PORT_NOT_REGISTERED"}
)
BUSY: Final = frozenset({"isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "Throttling", "Throttling.User"})
UNSURE: Final = frozenset({"isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR", "ServiceUnavailable", "InternalError"})


def canonical(parameters: Mapping[str, str]) -> str:
    pairs = sorted(parameters.items())
    return "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in pairs)


def authorization(*, key: str, secret: str, query: str, headers: Mapping[str, str], body: bytes = b"") -> str:
    """The value of ``Authorization`` for a POST to ``/``; every header given is signed."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = "\n".join(["POST", "/", query, lines, names, hashlib.sha256(body).hexdigest()])
    text = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key},SignedHeaders={names},Signature={signature}"


class AliyunSender:
    """Aliyun writes the text from an approved template, whose variables have names."""

    approved_only = True

    def send(self, *, phone: str, text: str, code: str) -> None:
        self.notice(phone=phone, text=text, number=account().template_code, facts={"code": code})

    def placeholder(self, name: str, place: int) -> str:
        del place
        return f"${{{name}}}"

    def notice(self, *, phone: str, text: str, number: str, facts: Mapping[str, str]) -> None:
        del text
        mine = account()
        base = mine.base_url or BASE_URL
        query = canonical(
            {
                "PhoneNumbers": phone,
                "SignName": mine.sign_name,
                "TemplateCode": number,
                "TemplateParam": json.dumps(dict(facts), ensure_ascii=False),
            }
        )
        headers = {
            "host": urlsplit(base).netloc,
            "x-acs-action": "SendSms",
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
            "x-acs-date": now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-version": "2017-05-25",
        }
        signed = authorization(key=mine.access_key, secret=mine.secret_key, query=query, headers=headers)
        said = post(f"{base}/?{query}", headers={**headers, "Authorization": signed}, content=b"")
        verdict = str(said.get("Code", ""))
        if verdict != "OK":
            refuse(verdict, numbers=NUMBERS, busy=BUSY, unsure=UNSURE)

"""What no log may hold: phones, codes, tokens, cookies, openids, addresses of mail, names. By key, and inside text."""

import re
from collections.abc import Mapping
from typing import Any, Final

HIDDEN: Final = "[hidden]"
KEYS: Final = re.compile(
    r"phone|mobile|token|cookie|open_?id|union_?id|e?mail|passw|secret|authori[sz]ation|session|nickname|csrf|ticket",
    re.IGNORECASE,
)
WHOLE_KEYS: Final = frozenset({"code", "codes", "name", "key", "payer", "body", "signature", "otp"})
_NAMED: Final = (
    "access_token|refresh_token|js_?code|code|openid|unionid|secret|token|ticket|password|phone|email|name|nickname"
    "|signature|sign|key|state|zhiyu_session|zhiyu_csrf|zhiyu_device|csrfmiddlewaretoken|sessionid"
    r"|[\w-]{1,40}(?:secret|password|signature|_key|_session|_csrf)"
)
PATTERNS: Final = [
    # name=value of an address, a form or a cookie
    (re.compile(rf"(?<![\w-])((?:{_NAMED})=)[^&;\s\"'<>]+", re.IGNORECASE), rf"\1{HIDDEN}"),
    # "name": "value" of JSON or of a Python dict; a word in capitals is the code of an error
    (
        re.compile(
            rf"([\"'](?:{_NAMED})[\"']\s*:\s*)([\"'])(?!(?-i:[A-Z_]+)\2)(?:\\.|(?!\2)[^\\\n])*\2", re.IGNORECASE
        ),
        rf"\1\2{HIDDEN}\2",
    ),
    (re.compile(r"(\bWECHATPAY2-SHA256-RSA2048\s+).*", re.IGNORECASE), rf"\1{HIDDEN}"),
    (re.compile(r"(\b(?:bearer|basic)\s+)[^\s\"',]+", re.IGNORECASE), rf"\1{HIDDEN}"),
    (
        re.compile(r"(\b(?:cookie|set-cookie|authorization)['\"]?\s*[:,=]\s*b?)['\"]?[^'\"\n]+", re.IGNORECASE),
        rf"\1{HIDDEN}",
    ),
    # the password of a database's or a proxy's address
    (re.compile(r"(://[^/\s:@\"']{0,64}:)[^/\s@\"']{1,256}@"), rf"\1{HIDDEN}@"),
    # Bounded, and begun once a word: a long address of a request must not hold its log line up.
    (re.compile(r"(?<![\w.+-])[\w.+-]{1,256}@[\w-]{1,63}(?:\.[\w-]{1,63})+"), HIDDEN),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)"), HIDDEN),
    (re.compile(r"(?<![\w-])o[\w-]{27}(?![\w-])"), HIDDEN),
    (re.compile(r"((?:验证码|\bcode\b)\D{0,8})\d{4,8}(?!\d)", re.IGNORECASE), rf"\1{HIDDEN}"),
    # tickets in the addresses of media
    (re.compile(r"(/media/(?:hls|courseware)/)[\w-]+"), rf"\1{HIDDEN}"),
]


def redact(_logger: object, _method: str, event: Any) -> Any:
    """A structlog processor; the last before the line is written."""
    return {key: HIDDEN if _secret(key) and value else _clean(value) for key, value in event.items()}


def _secret(key: str) -> bool:
    return key in WHOLE_KEYS or bool(KEYS.search(key))


def _clean(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): HIDDEN if _secret(str(key)) else _clean(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(one) for one in value]
    return text(str(value))


def text(given: str) -> str:
    for pattern, shown in PATTERNS:
        given = pattern.sub(shown, given)
    return given

"""The proofs between Tencent and its customers, as Tencent checks and makes them."""

import hashlib
import hmac
import time
from dataclasses import dataclass
from urllib.parse import parse_qs

SKEW = 300


def address_is_good(stream: str, query: str, keys: list[str], now: float, kind: str = "md5") -> bool:
    """By any of the keys of a domain, and not after its time."""
    given = {name: values[0] for name, values in parse_qs(query).items()}
    until, secret = given.get("txTime", ""), given.get("txSecret", "")
    try:
        late = int(until, 16) <= now
    except ValueError:
        return False
    return not late and secret in {hashlib.new(kind, (key + stream + until).encode()).hexdigest() for key in keys}


def callback_sign(key: str, until: int) -> str:
    return hashlib.md5((key + str(until)).encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Call:
    """A call of the management API as it came in."""

    headers: dict[str, str]
    body: bytes

    def fault(self, secret_id: str, secret_key: str) -> str:
        """Tencent's code for what is wrong with its signature; empty for a good one."""
        stamp = self.headers.get("x-tc-timestamp", "")
        if not stamp.isdigit() or abs(int(stamp) - time.time()) > SKEW:
            return "AuthFailure.SignatureExpire"
        parts = self.headers.get("authorization", "").replace(",", " ").split()
        if not parts or parts[0] != "TC3-HMAC-SHA256":
            return "AuthFailure.SignatureFailure"
        said = dict(part.split("=", 1) for part in parts[1:] if "=" in part)
        who, _slash, scope = said.get("Credential", "").partition("/")
        if who != secret_id:
            return "AuthFailure.SecretIdNotFound"
        names = said.get("SignedHeaders", "").split(";")
        wanted = self.signature(names, stamp, scope, secret_key)
        good = {"content-type", "host"} <= set(names) and hmac.compare_digest(wanted, said.get("Signature", ""))
        return "" if good and self.is_today(scope, stamp) else "AuthFailure.SignatureFailure"

    def is_today(self, scope: str, stamp: str) -> bool:
        return scope == time.strftime("%Y-%m-%d", time.gmtime(int(stamp))) + "/live/tc3_request"

    def signature(self, names: list[str], stamp: str, scope: str, secret_key: str) -> str:
        lines = "".join(f"{name}:{self.headers.get(name, '').strip()}\n" for name in names)
        asked = f"POST\n/\n\n{lines}\n{';'.join(names)}\n{hashlib.sha256(self.body).hexdigest()}"
        text = f"TC3-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(asked.encode()).hexdigest()}"
        key = b"TC3" + secret_key.encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.digest(key, text.encode(), "sha256").hex()

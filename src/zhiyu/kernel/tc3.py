"""What Tencent Cloud's API wants to see of whoever calls it: TC3-HMAC-SHA256 over a JSON POST to ``/``."""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Final

ALGORITHM: Final = "TC3-HMAC-SHA256"
JSON: Final = "application/json; charset=utf-8"


def authorization(*, key: str, secret: str, host: str, at: int, body: bytes, service: str = "") -> str:
    """The value of ``Authorization``; the service is the host's first label unless it is named."""
    service, day = service or host.split(".", maxsplit=1)[0], f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
    lines = f"content-type:{JSON}\nhost:{host}\n"
    request = "\n".join(["POST", "/", "", lines, "content-type;host", hashlib.sha256(body).hexdigest()])
    scope = f"{day}/{service}/tc3_request"
    text = "\n".join([ALGORITHM, str(at), scope, hashlib.sha256(request.encode()).hexdigest()])
    made = f"TC3{secret}".encode()
    for part in (day, service, "tc3_request"):
        made = hmac.new(made, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(made, text.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key}/{scope}, SignedHeaders=content-type;host, Signature={signature}"

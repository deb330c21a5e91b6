"""A notification: what it says once it is proved to be WeChat's."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhiyu.wechat.aead import decrypt
from zhiyu.wechat.errors import Undecipherable
from zhiyu.wechat.signing import Verifiers


@dataclass(frozen=True)
class Letter:
    id: str
    event_type: str
    resource: dict[str, Any]


def open_letter(verifiers: Verifiers, apiv3_key: str, *, headers: Mapping[str, str], body: bytes) -> Letter:
    """Clock, serial, signature, then decipher. Raises ``Untrusted`` at the first that fails."""
    verifiers.verify(headers, body)
    try:
        said = json.loads(body.decode("utf-8-sig"))
        sealed = said["resource"]
        plain = decrypt(
            apiv3_key,
            nonce=sealed["nonce"],
            associated=sealed.get("associated_data") or "",
            ciphertext=sealed["ciphertext"],
        )
        return Letter(id=str(said["id"])[:64], event_type=str(said["event_type"])[:40], resource=json.loads(plain))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Undecipherable("a signed body that is no notification") from error

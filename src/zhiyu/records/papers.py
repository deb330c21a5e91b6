"""The file that is handed out: the record and its signature in one canonical form, and how it is checked.

Nothing here needs a database, so that ``zhiyu record verify`` works anywhere. docs/records.md says the same for others.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORM = "zhiyu-learning-record/1"
ALGORITHM = "Ed25519"
LONGEST = 2**20


class Verdict(StrEnum):
    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown_key"
    NO_RECORD = "no_record"


@dataclass(frozen=True)
class Checked:
    verdict: Verdict
    record: Mapping[str, Any]
    key: str = ""


def plain(text: str) -> str:
    """Without what cannot be seen on paper, and what programs write in more than one way."""
    return "".join(sign for sign in text.strip() if unicodedata.category(sign)[0] != "C")


def canonical(value: object) -> bytes:
    """RFC 8785 for what stands in a record: names in ASCII, whole numbers, text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def signed(record: Mapping[str, Any], private: bytes) -> str:
    return Ed25519PrivateKey.from_private_bytes(private).sign(canonical(record)).hex()


def paper(record: Mapping[str, Any], *, public: str, signature: str) -> bytes:
    seal = {"algorithm": ALGORITHM, "public_key": public, "value": signature}
    return canonical({"record": record, "signature": seal})


def check(data: bytes, keys: Mapping[str, str]) -> Checked:
    """``keys`` are those of the school, by name. One byte that is not as it was handed out is enough to refuse."""
    found = _read(data)
    if found is None:
        return Checked(Verdict.NO_RECORD, {})
    record, public, value = found
    try:
        name = str(record.get("key", ""))
        as_issued = paper(record, public=keys.get(name, public), signature=value)
    except (ValueError, RecursionError):  # half a surrogate pair, no number, too deep: never handed out
        return Checked(Verdict.ALTERED, {})
    if name not in keys:
        return Checked(Verdict.UNKNOWN_KEY, record, name)
    good = as_issued == data and public == keys[name] and _verifies(record, keys[name], value)
    return Checked(Verdict.GENUINE if good else Verdict.ALTERED, record, name)


def _read(data: bytes) -> tuple[Mapping[str, Any], str, str] | None:
    try:
        whole = json.loads(data)
        record, seal = whole["record"], whole["signature"]
        found = record, str(seal["public_key"]), str(seal["value"])
        return found if record["form"] == FORM else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _verifies(record: Mapping[str, Any], public: str, value: str) -> bool:
    try:
        signature = bytes.fromhex(value)
        if signature.hex() != value:
            return False
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, canonical(record))
    except (ValueError, InvalidSignature):
        return False
    return True

"""Secrets of a course's code and of its films' marks: derived on request, stored nowhere."""

from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zhiyu.media.keys import master_key

CODE_BYTES = 16
MARK_BYTES = 32


def code_seed(*, course_id: int, epoch: int = 1) -> bytes:
    """The AES key of a course's code. ``epoch`` counts up when a course's code is begun anew."""
    return derived(b"zhiyu trace code", f"course {course_id} e{epoch}", CODE_BYTES)


def mark_key(*, asset_id: UUID) -> bytes:
    """What the patterns and steps of one film, sound or picture are drawn from."""
    return derived(b"zhiyu trace mark", f"asset {asset_id}", MARK_BYTES)


def picture_seed(*, asset_id: UUID, number: int) -> bytes:
    """The AES key of the patterns on one page, or on one picture of a set."""
    return derived(b"zhiyu trace picture", f"asset {asset_id} p{number}", CODE_BYTES)


def derived(purpose: bytes, what: str, size: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=size, salt=purpose, info=what.encode()).derive(master_key())

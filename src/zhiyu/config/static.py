"""Static files from memory: hashed names for ever, the others asked again by their tag; compressed where that helps."""

import hashlib
import json
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOR_EVER = b"public, max-age=31536000, immutable"
ASK_AGAIN = b"public, max-age=60"
MANIFEST = "staticfiles.json"
SANDBOX = "sandbox"
"""Scripts in folders of this name run in pages without an origin, to which everything is foreign."""
COMPRESSED = {".gz", ".br", ".zstd"}
TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class StaticFile:
    body: bytes
    gzipped: bytes | None
    tag: bytes
    headers: tuple[tuple[bytes, bytes], ...]


class StaticFiles:
    """An ASGI application over one collected folder. What is not there is 404 without asking Django."""

    def __init__(self, root: Path, *, prefix: str) -> None:
        self.prefix = prefix
        hashed = set(_manifest(root).values())
        bodies: dict[bytes, bytes] = {}  # the hashed file and its plain twin share one copy
        self.files = {
            prefix + name: _load(path, immutable=name in hashed, bodies=bodies)
            for path in sorted(root.rglob("*"))
            if path.is_file() and path.suffix not in COMPRESSED and not path.name.startswith(".")
            for name in [path.relative_to(root).as_posix()]
            if name != MANIFEST
        }

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        del receive
        found = self.files.get(scope["path"])
        if found is None:
            await _answer(send, 404, [(b"content-type", b"text/plain")], b"not found")
            return
        if scope["method"] not in {"GET", "HEAD"}:
            await _answer(send, 405, [(b"allow", b"GET, HEAD")], b"")
            return
        asked = dict(scope["headers"])
        headers = list(found.headers)
        if found.tag in asked.get(b"if-none-match", b""):
            await _answer(send, 304, headers, None)
            return
        body = found.body
        if found.gzipped is not None and b"gzip" in asked.get(b"accept-encoding", b""):
            body = found.gzipped
            headers.append((b"content-encoding", b"gzip"))
        headers.append((b"content-length", str(len(body)).encode()))
        await _answer(send, 200, headers, None if scope["method"] == "HEAD" else body)


async def _answer(send: Any, status: int, headers: list[tuple[bytes, bytes]], body: bytes | None) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body or b""})


def _manifest(root: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads((root / MANIFEST).read_text())["paths"]
    except FileNotFoundError:
        return {}
    return found


def _load(path: Path, *, immutable: bool, bodies: dict[bytes, bytes]) -> StaticFile:
    body = path.read_bytes()
    digest = hashlib.sha256(body).digest()
    body = bodies.setdefault(digest, body)
    compressed = path.with_name(path.name + ".gz")
    gzipped = compressed.read_bytes() if compressed.exists() else None
    if gzipped is not None:
        gzipped = bodies.setdefault(b"gz" + digest, gzipped)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind.startswith(TEXT):
        kind += "; charset=utf-8"
    tag = f'"{digest.hex()[:24]}"'.encode()
    headers = (
        (b"content-type", kind.encode()),
        (b"cache-control", FOR_EVER if immutable else ASK_AGAIN),
        (b"etag", tag),
        (b"vary", b"accept-encoding"),
        (b"x-content-type-options", b"nosniff"),
        (b"cross-origin-resource-policy", b"cross-origin" if path.parent.name == SANDBOX else b"same-origin"),
    )
    return StaticFile(body=body, gzipped=gzipped, tag=tag, headers=headers)

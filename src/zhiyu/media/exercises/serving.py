"""As what a file of a package is sent, and our script at the head of its pages."""

import re
from pathlib import PurePosixPath

BYTES = "application/octet-stream"
PAGE = "text/html"
MIMES = {
    "html": PAGE,
    "htm": PAGE,
    "xhtml": "application/xhtml+xml",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "css": "text/css",
    "json": "application/json",
    "xml": "text/xml",
    "xsd": "text/xml",
    "dtd": "text/xml",
    "txt": "text/plain",
    "vtt": "text/vtt",
    "csv": "text/csv",
    "md": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
    "ico": "image/x-icon",
    "bmp": "image/bmp",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "ogv": "video/ogg",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "eot": "application/vnd.ms-fontobject",
    "wasm": "application/wasm",
    "pdf": "application/pdf",
}
"""All others are bytes without a meaning: nothing on this server runs, and no browser guesses."""
HEAD = re.compile(rb"<head(?:\s[^>]*)?>", re.IGNORECASE)
BEFORE_ALL = re.compile(
    rb"\A\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype[^>]*>)?", re.IGNORECASE | re.DOTALL
)
UTF16 = (b"\xff\xfe", b"\xfe\xff")
UTF8_MARK = b"\xef\xbb\xbf"
LOOKED_INTO = 64 * 1024


def mime_of(name: str) -> str:
    return MIMES.get(PurePosixPath(name).suffix.lower().lstrip("."), BYTES)


def with_script(page: bytes, script: str) -> bytes:
    """``script`` before anything of the page's own runs; in the page's own encoding, of which it is told in ASCII."""
    if page.startswith(UTF16):
        encoding = "utf-16-le" if page.startswith(UTF16[0]) else "utf-16-be"
        page = UTF8_MARK + page[2:].decode(encoding, "replace").encode()
    inserted = script.encode("ascii")
    mark = UTF8_MARK if page.startswith(UTF8_MARK) else b""
    page = page.removeprefix(mark)
    at = HEAD.search(page, 0, LOOKED_INTO) or BEFORE_ALL.match(page)
    end = at.end() if at else 0
    return mark + page[:end] + inserted + page[end:]

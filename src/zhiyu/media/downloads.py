"""Originals, and copies made for one person, as downloads, whole or from where a broken one stopped."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from zhiyu.kernel.errors import NotFound
from zhiyu.media import files
from zhiyu.media.models import Asset, Copy

ONE_RANGE = re.compile(r"bytes=(?P<first>\d{0,18})-(?P<last>\d{0,18})")
CHUNK = 64 * 1024
MIMES = {".mp4": "video/mp4", ".m4a": "audio/mp4", ".pdf": "application/pdf"}


def download(asset: Asset, name: str, *, asked: str = "", only_if: str = "") -> HttpResponseBase:
    """The original; the caller has checked access. ``name`` may be Chinese.

    ``asked`` is the request's Range and ``only_if`` its If-Range: of a file that is another by now, the whole is sent.
    """
    return attached(files.original(asset), name, asset.mime, mark=f'"{asset.sha256}"', asked=asked, only_if=only_if)


def download_copy(copy: Copy, name: str, *, asked: str = "", only_if: str = "") -> HttpResponseBase:
    """What was made for the one person whom the caller has let in."""
    path: Path = files.copy(copy)
    mime = MIMES[path.suffix]
    mark = f'"{copy.pk.hex}-{copy.made_at:%s}"'
    return attached(path, name, mime, mark=mark, asked=asked, only_if=only_if)


def attached(path: Path, name: str, mime: str, *, mark: str, asked: str, only_if: str) -> HttpResponseBase:
    if not path.is_file():
        raise NotFound
    name = name if name.lower().endswith(path.suffix) else name + path.suffix
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
        "ETag": mark,
    }
    return ranged(path, mime, asked=asked if only_if in {"", mark} else "", headers=headers)


def ranged(path: Path, mime: str, *, asked: str, headers: dict[str, str]) -> HttpResponseBase:
    """The part of a file that a Range asks for, or all of it."""
    size = path.stat().st_size
    wanted = ONE_RANGE.fullmatch(asked.strip())
    if wanted is None or wanted["first"] == wanted["last"] == "":
        first, last, status = 0, size - 1, 200
    else:
        first, last = _within(wanted["first"], wanted["last"], size)
        status = 206
        if first > last:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        headers = {**headers, "Content-Range": f"bytes {first}-{last}/{size}"}
    sized = {**headers, "Accept-Ranges": "bytes", "Content-Length": str(last - first + 1)}
    return StreamingHttpResponse(part(path, first, last), content_type=mime, status=status, headers=sized)


def private_picture(asset: Asset) -> HttpResponse:
    """A picture for those alone whom the caller has let in: kept by no cache on the way."""
    shown = files.display_image(asset.pk)
    path, mime = (shown, "image/webp") if shown.exists() else (files.original(asset), asset.mime)
    if not path.is_file():
        raise NotFound
    response = HttpResponse(path.read_bytes(), content_type=mime)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response


def _within(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:  # the last so many bytes
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def part(path: Path, first: int, last: int) -> Iterator[bytes]:
    """Opened only when it is sent, so that an answer nobody reads leaves nothing open."""
    with path.open("rb") as content:
        content.seek(first)
        left = last - first + 1
        while left and (chunk := content.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk

"""What a file is, told by its content and never by its name; refuses what we cannot use, saying how to mend it."""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from zhiyu.media import documents, images
from zhiyu.media.books import reading
from zhiyu.media.errors import ArchiveRefused, BookRefused, CoursewareRefused, DocumentRefused, MediaRefused
from zhiyu.media.exercises import reading as exercises
from zhiyu.media.layout import PAGE_MS
from zhiyu.media.models import Asset
from zhiyu.media.scan import Broken, Scan, scan

HEAD_BYTES = 4096
MAX_TEXT = 8 * 1024 * 1024
SHORTEST_MS = 500
OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
BOOKS = {"META-INF/container.xml": "application/epub+zip", "OFD.xml": "application/ofd"}
OLD_OFFICE = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}
TEXTS = {"txt": "text/plain", "md": "text/markdown", "csv": "text/csv", "srt": "text/plain"}
# What cameras and drawing programs save, and no browser shows.
PICTURES = {
    *("tif", "tiff", "bmp", "psd", "psb", "svg", "ai", "jp2", "jxl", "heif", "heics", "hif", "xcf", "ico"),
    *("raw", "dng", "cr2", "cr3", "crw", "nef", "nrw", "arw", "srf", "raf", "orf", "rw2", "pef", "x3f", "3fr", "iiq"),
}
EXPORTS = {"xml": "application/xml", "json": "application/json"}
MEDIA = "media"
FAMILY_OF_NAME: Mapping[str, str] = {
    **dict.fromkeys(["mp4", "m4v", "mov", "mkv", "webm", "avi", "flv", "wmv", "mpg", "mpeg", "ts", "3gp"], MEDIA),
    **dict.fromkeys(["mp3", "m4a", "aac", "flac", "ogg", "oga", "opus", "wav", "wma", "amr"], MEDIA),
    **dict.fromkeys(["jpg", "jpeg", "png", "webp", "gif"], "image"),
    **dict.fromkeys(["docx", "xlsx", "pptx", "epub", "ofd", "zip"], "zip"),
    **dict.fromkeys(OLD_OFFICE, "office"),
    **dict.fromkeys(TEXTS, "text"),
    "pdf": "pdf",
}
MAGIC = [
    (re.compile(rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP", re.DOTALL), "image"),
    (re.compile(rb"PK(\x03\x04|\x05\x06)"), "zip"),
    (re.compile(rb".{0,1000}%PDF-", re.DOTALL), "pdf"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "office"),
    (re.compile(rb"....ftyp(hei[csxm]|hev[cx]|mif1|msf1|avif)", re.DOTALL), "heic"),
]


@dataclass(frozen=True, kw_only=True)
class Probed:
    kind: Asset.Kind
    mime: str
    duration_ms: int = 0
    width: int = 0
    height: int = 0


def refused(cause: str, name: str, **extra: str) -> MediaRefused:
    """``cause`` is stable for programs; the sentence names the file, what is wrong and what to do."""
    sentences = {
        "empty": _("《%(name)s》是空文件。请检查原文件，重新导出后再上传。"),
        "damaged": _("《%(name)s》打不开，可能已经损坏。请在电脑上确认它能播放或打开，重新导出后再上传。"),
        "truncated": _("《%(name)s》不完整，后面的内容缺失了。请重新导出或重新复制后再上传。"),
        "wrong_type": _("《%(name)s》的后缀和内容不一致。请用原来的软件重新导出，不要只改文件名。"),
        "wrong_kind": _("这里需要%(wanted)s，《%(name)s》不是。请换一个文件。"),
        "office": _(
            "《%(name)s》要先变成 PDF 才能当课时：在 PowerPoint、Word 或 WPS 里选“文件 → 导出（或另存为）→ PDF”，"
            "在 Keynote 或 Pages 里选“文件 → 导出为 → PDF”，再上传那份 PDF。"
        ),
        "too_short": _("《%(name)s》太短了，不到半秒。请检查是否导出完整。"),
        "unknown_type": _("不支持《%(name)s》这种文件。可以上传：%(allowed)s。"),
        "picture": _(
            "浏览器显示不了《%(name)s》这种图片。请在修图软件里打开它，导出成 JPG 或 PNG，再上传导出的那一张。"
        ),
        "alone": _(
            "《%(name)s》是一张图片，不能单独当一节课。要给学员看照片，请把这节课的形式改成“套图”再放进去；"
            "只是配文字的，请放进正文里。"
        ),
        "heic": _("《%(name)s》是苹果手机的 HEIC 图片，很多设备看不了。请转成 JPG 后再上传。"),
        "too_many_pixels": _("《%(name)s》的尺寸太大（超过 5000 万像素）。请缩小后再上传。"),
        "no_sound_or_picture": _("《%(name)s》里没有画面也没有声音。请检查导出设置。"),
    }
    allowed = "MP4 MOV MKV WebM · MP3 M4A WAV FLAC · JPG PNG WebP GIF · PDF Word Excel PPT EPUB ZIP TXT"
    return MediaRefused(sentences[cause] % {"name": name, "allowed": allowed, **extra}, extra={"cause": cause})


def probe(path: Path, name: str) -> Probed:
    if path.stat().st_size == 0:
        raise refused("empty", name)
    with path.open("rb") as content:
        head = content.read(HEAD_BYTES)
    ending = Path(name).suffix.lower().lstrip(".")
    family = next((family for magic, family in MAGIC if magic.match(head)), None)
    if family == "heic":
        raise refused("heic", name)
    named = FAMILY_OF_NAME.get(ending)
    if family and named and named != family:
        raise refused("wrong_type", name)
    if family is None and ending in EXPORTS:
        return export(head, ending, name)
    if family is None and named in {"text", None} and is_text(path, head):
        return text(ending, name)
    look = {"image": image, "zip": archive, "pdf": pdf, "office": old_office}.get(family or "", media)
    return look(path, name)


def image(path: Path, name: str) -> Probed:
    try:
        mime, width, height = images.inspect(path)
    except images.TooManyPixels:
        raise refused("too_many_pixels", name) from None
    except images.Unreadable:
        raise refused("damaged", name) from None
    return Probed(kind=Asset.Kind.IMAGE, mime=mime, width=width, height=height)


def pdf(path: Path, name: str) -> Probed:
    with path.open("rb") as content:
        content.seek(max(0, path.stat().st_size - HEAD_BYTES))
        if b"%%EOF" not in content.read():
            raise refused("truncated", name)
    return Probed(kind=Asset.Kind.FILE, mime=documents.MIME)


def document(path: Path, name: str) -> Probed:
    """A PDF as what a lesson shows, page by page."""
    try:
        length = documents.length_ms(path)
    except DocumentRefused as error:
        told = _("《%(name)s》不能用：%(why)s") % {"name": name, "why": error}
        raise MediaRefused(told, extra={"cause": f"pages_{error.extra['cause']}"}) from None
    return Probed(kind=Asset.Kind.DOCUMENT, mime=documents.MIME, duration_ms=length)


def book(path: Path, _name: str) -> Probed:
    """An EPUB as what a lesson shows, chapter by chapter."""
    try:
        length = reading.count(path) * PAGE_MS
    except (ArchiveRefused, BookRefused) as error:
        raise MediaRefused(str(error), extra={"cause": f"book_{error.extra['cause']}"}) from None
    return Probed(kind=Asset.Kind.BOOK, mime=reading.MIME, duration_ms=length)


def exercise(path: Path, name: str) -> Probed:
    """A ZIP as what a lesson plays: SCORM or a web page, part by part."""
    try:
        found = exercises.looked_at(path)
    except (ArchiveRefused, CoursewareRefused) as error:
        told = _("《%(name)s》不能用：%(why)s") % {"name": name, "why": error}
        raise MediaRefused(told, extra={"cause": f"courseware_{error.extra['cause']}"}) from None
    length = PAGE_MS * sum(bool(part.path) for part in found.parts)
    return Probed(kind=Asset.Kind.EXERCISE, mime=exercises.MIME, duration_ms=length)


def archive(path: Path, name: str) -> Probed:
    """Only the directory is read; nothing is ever unpacked."""
    try:
        with zipfile.ZipFile(path) as opened:
            names = opened.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise refused("damaged", name) from None
    if "[Content_Types].xml" in names:
        mime = next((mime for part, mime in OFFICE.items() if any(n.startswith(part) for n in names)), "")
    else:
        mime = next((mime for part, mime in BOOKS.items() if part in names), "")
    return Probed(kind=Asset.Kind.FILE, mime=mime or "application/zip")


def old_office(path: Path, name: str) -> Probed:
    ending = path_ending(name)
    if ending not in OLD_OFFICE:
        raise refused("unknown_type", name)
    del path
    return Probed(kind=Asset.Kind.FILE, mime=OLD_OFFICE[ending])


def path_ending(name: str) -> str:
    return Path(name).suffix.lower().lstrip(".")


def is_text(path: Path, head: bytes) -> bool:
    if b"\0" in head or path.stat().st_size > MAX_TEXT:
        return False
    whole = path.read_bytes()
    for encoding in ("utf-8", "gb18030"):
        try:
            whole.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def export(head: bytes, ending: str, name: str) -> Probed:
    """What other systems write of all they hold: too large to be read here."""
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if b"\0" in head or begins not in {b"<", b"{", b"["}:
        raise refused("wrong_type", name)
    return Probed(kind=Asset.Kind.FILE, mime=EXPORTS[ending])


def text(ending: str, name: str) -> Probed:
    if ending not in TEXTS:
        raise refused(unknown(ending), name)
    return Probed(kind=Asset.Kind.FILE, mime=TEXTS[ending])


def unknown(ending: str) -> str:
    return "picture" if ending in PICTURES else "unknown_type"


def media(path: Path, name: str) -> Probed:
    named = FAMILY_OF_NAME.get(path_ending(name))
    try:
        found = scan(path)
    except Broken as error:
        # A name that promises a picture or a paper, and something else inside.
        other = "wrong_type" if named else unknown(path_ending(name))
        raise refused(error.cause if named == MEDIA else other, name) from error
    if named not in {MEDIA, None}:
        raise refused("wrong_type", name)
    if found.duration_ms < SHORTEST_MS:
        raise refused("too_short", name)
    return played(found)


def played(found: Scan) -> Probed:
    if found.video is None:
        return Probed(kind=Asset.Kind.AUDIO, mime=found.audio_mime, duration_ms=found.duration_ms)
    width, height = found.video.shown_size
    return Probed(
        kind=Asset.Kind.VIDEO, mime=found.video_mime, duration_ms=found.duration_ms, width=width, height=height
    )

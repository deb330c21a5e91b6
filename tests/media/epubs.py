"""EPUBs by hand: chapters of one paragraph, and whatever else a test is about."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image

CONTAINER = (
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
HEAD = '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>'


def page(body: str) -> str:
    return f"{HEAD}{body}</body></html>"


def png(size: tuple[int, int] = (40, 20)) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, (200, 40, 40)).save(written, "PNG")
    return written.getvalue()


def epub(
    path: Path,
    chapters: Sequence[tuple[str, str]],
    *,
    version: int = 3,
    more: Mapping[str, str | bytes] | None = None,
    contents: Sequence[tuple[str, str]] | None = None,
) -> Path:
    """``chapters``: title and body of each file; ``contents``: title and address of each line, when not one a file."""
    lines = contents if contents is not None else [(title, f"{n}.xhtml") for n, (title, _body) in enumerate(chapters)]
    items = "".join(
        f'<item id="c{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(chapters))
    )
    nav = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    ncx = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", CONTAINER)
        book.writestr(
            "OEBPS/content.opf",
            f'<package xmlns="http://www.idpf.org/2007/opf" version="{version}.0"><metadata/><manifest>{items}'
            f'{nav if version == 3 else ncx}</manifest><spine toc="ncx">'
            + "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
            + "</spine></package>",
        )
        listed = "".join(f'<li><a href="{address}">{title}</a></li>' for title, address in lines)
        points = "".join(
            f'<navPoint><navLabel><text>{title}</text></navLabel><content src="{address}"/></navPoint>'
            for title, address in lines
        )
        if version == 3:
            book.writestr("OEBPS/nav.xhtml", page(f'<nav epub:type="toc"><ol>{listed}</ol></nav>'))
        else:
            book.writestr(
                "OEBPS/toc.ncx",
                '<?xml version="1.0"?><!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" '
                '"http://www.daisy.org/z3986/2005/ncx-2005-1.dtd"><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/">'
                f"<navMap>{points}</navMap></ncx>",
            )
        for n, (_title, body) in enumerate(chapters):
            book.writestr(f"OEBPS/{n}.xhtml", page(body))
        for name, content in (more or {}).items():
            book.writestr(name, content)
    return path

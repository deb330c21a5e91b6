"""Slides, texts and sheets as their programs save them, told by their content: what a lesson shows only as a PDF."""

import zipfile
from pathlib import Path

# Also a .pptx with a password.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OPEN_XML = "[Content_Types].xml"
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
IWORK = ("Index.zip", "index.apxl")
MOST_MIME = 100


def is_office(path: Path) -> bool:
    with path.open("rb") as content:
        if content.read(len(OLE)) == OLE:
            return True
    try:
        with zipfile.ZipFile(path) as opened:
            return is_package(opened)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError):
        return False


def is_package(opened: zipfile.ZipFile) -> bool:
    """Of Microsoft and WPS, of LibreOffice, or of Apple, whose parts may lie in a folder."""
    names = opened.namelist()
    if OPEN_XML in names or any(name.endswith(".iwa") or name.rpartition("/")[2] in IWORK for name in names):
        return "imsmanifest.xml" not in names
    if "mimetype" not in names:
        return False
    with opened.open("mimetype") as kept:
        return kept.read(MOST_MIME).startswith(OPEN_DOCUMENT)

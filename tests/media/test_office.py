"""Slides and texts as their programs save them: a lesson refuses them, and says how they become a PDF."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests import make
from tests.media import films
from tests.media.test_uploads import Uploader
from zhiyu.media.actions import store_file
from zhiyu.media.errors import MediaRefused
from zhiyu.media.models import Asset, Upload

pytestmark = pytest.mark.django_db
MAIN = "application/vnd.openxmlformats-officedocument.{}+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


def packed(**parts: str) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return content.getvalue()


def open_xml(part: str, kind: str) -> bytes:
    """The least that PowerPoint and Word open."""
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    related = "http://schemas.openxmlformats.org/package/2006/relationships"
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    told = f'<Default Extension="rels" ContentType="{rels}"/>'
    told += f'<Override PartName="/{part}" ContentType="{MAIN.format(kind)}"/>'
    main = f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="{part}"/>'
    return packed(
        **{
            "[Content_Types].xml": f'<Types xmlns="{types}">{told}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{related}">{main}</Relationships>',
            part: '<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"/>',
        }
    )


FILES = {
    "课件.pptx": open_xml("ppt/presentation.xml", "presentationml.presentation.main"),
    "讲义.docx": open_xml("word/document.xml", "wordprocessingml.document.main"),
    "课件.ppt": OLE,
    "有密码.pptx": OLE,
    "讲义.wps": OLE,
    "课件.key": packed(**{"Index/Document.iwa": "x", "preview.jpg": "x"}),
    "旧课件.key": packed(**{"index.apxl": "<x/>"}),
    "讲义.pages": packed(**{"讲义.pages/Index.zip": "x"}),
    "课件.odp": packed(mimetype="application/vnd.oasis.opendocument.presentation", **{"content.xml": "<x/>"}),
}


@pytest.mark.parametrize("name", FILES)
def test_a_lesson_says_how_slides_and_texts_become_a_pdf(name: str, media_dir: Path) -> None:
    creator = make.user(role="creator")
    answer = Uploader(creator).send(FILES[name], name=name, expect="played")
    assert (answer.status_code, answer.json()["code"], answer.json()["cause"]) == (422, "media_refused", "office")
    said = answer.json()["detail"]
    assert said.startswith(f"《{name}》要先变成 PDF")
    assert all(program in said for program in ("PowerPoint", "WPS", "Keynote", "Pages"))
    assert not Upload.objects.exists()
    assert not Asset.objects.exists()
    assert [x for x in media_dir.rglob("*") if x.is_file()] == []


@pytest.mark.parametrize("name", ["课件.pptx", "讲义.docx", "课件.ppt"])
def test_they_are_attachments_as_ever(name: str) -> None:
    stored = store_file(path=films.wrong(name, FILES[name]), name=name, owner_id=None)
    assert (stored.kind, stored.state) == ("file", "ready")


def test_a_damaged_one_is_told_as_damaged() -> None:
    half = FILES["课件.pptx"][:200]
    with pytest.raises(MediaRefused) as refusal:
        store_file(path=films.wrong("坏.pptx", half), name="坏.pptx", owner_id=None, expect="played")
    assert refusal.value.extra == {"cause": "damaged"}


def test_courseware_and_books_are_still_courseware_and_books() -> None:
    page = packed(**{"index.html": "<p>一</p>", "mimetype": "text/plain"})
    made = store_file(path=films.wrong("练习.zip", page), name="练习.zip", owner_id=None, expect="played")
    assert made.kind == "exercise"

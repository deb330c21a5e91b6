"""Courseware packages by hand and small."""

import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

from zhiyu.accounts.models import User
from zhiyu.catalog.actions import set_lesson_asset
from zhiyu.catalog.models import Course, Lesson
from zhiyu.media.actions import package_now, store_file
from zhiyu.media.models import Asset

SPACES12 = (
    'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"'
)
SPACES2004 = (
    'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" '
    'xmlns:imsss="http://www.imsglobal.org/xsd/imsss"'
)
PAGE = b"<!doctype html><html><head><title>p</title></head><body>p</body></html>"


def manifest12(*hrefs: str, version: str = "1.2", head: str = "", extra: str = "") -> bytes:
    """A SCO an address, ``p0`` …, all of which pass at 80."""
    items = "".join(
        f'<item identifier="p{n}" identifierref="r{n}"><title>第 {n} 部分</title>'
        f"<adlcp:masteryscore>80</adlcp:masteryscore>{extra}</item>"
        for n, _href in enumerate(hrefs)
    )
    resources = "".join(
        f'<resource identifier="r{n}" type="webcontent" adlcp:scormtype="sco" href="{href}"/>'
        for n, href in enumerate(hrefs)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<manifest identifier="m" {SPACES12}>'
        f"<metadata><schema>ADL SCORM</schema><schemaversion>{version}</schemaversion></metadata>"
        f'<organizations default="o"><organization identifier="o"><title>课</title>{items}</organization>'
        "</organizations>"
        f"<resources>{resources}</resources></manifest>"
    ).encode()


def manifest2004(version: str = "2004 4th Edition") -> bytes:
    """A chapter with two parts: a SCO that passes at 0.6, and a page that is only read."""
    return (
        f'<manifest identifier="m" {SPACES2004}><metadata><schema>ADL SCORM</schema>'
        f"<schemaversion>{version}</schemaversion></metadata>"
        '<organizations default="o"><organization identifier="o"><title>课</title>'
        '<item identifier="c"><title>第一章</title>'
        '<item identifier="a" identifierref="r1" parameters="?lang=zh"><title>练习</title><imsss:sequencing>'
        '<imsss:objectives><imsss:primaryObjective satisfiedByMeasure="true">'
        "<imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure>"
        "</imsss:primaryObjective></imsss:objectives></imsss:sequencing></item>"
        '<item identifier="b" identifierref="r2"><title>阅读</title></item></item>'
        '<item identifier="x" isvisible="false" identifierref="r2"><title>藏着</title></item>'
        "</organization></organizations>"
        '<resources xml:base="content/"><resource identifier="r1" adlcp:scormType="sco" href="a%20b.html"/>'
        '<resource identifier="r2" adlcp:scormType="asset" href="read.html"/></resources></manifest>'
    ).encode()


def packed(path: Path, parts: Mapping[str, bytes], links: Mapping[str, str] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
        for name, target in (links or {}).items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            opened.writestr(entry, target)
    return path


def scorm12(path: Path, count: int = 1) -> Path:
    pages = {f"p{n}.html": PAGE for n in range(count)}
    return packed(path, {"imsmanifest.xml": manifest12(*pages), **pages})


def lesson_of(course: Course, path: Path, owner: User | None = None) -> Lesson:
    """The package at ``path`` as the last lesson of ``course``, ready to be worked on."""
    asset = store_file(path=path, name=path.name, owner_id=owner.pk if owner else None, expect="played")
    lesson = Lesson.objects.create(chapter=course.chapters.all()[0], title="练一练", kind="exercise", position=9)
    set_lesson_asset(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=None)
    assert package_now(asset.pk).state == Asset.State.READY
    return Lesson.objects.get(pk=lesson.pk)

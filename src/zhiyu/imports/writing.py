"""One text or course of an export into the catalogue, with its pictures: all of it, or nothing of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.catalog import actions
from zhiyu.catalog.actions.courses import CourseChanges
from zhiyu.catalog.importing.journal import Journal, all_or_nothing
from zhiyu.catalog.models import Course
from zhiyu.catalog.queries import code_taken
from zhiyu.imports import html
from zhiyu.imports.errors import PictureMissing
from zhiyu.imports.models import Brought
from zhiyu.imports.pictures import Pictures
from zhiyu.imports.plan import Text, Volume
from zhiyu.media.actions import store_file
from zhiyu.media.errors import MediaRefused

LONGEST_TITLE = 80
LONGEST_SUBTITLE = 120
LONGEST_NAME = 24
LONGEST_BODY = 200_000
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass
class Luggage:
    """What was found of one text or course before it is written: its pictures as files, by address."""

    pictures: dict[str, Path] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def gather(texts: Iterable[Text], pictures: Pictures) -> Luggage:
    """Fetched outside of any transaction."""
    luggage = Luggage()
    for text in texts:
        for address in filter(None, [text.cover, *html.pictures(text.html)]):
            if address in luggage.pictures:
                continue
            try:
                luggage.pictures[address] = pictures.get(address)
            except PictureMissing as missing:
                luggage.notes.append(str(missing))
        if codes := html.shortcodes(text.html):
            told = _("《%(title)s》里有插件的短代码，请改写：%(codes)s")
            luggage.notes.append(told % {"title": title_of(text), "codes": " ".join(f"[{one}]" for one in codes[:6])})
    luggage.notes = list(dict.fromkeys(luggage.notes))
    return luggage


def write(one: Text | Volume, luggage: Luggage, *, run_id: int, actor_id: int | None) -> Brought:
    """A draft, and the row that it came."""
    with all_or_nothing() as kept, transaction.atomic():
        stored = store(luggage, kept, owner_id=actor_id)
        if isinstance(one, Volume):
            course, origin = write_volume(one, stored, luggage, actor_id=actor_id), one.about.origin
        else:
            course, origin = write_text(one, stored, luggage, actor_id=actor_id), one.origin
        return Brought.objects.create(run_id=run_id, origin=origin[:500], course=course, notes=luggage.notes)


def store(luggage: Luggage, kept: Journal, *, owner_id: int | None) -> dict[str, str]:
    """Where each picture is now, by the address it had; one file of two addresses is kept once."""
    by_file: dict[Path, str] = {}
    stored = {}
    for address, path in luggage.pictures.items():
        if path not in by_file:
            try:
                asset = store_file(path=path, name=path.name, owner_id=owner_id, expect="image")
            except MediaRefused as refusal:
                luggage.notes.append(str(refusal))
                by_file[path] = ""
            else:
                kept.add(asset.pk)
                by_file[path] = str(asset.pk)
        if by_file[path]:
            stored[address] = by_file[path]
    return stored


def write_text(text: Text, stored: dict[str, str], luggage: Luggage, *, actor_id: int | None) -> Course:
    body = lesson_of(text, stored, luggage)
    if text.closed:
        luggage.notes.append(_("原来不是谁都能看，没有设成免费：定好价格再上架。"))
    about: CourseChanges = {"title": title_of(text), "price_fen": 0, **page_of(text, stored, actor_id=actor_id)}
    return actions.write_article(
        course_id=None, actor_id=actor_id, about=about, body=body or title_of(text), free=not text.closed
    )


def lesson_of(text: Text, stored: dict[str, str], luggage: Luggage) -> str:
    body = body_of(text, stored)
    if len(body) > LONGEST_BODY:
        luggage.notes.append(_("《%(title)s》太长，只搬了前 20 万字。") % {"title": title_of(text)})
    return body[:LONGEST_BODY]


def write_volume(volume: Volume, stored: dict[str, str], luggage: Luggage, *, actor_id: int | None) -> Course:
    about = volume.about
    course = actions.create_course(title=title_of(about), actor_id=actor_id)
    changes = page_of(about, stored, actor_id=actor_id)
    changes["intro"] = body_of(about, stored).strip()
    actions.edit_course(course_id=course.pk, actor_id=actor_id, **changes)
    for section in volume.sections:
        title = section.title[:LONGEST_TITLE] or _("课程内容")
        chapter = actions.add_chapter(course_id=course.pk, title=title, actor_id=actor_id)
        for text in section.texts:
            body = lesson_of(text, stored, luggage)
            actions.add_lesson(chapter_id=chapter.pk, title=title_of(text), actor_id=actor_id, body=body)
    course.refresh_from_db()
    return course


def title_of(text: Text) -> str:
    return " ".join(html.words(text.title).split())[:LONGEST_TITLE] or _("没有标题")


def body_of(text: Text, stored: dict[str, str]) -> str:
    shown = {address: f"/media/assets/{asset}/image" for address, asset in stored.items()}
    return html.markdown(text.html, shown, about=title_of(text))


def page_of(text: Text, stored: dict[str, str], *, actor_id: int | None) -> CourseChanges:
    """What its page says, as far as the export says it."""
    names = [" ".join(html.words(name).split())[:LONGEST_NAME] for name in text.categories]
    changes: CourseChanges = {
        "subtitle": " ".join(html.words(text.summary).split())[:LONGEST_SUBTITLE],
        "teacher": text.author[:40],
        "categories": [actions.add_category(name=name, actor_id=actor_id).pk for name in names if name],
        "tags": [html.words(name) for name in text.tags],
    }
    if text.cover in stored:
        changes["cover_image_id"] = UUID(stored[text.cover])
    code = address_of(text)
    if code and not code_taken(code):
        changes["code"] = code
    return changes


def address_of(text: Text) -> str:
    """The address that it had, where that is one of ours: links to it then differ in the host alone."""
    slug = text.slug.lower()[:LONGEST_TITLE]
    return slug if SLUG.fullmatch(slug) else ""

"""A lesson's text as its visitor gets it: of one that was bought, the pictures come through the gate.

What anybody may read goes on showing them from their public addresses, which every cache may keep.
"""

import re

from django.http import HttpRequest

from zhiyu.access.standing import Right
from zhiyu.catalog.pictures import ADDRESS, open_pictures
from zhiyu.media import pictures
from zhiyu.media.gate import holder_of
from zhiyu.platform import rehearsing
from zhiyu.storefront.lessons import LessonPage

SHOWN = re.compile(rf'(?:(?<=src=")|(?<=href=")){ADDRESS.pattern}(?=")')


def html_of(request: HttpRequest, found: LessonPage) -> str:
    return addressed(request, found, found.html, SHOWN)


def body_of(request: HttpRequest, found: LessonPage) -> str:
    """The Markdown, for clients that draw it themselves."""
    return addressed(request, found, found.text, ADDRESS)


def addressed(request: HttpRequest, found: LessonPage, words: str, mentioned: re.Pattern[str]) -> str:
    """A rehearsal is looked at by who wrote the text, and its reader will never have been there."""
    if found.right != Right.OWNED or rehearsing.running() or not mentioned.search(words):
        return words
    ticket = pictures.ticket_for(lesson_id=found.lesson.pk, holder=holder_of(request))
    shown_to_all = open_pictures(found.lesson)

    def address(one: re.Match[str]) -> str:
        return one[0] if one["id"] in shown_to_all else pictures.address(ticket, one["id"])

    return mentioned.sub(address, words)

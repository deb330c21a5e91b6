"""The Jinja2 environment of every page of ours, and what every page knows."""

import re
from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static as uncached_static
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from jinja2 import Environment
from markupsafe import Markup

from zhiyu.kernel.money import yuan
from zhiyu.kernel.texts import unturned
from zhiyu.ui import brand, covers, fields, navigation, picking, preferences, wording

PLACEHOLDER = re.compile(r"%\(\w+\)")
# Addresses and drawings stay the same for as long as the process runs, and a page asks for hundreds.
static = lru_cache(maxsize=1024)(uncached_static)


@lru_cache(maxsize=4096)
def url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


@lru_cache(maxsize=256)
def link(name: str, *args: Any, **kwargs: Any) -> str:
    """Like ``url``, but empty when no such page exists: a menu then leaves the entry out."""
    try:
        return url(name, *args, **kwargs)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=1024)
def icon(name: str, size: int = 20) -> SafeString:
    """A drawing from the sprite, hidden from readers: the control around it carries the name."""
    return format_html(
        '<svg class="icon icon-{0}" width="{0}" height="{0}" aria-hidden="true"><use href="{1}#{2}"></use></svg>',
        size,
        static("ui/icons.svg"),
        name,
    )


@lru_cache(maxsize=8192)
def translated(language: str | None, message: str) -> tuple[Markup, Markup]:
    """A message in a language, and the same with nothing to fill in: most have no variables."""
    del language  # the active one: part of the key only
    found = Markup(translation.gettext(message))  # noqa: S704 -- written by us, as in Jinja's own newstyle gettext
    return found, found if PLACEHOLDER.search(found) else found % {}


def said(message: str, **variables: Any) -> Markup:
    """Jinja's newstyle gettext at a tenth of its cost: a page says a hundred things, each the same every time."""
    pattern, plain = translated(translation.get_language(), message)
    variables = {name: finished(value) for name, value in variables.items()}
    return pattern % variables if variables else plain


@lru_cache(maxsize=4096)
def translated_count(language: str | None, one: str, many: str, n: int) -> Markup:
    del language  # the active one: part of the key only
    return Markup(translation.ngettext(one, many, n))  # noqa: S704 -- as above


def counted(one: str, many: str, n: int, /, **variables: Any) -> Markup:
    """Jinja's newstyle ngettext likewise; the count itself is ``n``, unless given in other words, and ``num``."""
    pattern = translated_count(translation.get_language(), one, many, n)
    return pattern % {"n": n, "num": n, **{name: finished(value) for name, value in variables.items()}}


def finished(value: Any) -> Any:
    """What is put into a page cannot turn the words around it."""
    return unturned(value) if type(value) is str else value


def without_id(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if name != "id"}


def environment(**options: Any) -> Environment:
    options = {"trim_blocks": True, "lstrip_blocks": True, "finalize": finished, **options}
    env = Environment(**options, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])  # noqa: S701 -- Django passes autoescape=True
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        _=said,
        gettext=said,
        ngettext=counted,
        static=static,
        url=url,
        link=link,
        icon=icon,
        drawing=icon,  # the same, for macros that have an argument called icon
        cover_url=covers.address,
        picks=picking.groups_of,
        query_with=wording.query_with,
    )
    env.filters.update(
        yuan=yuan,
        money=wording.money,
        when=wording.when,
        last_day=wording.last_day,
        capped=wording.capped,
        day=wording.day,
        duration=wording.duration,
        tone=wording.tone,
        size=wording.size,
        without_id=without_id,
        digits=wording.digits,
        named_by=fields.named_by,
    )
    return env


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Bound by settings, because this floor knows neither the school nor its people."""
    user = getattr(request, "user", None)

    def can(scope: str) -> bool:
        return bool(import_string(settings.PAGE_CAN)(user, scope))

    school = SimpleLazyObject(import_string(settings.PAGE_SCHOOL))
    chosen = preferences.chosen(request)
    return {
        "school": school,
        "user": user,
        "can": can,
        "messages": get_messages(request),
        "theme": chosen.theme,
        "text_size": chosen.text,
        "language": translation.get_language(),
        "languages": settings.LANGUAGES,
        "demo": settings.DEMO,
        "brand_url": SimpleLazyObject(lambda: brand.address(school.hue)),
        "studio_menu": partial(navigation.studio_menu, request),
    }

"""The Jinja2 environment of every page of ours, and what every page knows."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment

from zhiyu.kernel.money import yuan


def environment(**options: Any) -> Environment:
    env = Environment(**options, extensions=["jinja2.ext.i18n"])  # noqa: S701 -- Django passes autoescape=True
    env.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(static=static, url=reverse)
    env.filters.update(yuan=yuan)
    return env


def page_context(request: HttpRequest) -> dict[str, Any]:
    return {}

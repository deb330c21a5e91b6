"""The web process: the front before Django's WSGI application."""

from django.conf import settings
from django.urls import get_resolver

from zhiyu.config.front import Front
from zhiyu.config.static import StaticFiles
from zhiyu.config.wsgi import application as pages

get_resolver().url_patterns  # noqa: B018 -- all views are imported now, not while the first visitor waits
application = Front(
    pages,
    static=StaticFiles(settings.STATIC_ROOT, prefix=settings.STATIC_URL),
    threads=settings.WEB_THREADS,
)

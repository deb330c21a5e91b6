"""The web process: the front before Django's WSGI application."""

from functools import partial

from django.conf import settings

from zhiyu.accounts import parting
from zhiyu.config.door import Door
from zhiyu.config.front import Front
from zhiyu.config.pages import Pages
from zhiyu.config.static import StaticFiles
from zhiyu.config.wsgi import application as pages
from zhiyu.platform import shown
from zhiyu.push.asgi import application as live
from zhiyu.ui import preferences

shown.listen()
front = Front(
    pages,
    static=StaticFiles(settings.STATIC_ROOT, prefix=settings.STATIC_URL),
    threads=settings.WEB_THREADS,
    live=live,
    keep=partial(
        Pages,
        shown.copies,
        choices=frozenset(preferences.COOKIES.values()),
        personal=frozenset({settings.SESSION_COOKIE_NAME, "messages", parting.COOKIE}),
    ),
)
application = Door(
    front,
    trusted=settings.TRUSTED_PROXIES,
    hosts=settings.ALLOWED_HOSTS,
    only_https=settings.PUBLIC_URL if settings.MODE == "production" else "",
)

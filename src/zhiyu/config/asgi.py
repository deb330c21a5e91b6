"""The web process: the front before Django's WSGI application."""

from django.conf import settings

from zhiyu.config.front import Front
from zhiyu.config.static import StaticFiles
from zhiyu.config.wsgi import application as pages
from zhiyu.push.asgi import application as live

application = Front(
    pages,
    static=StaticFiles(settings.STATIC_ROOT, prefix=settings.STATIC_URL),
    threads=settings.WEB_THREADS,
    live=live,
)

"""The web process: the front before Django's WSGI application."""

from django.conf import settings

from zhiyu.config.door import Door
from zhiyu.config.front import Front
from zhiyu.config.static import StaticFiles
from zhiyu.config.wsgi import application as pages
from zhiyu.push.asgi import application as live

front = Front(
    pages,
    static=StaticFiles(settings.STATIC_ROOT, prefix=settings.STATIC_URL),
    threads=settings.WEB_THREADS,
    live=live,
)
application = Door(
    front,
    trusted=settings.TRUSTED_PROXIES,
    hosts=settings.ALLOWED_HOSTS,
    only_https=settings.PUBLIC_URL if settings.MODE == "production" else "",
)

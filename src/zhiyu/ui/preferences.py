"""Text size, theme and language: three cookies, set without script, read by the server."""

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

YEAR = 365 * 24 * 3600
COOKIES = {"theme": "zhiyu_theme", "text": "zhiyu_text", "language": "zhiyu_language"}
THEMES = {"auto", "light", "dark"}
TEXTS = {"normal", "large", "xl"}


@dataclass(frozen=True)
class Chosen:
    theme: str
    text: str
    language: str


@cache
def values(name: str) -> set[str]:
    return {"theme": THEMES, "text": TEXTS, "language": {code for code, _ in settings.LANGUAGES}}[name]


def one(request: HttpRequest, name: str, default: str) -> str:
    found = request.COOKIES.get(COOKIES[name], default)
    return found if found in values(name) else default


def chosen(request: HttpRequest) -> Chosen:
    return Chosen(
        theme=one(request, "theme", "auto"),
        text=one(request, "text", "normal"),
        language=language(request),
    )


def language(request: HttpRequest) -> str:
    return one(request, "language", settings.LANGUAGE_CODE)


def back(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe and target.startswith(("/", "http://", "https://")) else "/"


def is_foreign(request: HttpRequest) -> bool:
    """For browsers that know no Sec-Fetch-Site: every one says with a form where its page came from."""
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc not in {
        request.get_host(),
        urlsplit(settings.PUBLIC_URL).netloc,
    }


@csrf_exempt
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """No CSRF token, so that public pages stay the same for everybody and can be kept whole."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"} or is_foreign(request):
        return HttpResponseBadRequest()
    asked = {name: request.POST[name] for name in COOKIES if name in request.POST}
    if not asked or any(value not in values(name) for name, value in asked.items()):
        return HttpResponseBadRequest()
    import_string(settings.PAGE_KEEP)(request, asked)
    quiet = request.headers.get("X-Requested-With") == "fetch"
    response = HttpResponse(status=204) if quiet else HttpResponseRedirect(back(request))
    for name, value in asked.items():
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(COOKIES[name], value, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
    return response

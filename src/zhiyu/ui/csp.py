"""A strict Content-Security-Policy: our own files only, nothing inline."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NO_DEVICES = "camera=(), microphone=()"
"""A page for two people says otherwise of itself."""


def origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def policy() -> str:
    """Forms may end at WeChat or at its simulator: browsers hold the redirect after a post to form-action too."""
    ends = " ".join(filter(None, [origin(settings.WECHAT_SIMULATOR_URL), origin(settings.WECHAT_OA["open_url"])]))
    elsewhere = [origin(settings.CDN["url"])] if settings.CDN else []
    films = "".join(
        f" {one}" for one in [*elsewhere, *([settings.MEDIA_STORE["origin"]] if settings.MEDIA_STORE else [])]
    )
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            f"media-src 'self' blob:{films}",
            "worker-src 'self' blob:",
            f"connect-src 'self'{films}",
            "frame-ancestors 'self'",
            f"form-action 'self' {ends}".rstrip(),
            "base-uri 'none'",
            "object-src 'none'",
        ]
    )


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    rule = policy()

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", rule)
        response.headers.setdefault("Permissions-Policy", NO_DEVICES)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return answer

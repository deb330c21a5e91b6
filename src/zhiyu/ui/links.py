from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def public_address(request: HttpRequest, path: str) -> str:
    """The address people pass on. A school on loopback is reached by whatever name its visitor used."""
    if settings.MODE == "production":
        return f"{settings.PUBLIC_URL}{path}"
    return request.build_absolute_uri(path)


def pages_may_have_keys() -> bool:
    """Browsers let a page seal and open things by https, and from the machine itself (W3C, Secure Contexts)."""
    school = urlsplit(settings.PUBLIC_URL)
    return school.scheme == "https" or school.hostname in {"localhost", "127.0.0.1", "::1"}

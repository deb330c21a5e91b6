from django.conf import settings
from django.http import HttpRequest


def public_address(request: HttpRequest, path: str) -> str:
    """The address people pass on. A school on loopback is reached by whatever name its visitor used."""
    if settings.MODE == "production":
        return f"{settings.PUBLIC_URL}{path}"
    return request.build_absolute_uri(path)

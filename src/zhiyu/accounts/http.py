"""Who is asking: pages by session, the API by bearer token or session. Private parts of accounts stay private."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zhiyu.accounts.models import Device, User


class UserRequest(HttpRequest):
    """A request whose sender is known. ``device`` is the login it came by."""

    user: User
    device: Device | None


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    return get_response

"""What the pages of complaints show beside their rows."""

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from zhiyu.complaints import queries
from zhiyu.complaints.models import Complaint
from zhiyu.ui.links import public_address

Status = Complaint.Status
TONES: dict[str, str] = {
    Status.SENT: "gold",
    Status.LOOKING: "info",
    Status.UPHELD: "ok",
    Status.REJECTED: "plain",
    Status.WITHDRAWN: "plain",
}


def pills(state: str) -> list[tuple[str | Promise, str, bool, int]]:
    """Label, value, whether it is the current one, how many."""
    counted = queries.counts()
    shown = [("", _("等答复")), *((one.value, one.label) for one in (Status.UPHELD, Status.REJECTED, Status.WITHDRAWN))]
    return [(label, value, value == state, counted[value]) for value, label in shown]


def place_from(request: HttpRequest, told: str) -> str:
    """Where somebody came from, as the form says it: a path of ours (what the link at the foot carries) whole."""
    ours = told.startswith("/") and not told.startswith("//")
    return public_address(request, quote(told)) if ours else told


def place_of(request: HttpRequest, place: str) -> str:
    """The path of a place that is an address of ours, else empty: strangers' links are not to be pressed."""
    found = urlsplit(place.strip().split()[0]) if place.strip() else urlsplit("")
    ours = {request.get_host(), urlsplit(settings.PUBLIC_URL).netloc}
    return found.path if found.scheme in {"http", "https"} and found.netloc in ours else ""

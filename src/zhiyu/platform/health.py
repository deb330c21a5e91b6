"""``/healthz``: every part says by itself whether it is up."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

LOW = "low"
Check = Callable[[], str | None]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """``check`` answers None when the part is up, else a short reason; one that begins with ``low`` is a warning."""
    _checks[name] = check


def database() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return None


def worker() -> str | None:
    """Up when some worker's heartbeat is younger than a minute (procrastinate beats every 10 seconds)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists(select 1 from procrastinate_workers where last_heartbeat > now() - interval '60 s')"
        )
        (beating,) = cursor.fetchone()
    return None if beating else "no worker heartbeat within 60 s"


register("database", database)
register("worker", worker)


def report() -> dict[str, str]:
    """Name → ``ok`` or the reason it is not."""
    found = {}
    for name, check in _checks.items():
        try:
            found[name] = check() or "ok"
        except (DatabaseError, OSError) as error:
            found[name] = type(error).__name__
    return found


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    del request
    parts = report()
    up = all(state == "ok" or state.startswith(LOW) for state in parts.values())
    return JsonResponse({"status": "ok" if up else "starting", "parts": parts}, status=200 if up else 503)

"""What everybody may see, kept ready while it stays as it is.

Tables that public pages are made of announce each change themselves (a trigger and ``NOTIFY``), so nothing that
writes to them has to remember it. A process that listens keeps copies until the next announcement; one that does
not, or has lost its line, keeps none.
"""

import copy
import threading
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

import psycopg
import structlog
from django.http import HttpRequest, HttpResponse

from zhiyu.kernel.clock import now
from zhiyu.platform import rehearsing
from zhiyu.platform.line import parameters

P = ParamSpec("P")
T = TypeVar("T")
CHANNEL: Final = "shown"
FOR_EVERYBODY: Final = "X-Zhiyu-For-Everybody"
PULSE, PAUSE = 15.0, 1.0  # seconds
LONGEST = 600.0  # seconds: words that depend on the clock follow it
log = structlog.get_logger(__name__)


class Copies:
    """Values by key, all of one age. Nothing is kept without a line to the database, nor of what will be taken back."""

    def __init__(self, *, most: int = 10_000) -> None:
        self.most = most
        self.age = 0
        self.listening = False
        self._kept: dict[Hashable, tuple[int, Any]] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """A copy of its own for every caller."""
        if not self.listening or rehearsing.running():
            return make()
        age = self.age
        kept_at, kept = self._kept.get(key, (-1, None))
        if kept_at != age:
            kept = make()
            if len(self._kept) >= self.most:
                self._kept = {}
            self._kept[key] = (age, kept)  # what changed meanwhile makes this age the past one
        return cast("T", copy.copy(kept))

    def fall(self) -> None:
        self.age += 1
        self._kept = {}


copies = Copies()
logins = Copies(most=2_000)
"""Who asks for media: ``accounts/asking.py`` keeps them, and a login that ended announces itself."""
OF: Final = {"logins": logins, CHANNEL: copies}
_turns_at: ContextVar[datetime | None] = ContextVar("turns_at", default=None)


def until(moment: datetime | None) -> None:
    """What is being made is true until then, by the clock alone: no table will announce it."""
    earlier = _turns_at.get()
    if moment is not None and (earlier is None or moment < earlier):
        _turns_at.set(moment)


def same_for_everybody(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page that differs by nothing but its address and the reader's display choices, for those not logged in.

    The front may keep it (``config/pages.py``) for as many seconds as the mark says; it takes the mark off again.
    """

    @wraps(view)
    def marked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        _turns_at.set(None)
        response = view(request, *args, **kwargs)
        if request.user.is_anonymous and response.status_code == 200 and not response.cookies:  # noqa: PLR2004
            turns_at = _turns_at.get()
            left = LONGEST if turns_at is None else min(LONGEST, (turns_at - now()).total_seconds())
            response.headers[FOR_EVERYBODY] = f"{left:.3f}"
        return response

    return marked


def listen(stop: threading.Event | None = None) -> threading.Thread:
    """Hear of changes from now on, in a thread of its own, until ``stop`` is set and the line breaks."""
    thread = threading.Thread(target=_keep_listening, args=[stop or threading.Event()], name="shown", daemon=True)
    thread.start()
    return thread


def _keep_listening(stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            _listen()
        except psycopg.Error as error:
            log.info("not hearing of changes", error=type(error).__name__)
        finally:
            for one in OF.values():
                one.listening = False
                one.fall()
        stop.wait(PAUSE)


def _listen() -> None:
    with psycopg.connect(**parameters(), autocommit=True) as line:
        for channel, one in OF.items():
            line.execute(f"listen {channel}".encode())
            one.fall()
            one.listening = True
        while True:
            for notice in line.notifies(timeout=PULSE):
                OF[notice.channel].fall()
            line.execute("select 1")

"""What would a learner see if this were saved? It is saved, looked at with a learner's eyes, and taken back.

Nothing is imitated: the form's own view saves, the product's own action puts it on sale, the learner's own page is
rendered, all of it in a rehearsal (``platform/rehearsing.py``).
"""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage import default_storage
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import resolve
from django.utils.datastructures import MultiValueDict

from zhiyu.kernel.clock import ahead_to
from zhiyu.kernel.errors import DomainError
from zhiyu.platform.rehearsing import GaveWay, taken_back
from zhiyu.ui import preferences

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
ASKED: Final = "rehearse"
MOST_TURNS = 3
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What can be looked at from here, too: ``options`` are what is sent and what is said."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Where a learner looks and who they are, nobody by default; ``at`` which moment, ``sight`` what they look for.

    ``sight`` is a CSS selector; ``notes`` is what the creator should know of it and learners do not read.
    """

    address: str
    who: str
    person: Any = None
    at: datetime | None = None
    sight: str = ""
    notes: Sequence[str] = ()
    choices: Sequence[Choice] = ()


Stage = Callable[..., Scene]


def rehearsed(
    stage: Stage,
) -> Callable[[Callable[Concatenate[R, P], HttpResponse]], Callable[Concatenate[R, P], HttpResponse]]:
    """For a form's view, inside its guard: what is sent with ``rehearse`` is shown as learners would see it.

    ``stage(request, **named)`` puts on sale what was saved; ``named`` is what the view's redirect names. What cannot
    be saved comes back as the form's own page, with what is wrong beside each field: to look is never a mistake.
    """

    def around(view: Callable[Concatenate[R, P], HttpResponse]) -> Callable[Concatenate[R, P], HttpResponse]:
        @wraps(view)
        def answer(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if ASKED not in request.POST:
                return view(request, *args, **kwargs)
            return rehearse(request, lambda: view(unheard(request), *args, **kwargs), stage)

        return answer

    return around


def picked(request: HttpRequest, name: str, label: str, options: Sequence[tuple[str, str]]) -> Choice:
    """What was chosen in the frame, or the first."""
    asked = request.POST.get(f"{ASKED}_{name}")
    known = [value for value, _text in options]
    chosen = asked if asked is not None and asked in known else known[0] if known else ""
    return Choice(name=f"{ASKED}_{name}", label=label, options=options, chosen=chosen)


def rehearse(request: HttpRequest, save: Callable[[], HttpResponse], stage: Stage) -> HttpResponse:
    try:
        with taken_back():
            saved = save()
            if not isinstance(saved, HttpResponseRedirect):
                saved.status_code = 200
                return saved
            scene = stage(request, **resolve(urlsplit(saved.url).path).kwargs)
            page = seen(request, scene)
    except GaveWay as busy:
        return JsonResponse({"missing": [str(busy)], "again": True})
    except DomainError as refusal:
        return JsonResponse({"missing": [str(refusal)]})
    return JsonResponse(
        {
            "page": page,
            "who": scene.who,
            "sight": scene.sight,
            "notes": [*scene.notes],
            "choices": [vars(one) for one in scene.choices],
        }
    )


def unheard(request: R) -> R:
    """The same request with an ear of its own: what is said to who saves is not said to who only looks."""
    alone = copy.copy(request)
    alone._messages = default_storage(alone)  # type: ignore[attr-defined]  # noqa: SLF001 -- where Django keeps it
    return alone


def seen(request: HttpRequest, scene: Scene) -> str:
    """The page's HTML, as its own view answers to a phone."""
    address = scene.address
    with ahead_to(scene.at):
        for _turn in range(MOST_TURNS):
            match = resolve(urlsplit(address).path)
            answer = match.func(visit(request, address, scene.person), *match.args, **match.kwargs)
            if not isinstance(answer, HttpResponseRedirect):
                break
            address = answer.url
    return str(answer.content.decode())


def visit(request: HttpRequest, address: str, person: Any) -> HttpRequest:
    """As it comes from a phone of ``person``, with what the creator chose of the looks of pages."""
    parts = urlsplit(address)
    made = copy.copy(request)
    kept = {name: value for name, value in request.META.items() if not name.startswith("HTTP_HX_")}
    method = {"REQUEST_METHOD": "GET", "PATH_INFO": parts.path, "QUERY_STRING": parts.query, "HTTP_USER_AGENT": PHONE}
    named = {*preferences.COOKIES.values()}
    made.__dict__.pop("headers", None)
    made.__dict__ |= {
        "META": {**kept, **method},
        "GET": QueryDict(parts.query),
        "COOKIES": {name: value for name, value in request.COOKIES.items() if name in named},
        "_post": QueryDict(),
        "_files": MultiValueDict(),
        "method": "GET",
        "path": parts.path,
        "path_info": parts.path,
        "user": person or AnonymousUser(),
        "device": None,
        "session": SessionStore(),
        "resolver_match": resolve(parts.path),
    }
    return unheard(made)

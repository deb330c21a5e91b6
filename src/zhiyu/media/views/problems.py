"""Media addresses are fetched by players and uploaders, so their refusals are JSON, never pages."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from zhiyu.kernel import problems
from zhiyu.kernel.errors import DomainError

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def problem(error: DomainError) -> HttpResponse:
    body = problems.document(status=error.status, code=error.code, detail=str(error), extra=error.extra)
    response = HttpResponse(body, status=error.status, content_type=problems.CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def answers_problems(view: View[P]) -> View[P]:
    @wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except DomainError as error:
            return problem(error)

    return answered

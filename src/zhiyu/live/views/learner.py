from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from zhiyu.live import queries


@require_safe
def watch(request: HttpRequest, class_id: int) -> HttpResponse:
    """Where every message and lesson leads: the class's room."""
    del request
    return redirect("rooms:room", class_id=queries.live_class(class_id).pk)

"""Every component on one page, in both themes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiyu.ui import covers


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/styleguide.html", {"designs": covers.DESIGNS})

"""Moving in: an export handed in, and what came of it."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.imports import actions, queries
from zhiyu.imports.models import Run
from zhiyu.kernel.errors import DomainError

PAGE_SIZE = 30
LATEST = 20
TONES = {"waiting": "plain", "running": "info", "done": "ok", "refused": "hot"}


class HandIn(forms.Form):
    export = forms.UUIDField(
        label=_("导出的文件"), widget=forms.HiddenInput, error_messages={"required": _("请先上传导出的文件。")}
    )


@never_cache
@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
def imports(request: UserRequest) -> HttpResponse:
    form = HandIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.hand_in(asset_id=form.cleaned_data["export"], actor_id=request.user.pk)
        except DomainError as error:
            form.add_error("export", str(error))
        else:
            return redirect("imports:run", run_id=made.pk)
    shown = {"form": form, "runs": queries.runs()[:LATEST], "tones": TONES}
    return render(request, "imports/imports.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
@staff("catalog.edit")
def run(request: UserRequest, run_id: int) -> HttpResponse:
    return render(request, "imports/run.html", shown_of(request, run_id))


@never_cache
@require_safe
@staff("catalog.edit")
def progress(request: UserRequest, run_id: int) -> HttpResponse:
    """The part of the page that moves."""
    return render(request, "imports/progress.html", shown_of(request, run_id))


def shown_of(request: UserRequest, run_id: int) -> dict[str, Any]:
    found = queries.run(run_id)
    page = Paginator(queries.brought(run_id), PAGE_SIZE).get_page(request.GET.get("page"))
    moving = found.state in {Run.State.WAITING, Run.State.RUNNING}
    came = words_of(queries.came_of(run_id)) if page.paginator.count and not moving else []
    return {"run": found, "page": page, "moving": moving, "came": came, "tones": TONES}


def words_of(came: queries.Came) -> list[str]:
    said = [
        (came.courses, ngettext("%(n)s 门课程", "%(n)s 门课程", came.courses)),
        (came.chapters, ngettext("%(n)s 章", "%(n)s 章", came.chapters)),
        (came.lessons, ngettext("%(n)s 节课", "%(n)s 节课", came.lessons)),
        (came.articles, ngettext("%(n)s 篇文章", "%(n)s 篇文章", came.articles)),
    ]
    return [words % {"n": n} for n, words in said if n]


@require_POST
@staff("catalog.edit")
def again(request: UserRequest, run_id: int) -> HttpResponse:
    actions.run_again(run_id=run_id, actor_id=request.user.pk)
    return redirect("imports:run", run_id=run_id)

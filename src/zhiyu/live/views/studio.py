from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, local_path, staff
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError, Invalid
from zhiyu.live import actions, queries
from zhiyu.live.engines import engine
from zhiyu.live.forms import EditForm, NewForm, PremiereForm, said, soon
from zhiyu.live.space import space_for

PAGE_SIZE = 30


@never_cache
@require_safe
@staff("catalog.edit")
def classes(request: UserRequest) -> HttpResponse:
    scope = "past" if request.GET.get("scope") == "past" else "coming"
    page = Paginator(queries.classes(scope), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {"page": page, "scope": scope, "counts": queries.class_counts(), "films": queries.films().exists()}
    return render(request, "live/classes.html", shown | {"state_of": queries.state_of})


@never_cache
@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
def new(request: UserRequest) -> HttpResponse:
    form = NewForm(request.POST or None, initial={"host": request.user.pk, "starts_at": soon()})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        rhythm, times = typed["rhythm"], typed["times"]
        place = {"chapter_id": typed["chapter"].pk, "actor_id": request.user.pk}
        try:
            made = actions.plan(**place, rhythm=rhythm, times=times, **form.plan())
        except DomainError as refused:
            form.add_error(refused.where, str(refused))
        else:
            messages.success(request, _("排好了 %(n)s 场。") % {"n": len(made)})
            return redirect("live:class", class_id=made[0].pk)
    shown = {"form": form, "places": queries.chapters().exists(), "films": queries.films().exists()}
    return render(request, "live/new.html", shown, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
def premiere(request: UserRequest) -> HttpResponse:
    form = PremiereForm(request.POST or None, initial={"host": request.user.pk, "starts_at": soon()})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = actions.premiere(
                lesson_id=typed["lesson"].pk,
                starts_at=typed["starts_at"],
                host_id=typed["host"].pk,
                actor_id=request.user.pk,
            )
        except DomainError as refused:
            form.add_error(refused.where, str(refused))
        else:
            messages.success(request, _("排好了，到时候自动开始放。"))
            return redirect("live:class", class_id=made.pk)
    shown = {"form": form, "films": queries.films().exists()}
    return render(request, "live/premiere.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
@staff("catalog.edit")
def one(request: UserRequest, class_id: int) -> HttpResponse:
    found = queries.live_class(class_id)
    door = engine()
    key = getattr(found, "stream_key", None)
    shown = {
        "one": found,
        "course": found.lesson.chapter.course,
        "state": queries.state_of(found),
        "heard": queries.is_heard(found),
        "address": door.address() if door else "",
        "taken": settings.LIVE_PORT if settings.LIVE_TAKEN else None,
        "key": door.key(found) if door and key else "",
        "cloud": door.at_cloud(found) if door else None,
        "key_number": key.number if key else 0,
        "space": space_for(found.minutes),
        "disk": queries.disk_of(found),
        "missed_parts": queries.missed(class_id),
        "now": now(),
    }
    return render(request, "live/class.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
def edit(request: UserRequest, class_id: int) -> HttpResponse:
    found = queries.live_class(class_id)
    form = EditForm(request.POST or None, initial=said(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(
                class_id=class_id, actor_id=request.user.pk, seen_at=form.cleaned_data["seen_at"], **form.plan()
            )
        except DomainError as refused:
            form.add_error(refused.where, str(refused))
        else:
            messages.success(request, _("已保存。"))
            return redirect("live:class", class_id=class_id)
    return render(request, "live/edit.html", {"form": form, "one": found}, status=422 if form.errors else 200)


def done(request: UserRequest, class_id: int, act: Callable[[], Any], words: str) -> HttpResponse:
    queries.live_class(class_id)
    try:
        act()
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words)
    return redirect(local_path(request, request.POST.get("next"), reverse("live:class", args=[class_id])))


@require_POST
@staff("catalog.edit")
def begin(request: UserRequest, class_id: int) -> HttpResponse:
    act = partial(actions.begin, class_id=class_id, actor_id=request.user.pk)
    return done(request, class_id, act, _("开播了，学员现在看得到画面。"))


@require_POST
@staff("catalog.edit")
def end(request: UserRequest, class_id: int) -> HttpResponse:
    act = partial(actions.end, class_id=class_id, actor_id=request.user.pk)
    return done(request, class_id, act, _("下课了，回放正在生成，好了自动出现在课里。"))


@require_POST
@staff("catalog.edit")
def call_off(request: UserRequest, class_id: int) -> HttpResponse:
    act = partial(actions.call_off, class_id=class_id, actor_id=request.user.pk)
    return done(request, class_id, act, _("取消了，能看这场直播的学员会收到通知。"))


@require_POST
@staff("catalog.edit")
def new_key(request: UserRequest, class_id: int) -> HttpResponse:
    seen = request.POST.get("seen", "")
    if not seen.isdigit():
        raise Invalid
    act = partial(actions.new_key, class_id=class_id, seen=int(seen), actor_id=request.user.pk)
    return done(request, class_id, act, _("换好了，旧的推流码不能再用，请把新的填进 OBS。"))


@require_POST
@staff("catalog.edit")
def take_recording(request: UserRequest, class_id: int) -> HttpResponse:
    act = partial(actions.take_recording, class_id=class_id, actor_id=request.user.pk)
    return done(request, class_id, act, _("正在从腾讯云取，取好就换上，不用等在这里。"))


@require_safe
@staff("catalog.edit")
def guide(request: UserRequest) -> HttpResponse:
    door = engine()
    return render(request, "live/guide.html", {"address": door.address() if door else ""})

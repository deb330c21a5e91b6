"""What is said in a lesson: files in, and an editor cue by cue."""

import orjson
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import queries
from zhiyu.catalog.models import Lesson
from zhiyu.catalog.subtitle_forms import CuesForm, SubtitleFileForm, shown
from zhiyu.kernel.errors import NotFound
from zhiyu.media.actions import put_captions, remove_captions
from zhiyu.media.captions import clock, cues_of
from zhiyu.media.errors import CaptionsChanged
from zhiyu.media.models import Asset, Subtitle
from zhiyu.media.queries import subtitle, subtitles_of


def _played(lesson_id: int) -> tuple[Lesson, Asset]:
    lesson = queries.lesson(lesson_id)
    if lesson.asset is None or lesson.kind in Lesson.UNPLAYED:
        raise NotFound
    return lesson, lesson.asset


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
def subtitle_list(request: UserRequest, lesson_id: int) -> HttpResponse:
    lesson, asset = _played(lesson_id)
    form = SubtitleFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        language, cues = form.cleaned_data["language"], form.cleaned_data["file"]
        put_captions(asset_id=asset.pk, language=language, cues=cues, actor_id=request.user.pk)
        messages.success(request, _("已放上 %(count)s 句字幕。") % {"count": len(cues)})
        return redirect("catalog:subtitle_edit", lesson_id=lesson_id, language=language)
    context = {"lesson": lesson, "course": lesson.chapter.course, "form": form, "subtitles": subtitles_of(asset.pk)}
    return render(request, "catalog/subtitles.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
def subtitle_edit(request: UserRequest, lesson_id: int, language: str) -> HttpResponse:
    lesson, asset = _played(lesson_id)
    kept = subtitle(asset_id=asset.pk, language=language)
    form = CuesForm(request.POST or None, initial={"seen": kept.version})
    problem, status = "", 200
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            put_captions(
                asset_id=asset.pk,
                language=language,
                cues=typed["cues"],
                seen_version=typed["seen"],
                actor_id=request.user.pk,
            )
        except CaptionsChanged as error:
            problem, status = str(error), error.status
        else:
            messages.success(request, _("已保存。"))
            return redirect("catalog:subtitle_edit", lesson_id=lesson_id, language=language)
    elif form.errors:
        problem, status = " ".join(str(one) for errors in form.errors.values() for one in errors), 422
    sent = request.POST.get("cues") if problem else None
    context = {
        "lesson": lesson,
        "course": lesson.chapter.course,
        "language": language,
        "named": Subtitle.Language(language).label,
        "seen": form["seen"].value(),
        "cues": sent or orjson.dumps(shown(cues_of(kept.cues), clock)).decode(),
        "problem": problem,
    }
    return render(request, "catalog/subtitle.html", context, status=status)


@require_POST
@staff("catalog.edit")
def subtitle_remove(request: UserRequest, lesson_id: int, language: str) -> HttpResponse:
    _lesson, asset = _played(lesson_id)
    remove_captions(asset_id=asset.pk, language=language, actor_id=request.user.pk)
    messages.success(request, _("已移除。"))
    return redirect("catalog:subtitles", lesson_id=lesson_id)

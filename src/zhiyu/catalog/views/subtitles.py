"""What is said in a lesson: files in, and an editor cue by cue."""

import orjson
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import queries
from zhiyu.catalog.subtitle_forms import CuesForm, SubtitleFileForm, shown
from zhiyu.media.actions import find_wave, put_captions, remove_captions
from zhiyu.media.captions import cues_of, written
from zhiyu.media.errors import CaptionsChanged
from zhiyu.media.models import Subtitle
from zhiyu.media.queries import subtitle_to_edit, subtitles_of


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
def subtitle_list(request: UserRequest, lesson_id: int) -> HttpResponse:
    lesson, asset = queries.played(lesson_id)
    form = SubtitleFileForm(request.POST or None, request.FILES or None)
    if "begin" in request.POST and request.POST.get("language") in Subtitle.Language.values:
        return redirect("catalog:subtitle_edit", lesson_id=lesson_id, language=request.POST["language"])
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
    lesson, asset = queries.played(lesson_id)
    kept = subtitle_to_edit(asset_id=asset.pk, language=language)
    cues = cues_of(kept.cues)
    form = CuesForm(request.POST or None, initial={"seen": kept.version, "lines": written(cues)})
    problem, status, theirs = "", 200, None
    if request.method == "POST" and form.is_valid():
        try:
            put_captions(
                asset_id=asset.pk,
                language=language,
                cues=form.wanted,
                seen_version=form.seen_version,
                actor_id=request.user.pk,
            )
        except CaptionsChanged as error:
            problem, status = str(error), error.status
            theirs = subtitle_to_edit(asset_id=asset.pk, language=language)
        else:
            messages.success(request, _("已保存。"))
            return redirect("catalog:subtitle_edit", lesson_id=lesson_id, language=language)
    elif form.errors:
        problem, status = " ".join(str(one) for errors in form.errors.values() for one in errors), 422
    sent = request.POST.get("cues") if problem else None
    context = {
        "lesson": lesson,
        "course": lesson.chapter.course,
        "asset": asset,
        "language": language,
        "named": Subtitle.Language(language).label,
        "form": form,
        "cues": sent or orjson.dumps(shown(cues)).decode(),
        "problem": problem,
        "theirs": theirs,
        "their_rows": orjson.dumps(shown(cues_of(theirs.cues))).decode() if theirs else "",
    }
    return render(request, "catalog/subtitle.html", context, status=status)


@require_GET
@staff("catalog.edit")
def wave(request: UserRequest, lesson_id: int) -> HttpResponse:
    """The shape of the sound; 202 while it is not made yet, and the page hears when it is."""
    del request
    _lesson, asset = queries.played(lesson_id)
    found = find_wave(asset.pk)
    if found is None:
        return HttpResponse(status=202)
    response = HttpResponse(found, content_type="application/octet-stream")
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


@require_POST
@staff("catalog.edit")
def subtitle_remove(request: UserRequest, lesson_id: int, language: str) -> HttpResponse:
    _lesson, asset = queries.played(lesson_id)
    remove_captions(asset_id=asset.pk, language=language, actor_id=request.user.pk)
    messages.success(request, _("已移除。"))
    return redirect("catalog:subtitles", lesson_id=lesson_id)

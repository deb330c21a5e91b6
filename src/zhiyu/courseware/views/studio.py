from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.courseware import presenters, queries
from zhiyu.kernel.sheets import csv_pieces

PAGE_SIZE = 30


@never_cache
@require_safe
@staff("learners.read")
def scores(request: UserRequest, lesson_id: int) -> HttpResponse:
    found = queries.board_of(lesson_id)
    page = Paginator(found.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {"board": found, "lesson": found.lesson, "page": page, "results": queries.results(page.object_list)}
    return render(request, "courseware/scores.html", shown)


@never_cache
@require_safe
@staff("learners.read")
def scores_csv(request: UserRequest, lesson_id: int) -> HttpResponse:
    del request
    found = queries.board_of(lesson_id)
    rows = presenters.sheet_rows(found, queries.results(found.rows))
    name = {"Content-Disposition": f'attachment; filename="scores-{lesson_id}.csv"'}
    return HttpResponse(b"".join(csv_pieces(rows)), content_type="text/csv; charset=utf-8", headers=name)

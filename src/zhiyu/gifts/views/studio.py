"""The creator's codes and gifts: a batch in one page, who used which, and who gave what to whom."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, recently_proved, staff
from zhiyu.gifts import actions, presenters, queries
from zhiyu.gifts.forms import BatchForm, usual_batch
from zhiyu.gifts.models import Code, Gift
from zhiyu.kernel.cursors import stretch
from zhiyu.kernel.sheets import csv_pieces
from zhiyu.platform.actions import note_export
from zhiyu.platform.looking import Scene, picked, rehearsed
from zhiyu.platform.rehearsing import play, running

PAGE = 50
CARDS = 60
QUERY_LENGTH = 60
SCOPE = "prices.edit"
SHOWN = {"tone_of": presenters.tone_of, "state_of": presenters.state_of}


def asked(request: UserRequest) -> tuple[str, str]:
    return request.GET.get("query", "").strip()[:QUERY_LENGTH], request.GET.get("state", "")


def sides(request: UserRequest) -> tuple[str, str]:
    return request.GET.get("before", ""), request.GET.get("after", "")


@never_cache
@require_safe
@staff(SCOPE)
def batches(request: UserRequest) -> HttpResponse:
    before, after = sides(request)
    page = stretch(queries.batches(), size=PAGE, before=before, after=after)
    return render(request, "gifts/batches.html", {"page": page})


def redeeming_shown(request: UserRequest, batch_id: int) -> Scene:
    """What who has a code of it sees: where it is typed, and what it would open."""
    code = queries.codes_of(batch_id)[0]
    options = [("", _("输入兑换码以后")), ("empty", _("输入兑换码之前"))]
    page = picked(request, "page", _("哪一页"), options)
    address = reverse("gifts:redeem", query={"code": code.code} if not page.chosen else {})
    return Scene(address=address, who=_("刚登录、没买过的学员"), person=play("newcomer"), choices=[page])


@never_cache
@require_http_methods(["GET", "POST"])
@staff(SCOPE)
@rehearsed(redeeming_shown)
def batch_new(request: UserRequest) -> HttpResponse:
    form = BatchForm(request.POST or None, initial=usual_batch())
    if form.is_valid():
        terms = replace(form.terms(), size=1) if running() else form.terms()
        made = actions.make_batch(actor_id=request.user.pk, product_code=form.cleaned_data["product"].code, terms=terms)
        messages.success(request, ngettext("%(n)s 个码做好了。", "%(n)s 个码做好了。", made.size) % {"n": made.size})
        return redirect("gifts:batch", batch_id=made.pk)
    return render(request, "gifts/batch_new.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_safe
@staff(SCOPE)
def batch(request: UserRequest, batch_id: int) -> HttpResponse:
    found = queries.batch(batch_id)
    query, state = asked(request)
    before, after = sides(request)
    rows = queries.codes_of(batch_id, state=state)
    counts = presenters.counts_of(found)
    shown = {
        **SHOWN,
        "batch": found,
        "counts": counts,
        "page": stretch(rows, size=PAGE, before=before, after=after, sources=queries.codes_like(query)),
        "query": query,
        "state": state,
        "pills": presenters.pills(Code.State.choices, counts, current=state),
        "redeem_address": presenters.address_of_redeeming(request),
    }
    return render(request, "gifts/batch.html", shown)


@require_safe
@staff(SCOPE)
@recently_proved
def batch_csv(request: UserRequest, batch_id: int) -> HttpResponse:
    """Codes are money: who took them along is noted."""
    found = queries.batch(batch_id)
    note_export(actor_id=request.user.pk, what="codes", batch=batch_id)
    codes = queries.codes_of(batch_id).order_by("pk")
    whole = b"".join(csv_pieces(presenters.code_rows(request, found, codes)))
    name = {"Content-Disposition": f'attachment; filename="codes-{batch_id}.csv"'}
    return HttpResponse(whole, content_type="text/csv; charset=utf-8", headers=name)


@never_cache
@require_safe
@staff(SCOPE)
@recently_proved
def batch_cards(request: UserRequest, batch_id: int) -> HttpResponse:
    """Those that nobody has used, each as a card with its picture, to be printed and cut."""
    found = queries.batch(batch_id)
    before, after = sides(request)
    page = stretch(queries.codes_of(batch_id, state=Code.State.FREE), size=CARDS, before=before, after=after)
    note_export(actor_id=request.user.pk, what="codes", batch=batch_id, cards=len(page.rows))
    shown = {"batch": found, "page": page, "cards": presenters.cards(request, page.rows)}
    return render(request, "gifts/cards.html", shown | {"redeem_address": presenters.address_of_redeeming(request)})


@require_POST
@staff(SCOPE)
def batch_revoke(request: UserRequest, batch_id: int) -> HttpResponse:
    queries.batch(batch_id)
    ended = actions.revoke_unused(batch_id=batch_id, actor_id=request.user.pk)
    said = ngettext("%(n)s 个没用的码已作废。", "%(n)s 个没用的码已作废。", ended) % {"n": ended}
    messages.success(request, said)
    return redirect("gifts:batch", batch_id=batch_id)


@require_POST
@staff(SCOPE)
def code_revoke(request: UserRequest, batch_id: int, code_id: int) -> HttpResponse:
    queries.code_in(batch_id, code_id)
    code = actions.revoke_code(code_id=code_id, actor_id=request.user.pk)
    messages.success(request, _("已收回，对方不能再学。") if code.user_id else _("这个码已作废。"))
    return redirect("gifts:batch", batch_id=batch_id)


@never_cache
@require_safe
@staff("orders.read")
def gifts(request: UserRequest) -> HttpResponse:
    query, state = asked(request)
    before, after = sides(request)
    rows = queries.gifts_for_studio(state=state)
    counts = queries.counts_of_gifts()
    shown = {
        **SHOWN,
        "page": stretch(rows, size=PAGE, before=before, after=after, sources=queries.gifts_like(query)),
        "query": query,
        "state": state,
        "pills": presenters.pills(Gift.State.choices, counts, current=state),
    }
    return render(request, "gifts/studio_gifts.html", shown)

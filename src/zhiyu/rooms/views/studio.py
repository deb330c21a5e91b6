"""The host's screen, made for a phone, and what stays of a class afterwards."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhiyu.accounts.http import UserRequest, recently_proved, staff
from zhiyu.accounts.permissions import can
from zhiyu.kernel.errors import DomainError
from zhiyu.kernel.sheets import csv_pieces
from zhiyu.live import queries as live
from zhiyu.platform.actions import note_export
from zhiyu.rooms import actions, queries
from zhiyu.rooms.forms import CardForm, DrawForm, PollForm, Sent, WordsForm
from zhiyu.rooms.queries import HOSTS

PAGE = 50


@never_cache
@require_safe
@staff(HOSTS)
def host(request: UserRequest, room_id: int) -> HttpResponse:
    room = actions.enter(room_id=room_id, user=request.user)
    shown = {
        "found": live.facts(room_id, request.user),
        "room": room,
        "open_poll": queries.open_poll(room_id),
        "waiting_draw": queries.waiting_draw(room_id),
        "cards": queries.cards_sold(room_id),
        "slow": [(0, _("不限")), (5, _("5 秒")), (15, _("15 秒")), (60, _("1 分钟"))],
    }
    return render(request, "rooms/host.html", shown)


def asked(request: UserRequest, room_id: int, form: Sent, title: str, label: str) -> HttpResponse:
    shown = {"found": live.facts(room_id, request.user), "form": form, "title": title, "label": label}
    return render(request, "rooms/one_form.html", shown, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@staff(HOSTS)
def poll(request: UserRequest, room_id: int) -> HttpResponse:
    form = PollForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.open_poll(
                room_id=room_id,
                title=typed["title"],
                options=form.options,
                multiple=typed["multiple"],
                key=typed["key"],
                actor_id=request.user.pk,
            )
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("rooms:host", room_id=room_id)
    return asked(request, room_id, form, _("发起投票"), _("发到直播间"))


@never_cache
@require_http_methods(["GET", "POST"])
@staff(HOSTS)
def draw(request: UserRequest, room_id: int) -> HttpResponse:
    form = DrawForm(request.POST or None)
    if form.is_valid():
        try:
            actions.announce_draw(room_id=room_id, actor_id=request.user.pk, **form.cleaned_data)
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("rooms:host", room_id=room_id)
    return asked(request, room_id, form, _("发起抽奖"), _("先预告，再开奖"))


@never_cache
@require_http_methods(["GET", "POST"])
@staff(HOSTS)
def card(request: UserRequest, room_id: int) -> HttpResponse:
    form = CardForm(request.POST or None, may_price=can(request.user, "prices.edit"))
    if form.is_valid():
        typed = form.cleaned_data
        priced = typed.get("price_fen") is not None
        try:
            limited = actions.limited_of(
                price_fen=typed.get("price_fen"),
                minutes=typed.get("minutes") if priced else None,
                stock=typed.get("stock"),
            )
            actions.show_card(
                room_id=room_id,
                product_id=typed["product"].pk,
                limited=limited,
                key=typed["key"],
                actor=request.user,
            )
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("rooms:host", room_id=room_id)
    return asked(request, room_id, form, _("挂商品"), _("挂到直播间"))


@never_cache
@require_safe
@staff("learners.read")
def people(request: UserRequest, room_id: int) -> HttpResponse:
    found = live.facts(room_id, request.user)
    page = Paginator(queries.attendances(room_id), PAGE).get_page(request.GET.get("page"))
    return render(request, "rooms/people.html", {"found": found, "page": page})


@require_safe
@staff("learners.read")
@recently_proved
def people_file(request: UserRequest, room_id: int) -> HttpResponse:
    live.facts(room_id, request.user)
    note_export(actor_id=request.user.pk, what="room", room=room_id)
    whole = b"".join(csv_pieces(queries.people_rows(room_id)))
    name = {"Content-Disposition": f'attachment; filename="room-{room_id}.csv"'}
    return HttpResponse(whole, content_type="text/csv; charset=utf-8", headers=name)


@never_cache
@require_http_methods(["GET", "POST"])
@staff(HOSTS)
def words(request: UserRequest) -> HttpResponse:
    form = WordsForm(request.POST or None, initial={"words": "\n".join(queries.words())})
    if form.is_valid():
        count = actions.save_words(words=form.cleaned_data["words"].splitlines(), actor_id=request.user.pk)
        messages.success(request, _("已保存，一共 %(n)s 个。") % {"n": count})
        return redirect("rooms:words")
    return render(request, "rooms/words.html", {"form": form}, status=422 if form.errors else 200)

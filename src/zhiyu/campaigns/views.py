"""The creator's campaigns: in two minutes from a template, with every price it makes; all on sale or nothing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.campaigns import actions, presenters, pricing, queries
from zhiyu.campaigns.forms import CampaignForm, MoveForm, PlanForm, campaign_terms, usual_plan
from zhiyu.campaigns.templates import BY_KEY
from zhiyu.catalog.pages import page_of
from zhiyu.kernel.clock import now
from zhiyu.kernel.cursors import number_in
from zhiyu.kernel.errors import DomainError, NotFound
from zhiyu.platform.looking import Scene, picked, rehearsed
from zhiyu.ui.links import public_address

SCOPE = "prices.edit"
PAGE = 50


@require_safe
@staff(SCOPE)
def campaign_list(request: UserRequest) -> HttpResponse:
    return render(request, "campaigns/campaigns.html", {"rows": presenters.listed()})


@require_safe
@staff(SCOPE)
def campaign_new(request: UserRequest) -> HttpResponse:
    return render(request, "campaigns/new.html", {"cards": presenters.template_cards()})


def campaign_shown(request: UserRequest, campaign_id: int) -> Scene:
    """Published: its topic page or one of its products, in one of its phases."""
    actions.publish_campaign(campaign_id=campaign_id, actor_id=request.user.pk)
    found = queries.campaign(campaign_id)
    products = {str(one.pk): one for one in queries.products_shown(found)}
    pages = [("", _("专题页")), *((pk, one.title) for pk, one in products.items())]
    page = picked(request, "page", _("哪一页"), pages)
    phases = {str(one.pk): one for one in found.phases.all() if one.ends_at > now()}
    phase = picked(request, "phase", _("什么时候"), [*((pk, one.title) for pk, one in phases.items()), ("", _("现在"))])
    product = products.get(page.chosen)
    return Scene(
        address=page_of(product) if product else reverse("storefront:topic", args=[found.slug]),
        who=_("没买过、没登录的访客"),
        at=phases[phase.chosen].starts_at if phase.chosen else None,
        sight=".deal-strip, .course-buy" if product else "",
        choices=[page, phase],
    )


@require_http_methods(["GET", "POST"])
@staff(SCOPE)
@rehearsed(campaign_shown)
def campaign_plan(request: UserRequest, template: str) -> HttpResponse:
    """The template with its usual day and every course; asked again with other ones, it shows what they would make."""
    known = BY_KEY.get(template)
    if known is None:
        raise NotFound
    asked = request.GET if "day" in request.GET else None
    form = PlanForm(request.POST or asked, initial=usual_plan(known))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        made = actions.plan_campaign(
            template=template,
            day=typed["day"],
            title=typed["title"],
            products=[product.pk for product in typed["products"]],
            actor_id=request.user.pk,
        )
        return redirect("campaigns:campaign", campaign_id=made.pk)
    said = form.initial if not form.is_bound else form.cleaned_data if form.is_valid() else {}
    phases = pricing.planned_prices(known, said["day"], said["products"]) if said else []
    shown = {"form": form, "template": known, "phases": phases}
    return render(request, "campaigns/plan.html", shown, status=422 if request.method == "POST" else 200)


@never_cache
@require_safe
@staff(SCOPE)
def campaign(request: UserRequest, campaign_id: int) -> HttpResponse:
    found = queries.campaign(campaign_id)
    shown = presenters.campaign_shown(found)
    shown["move"] = MoveForm(initial={"day": found.day})
    shown["address"] = public_address(request, reverse("storefront:topic", args=[found.slug]))
    return render(request, "campaigns/campaign.html", shown)


@require_http_methods(["GET", "POST"])
@staff(SCOPE)
@rehearsed(campaign_shown)
def campaign_edit(request: UserRequest, campaign_id: int) -> HttpResponse:
    found = queries.campaign(campaign_id)
    form = CampaignForm(request.POST or None, campaign=found, initial=campaign_terms(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_campaign(campaign_id=campaign_id, terms=form.terms(), actor_id=request.user.pk)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已保存。"))
            return redirect("campaigns:campaign", campaign_id=campaign_id)
    shown = {"form": form, "campaign": found}
    return render(request, "campaigns/edit.html", shown, status=422 if form.errors else 200)


def tried(request: UserRequest, campaign_id: int, said: str, act: Callable[..., Any], **more: Any) -> HttpResponse:
    """Do one thing to a campaign and come back to it, with a word of what was done or why not."""
    try:
        act(campaign_id=campaign_id, actor_id=request.user.pk, **more)
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("campaigns:campaign", campaign_id=campaign_id)


@require_POST
@staff(SCOPE)
def campaign_move(request: UserRequest, campaign_id: int) -> HttpResponse:
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["day"])))
        return redirect("campaigns:campaign", campaign_id=campaign_id)
    day = form.cleaned_data["day"]
    return tried(request, campaign_id, _("还没开始的阶段都移过去了。"), actions.move_campaign, day=day)


@require_POST
@staff(SCOPE)
@rehearsed(campaign_shown)
def publish(request: UserRequest, campaign_id: int) -> HttpResponse:
    return tried(request, campaign_id, _("已发布，所有优惠到时间自己开始。"), actions.publish_campaign)


@require_POST
@staff(SCOPE)
def stop(request: UserRequest, campaign_id: int) -> HttpResponse:
    return tried(request, campaign_id, _("已停止，价格回到标价。"), actions.stop_campaign)


@require_POST
@staff(SCOPE)
def discard(request: UserRequest, campaign_id: int) -> HttpResponse:
    try:
        actions.discard_campaign(campaign_id=campaign_id, actor_id=request.user.pk)
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("campaigns:campaign", campaign_id=campaign_id)
    messages.success(request, _("草稿已删掉。"))
    return redirect("campaigns:campaigns")


@require_POST
@staff(SCOPE)
def offer_add(request: UserRequest, campaign_id: int) -> HttpResponse:
    phase_id, kind = number_in(request.POST.get("phase", "")), request.POST.get("kind", "")
    return tried(
        request,
        campaign_id,
        _("已加上，点开可以改它的数；活动发布过的，改好再开启它。"),
        actions.add_offer,
        phase_id=phase_id,
        kind=kind,
    )


@require_POST
@staff(SCOPE)
def offer_remove(request: UserRequest, campaign_id: int, offer_id: int) -> HttpResponse:
    return tried(request, campaign_id, _("已去掉。"), actions.remove_offer, offer_id=offer_id)


@never_cache
@require_safe
@staff("orders.read")
def orders(request: UserRequest, campaign_id: int) -> HttpResponse:
    """Who bought what by its offers: what the figures count."""
    found = queries.campaign(campaign_id)
    asked = number_in(request.GET.get("offer", ""))
    offers = [offer for phase in found.phases.all() for offer in phase.offers.all()]
    offer = next((one for one in offers if one.pk == asked), None)
    listed = queries.orders_of(campaign_id, offer_id=offer.pk if offer else None)
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    return render(request, "campaigns/orders.html", {"campaign": found, "offer": offer, "page": page})

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import actions, bundles
from zhiyu.catalog.bundle_forms import BundleForm, bundle_values
from zhiyu.catalog.errors import PartByApplication, PartNotOnSale, PartSoldByIntakes
from zhiyu.catalog.models import Bundle
from zhiyu.catalog.views.courses import STATE_TONES
from zhiyu.catalog.views.looks import bundle_shown
from zhiyu.catalog.views.plans import status_of
from zhiyu.platform.looking import rehearsed
from zhiyu.ui.links import public_address


def address_of(request: HttpRequest, bundle: Bundle) -> str:
    return public_address(request, reverse("storefront:bundle", args=[bundle.product.code]))


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
@rehearsed(bundle_shown)
def bundle_new(request: UserRequest) -> HttpResponse:
    form = BundleForm(request.POST or None, courses=bundles.courses_to_pack(request.POST.getlist("parts")))
    if request.method == "POST" and form.is_valid():
        try:
            bundle = actions.create_bundle(actor_id=request.user.pk, **form.changes())
        except (PartSoldByIntakes, PartByApplication) as error:
            form.add_error("parts", str(error))
        else:
            messages.success(request, _("打包建好了，看一眼学员会看到的样子，就可以上架。"))
            return redirect("catalog:bundle_edit", bundle_id=bundle.pk)
    return render(request, "catalog/bundle.html", {"form": form, "bundle": None}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
@rehearsed(bundle_shown)
def bundle_edit(request: UserRequest, bundle_id: int) -> HttpResponse:
    bundle = bundles.bundle(bundle_id)
    courses = bundles.courses_to_pack(request.POST.getlist("parts"))
    form = BundleForm(request.POST or None, courses=courses, initial=bundle_values(bundle))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_bundle(bundle_id=bundle_id, actor_id=request.user.pk, **form.changes())
        except (PartNotOnSale, PartSoldByIntakes, PartByApplication) as error:
            form.add_error("parts", str(error))
        else:
            messages.success(request, _("打包已保存。"))
            return redirect("catalog:bundle_edit", bundle_id=bundle_id)
    shown = {
        "form": form,
        "bundle": bundle,
        "tab": "edit",
        "tones": STATE_TONES,
        "address": address_of(request, bundle),
    }
    return render(request, "catalog/bundle.html", shown, status=status_of(form))


@require_POST
@staff("catalog.edit")
def bundle_publish(request: UserRequest, bundle_id: int) -> HttpResponse:
    try:
        actions.publish_bundle(bundle_id=bundle_id, actor_id=request.user.pk)
    except PartNotOnSale as error:
        titles = "".join(f"《{title}》" for title in error.extra["titles"])
        messages.error(request, _("%(titles)s还没有上架，先上架这些课，再上架打包。") % {"titles": titles})
    except PartSoldByIntakes as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已上架，现在可以分享了。"))
    return redirect("catalog:bundle_edit", bundle_id=bundle_id)


@require_POST
@staff("catalog.edit")
def bundle_unpublish(request: UserRequest, bundle_id: int) -> HttpResponse:
    actions.unpublish_bundle(bundle_id=bundle_id, actor_id=request.user.pk)
    messages.success(request, _("已下架：买过的人照常学习，新的人买不到。"))
    return redirect("catalog:bundle_edit", bundle_id=bundle_id)

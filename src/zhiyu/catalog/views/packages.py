from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import actions, packages
from zhiyu.catalog.models import Package
from zhiyu.catalog.package_forms import PackageForm, package_values
from zhiyu.catalog.views.courses import STATE_TONES
from zhiyu.catalog.views.looks import package_shown
from zhiyu.catalog.views.plans import status_of
from zhiyu.platform.looking import rehearsed
from zhiyu.ui.links import public_address


def shown(request: UserRequest, package: Package, tab: str) -> dict[str, object]:
    address = public_address(request, reverse("storefront:package", args=[package.product.code]))
    return {"package": package, "product": package.product, "tab": tab, "tones": STATE_TONES, "address": address}


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
@rehearsed(package_shown)
def package_new(request: UserRequest) -> HttpResponse:
    form = PackageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        package = actions.create_package(actor_id=request.user.pk, **form.changes())
        messages.success(request, _("服务建好了，看一眼学员会看到的样子，就可以上架。"))
        return redirect("catalog:package_edit", package_id=package.pk)
    return render(request, "catalog/package.html", {"form": form, "package": None}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
@rehearsed(package_shown)
def package_edit(request: UserRequest, package_id: int) -> HttpResponse:
    package = packages.package(package_id)
    form = PackageForm(request.POST or None, initial=package_values(package))
    if request.method == "POST" and form.is_valid():
        actions.edit_package(package_id=package_id, actor_id=request.user.pk, **form.changes())
        messages.success(request, _("服务已保存。"))
        return redirect("catalog:package_edit", package_id=package_id)
    context = shown(request, package, "edit") | {"form": form}
    return render(request, "catalog/package.html", context, status=status_of(form))


@require_POST
@staff("catalog.edit")
def package_publish(request: UserRequest, package_id: int) -> HttpResponse:
    actions.publish_package(package_id=package_id, actor_id=request.user.pk)
    messages.success(request, _("已上架，现在可以分享了。"))
    return redirect("catalog:package_edit", package_id=package_id)


@require_POST
@staff("catalog.edit")
def package_unpublish(request: UserRequest, package_id: int) -> HttpResponse:
    actions.unpublish_package(package_id=package_id, actor_id=request.user.pk)
    messages.success(request, _("已下架：买过的人剩下的次数照常用，新的人买不到。"))
    return redirect("catalog:package_edit", package_id=package_id)
